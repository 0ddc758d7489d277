"""The register of districts: every name finds itself, what is ambiguous is asked back."""

import os
import re
from pathlib import Path

import pytest
from letters import vocabulary

from mailflow.understand.applications.register import county_named

COUNTIES = vocabulary().counties
SHARED = [
    "Ansbach",
    "Aschaffenburg",
    "Augsburg",
    "Bamberg",
    "Bayreuth",
    "Coburg",
    "Fürth",
    "Heilbronn",
    "Hof",
    "Kaiserslautern",
    "Karlsruhe",
    "Kassel",
    "Landshut",
    "Leipzig",
    "München",
    "Oldenburg",
    "Osnabrück",
    "Passau",
    "Regensburg",
    "Rosenheim",
    "Rostock",
    "Schweinfurt",
    "Würzburg",
]


def test_the_register_is_whole():
    assert len(COUNTIES) == 401
    assert sum(not c.is_city for c in COUNTIES) == 294


def spelt_out(name):
    for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        name = name.replace(a, b)
    return name


@pytest.mark.parametrize("county", COUNTIES, ids=lambda c: c.ags)
def test_every_official_name_finds_itself(county):
    for name in (county.name, spelt_out(county.name), county.name.upper()):
        found = county_named(name, COUNTIES, labelled=True)
        assert found.county == county or county in found.candidates
        if not found.candidates:
            assert found.county == county


@pytest.mark.parametrize("name", SHARED)
def test_a_name_that_a_town_shares_is_asked_back(name):
    found = county_named(f"hallo hier {name.lower()}, wir wollen mitmachen", COUNTIES)
    assert found.county is None
    assert len(found.candidates) >= 2
    assert county_named(name, COUNTIES, labelled=True).county is None


@pytest.mark.parametrize("name", SHARED)
def test_saying_which_one_is_enough(name):
    for kind in ("Landkreis", "LK", "Landratsamt", "Kreisverwaltung", "LRA"):
        assert not county_named(f"wir vom {kind} {name}", COUNTIES).county.is_city
    assert county_named(f"wir von der Stadt {name}", COUNTIES).county.is_city


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wir vom LK Uelzen würden gern", "Landkreis Uelzen"),
        ("das Landratsamt Freising meldet sich an", "Landkreis Freising"),
        ("der Vogelsbergkreis möchte", "Vogelsbergkreis"),
        ("für die Region Hannover", "Region Hannover"),
        ("im Kreis Guetersloh", "Kreis Gütersloh"),
        ("wir im Märkischen Kreis", "Märkischer Kreis"),
        ("der Höxteraner Kreis", "Kreis Höxter"),
        ("der Oldenburger Landkreis", "Landkreis Oldenburg"),
        ("im Landkreis Vogelsberg", "Vogelsbergkreis"),
        ("aus dem Kreis Hochsauerland", "Hochsauerlandkreis"),
        ("der Rheinlahnkreis", "Rhein-Lahn-Kreis"),
        ("vom Kreis Sankt Wendel", "Landkreis St. Wendel"),
        ("Landkreis Neustadt a. d. Aisch - Bad Windsheim", "Landkreis Neustadt an der Aisch-Bad Windsheim"),
        ("Kreis Pfaffenhofen/Ilm", "Landkreis Pfaffenhofen an der Ilm"),
        ("LRA Dillingen", "Landkreis Dillingen an der Donau"),
    ],
)
def test_in_prose(text, name):
    assert county_named(text, COUNTIES).county.name == name


def test_no_name_no_county():
    assert county_named("wir möchten gern mitmachen, im ländlichen Raum", COUNTIES).county is None


@pytest.mark.parametrize("county", [c for c in COUNTIES if not c.is_city], ids=lambda c: c.ags)
def test_the_usual_short_forms_find_the_district(county):
    for form in ("LK {}", "Lkr. {}", "Kreis {}", "Kreisverwaltung {}", "das Landratsamt {} meldet sich hiermit zum Forum an"):
        found = county_named(form.format(spelt_out(county.short)), COUNTIES)
        assert found.county == county or (not found.county and county in found.candidates)


@pytest.mark.parametrize("text", ["wir arbeiten am Bodensee", "die Tagung ist im Erzgebirge", "in Nordfriesland regnet es"])
def test_a_landscape_alone_is_no_district(text):
    assert county_named(text, COUNTIES).county is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("LRA Garmisch", "Landkreis Garmisch-Partenkirchen"),
        ("Kreis Lauenburg", "Kreis Herzogtum Lauenburg"),
        ("Kreis Merzig", "Landkreis Merzig-Wadern"),
        ("Kreis Saar-Pfalz", "Saarpfalz-Kreis"),
        ("Landkreis Uelsen", "Landkreis Uelzen"),
        ("Kreis Güterslo", "Kreis Gütersloh"),
        ("LK Rosenhiem", "Landkreis Rosenheim"),
        ("lkr emslnad", "Landkreis Emsland"),
    ],
)
def test_a_misspelt_name_is_suggested_and_never_taken(text, meant):
    for said, labelled in ((text, False), (text.split()[1], True), (f"wir vom {text} wollen gern mitmachen", False)):
        found = county_named(said, COUNTIES, labelled=labelled)
        assert found.county is None
        assert meant in [c.name for c in found.candidates]


@pytest.mark.parametrize(
    ("text", "meant", "inner"),
    [
        ("Kreis Schlewig-Flensburg", "Kreis Schleswig-Flensburg", "Flensburg"),
        ("Landkreis Pfaffehofen an der Ilm", "Landkreis Pfaffenhofen an der Ilm", "Ilm-Kreis"),
        ("Landkreis Nu-Ulm", "Landkreis Neu-Ulm", "Ulm"),
        ("Landkreis Alzy-Worms", "Landkreis Alzey-Worms", "Worms"),
    ],
)
def test_a_misspelt_name_is_not_taken_for_one_inside_it(text, meant, inner):
    for said, labelled in ((text, True), (f"wir vom {text} wollen gern mitmachen", False)):
        found = county_named(said, COUNTIES, labelled=labelled)
        assert found.county is None
        assert meant == found.candidates[0].name
        assert any(inner in c.name for c in found.candidates)


@pytest.mark.parametrize("text", ["Landkreis Moorrand", "Kreis Bergwiesen", "im Kreis der Familie", "der Landkreis ist gross"])
def test_a_name_that_is_near_to_none_suggests_none(text):
    assert county_named(text, COUNTIES).candidates == ()


@pytest.mark.parametrize("name", SHARED)
def test_in_a_form_the_kind_may_stand_behind_the_name(name):
    district = county_named(f"{name} (Landkreis)", COUNTIES, labelled=True).county
    city = county_named(f"{name} (Stadt)", COUNTIES, labelled=True).county
    assert (district.is_city, city.is_city) == (False, True)


def short_name(county):
    """ "Landkreis Uelzen" is "Uelzen" to everybody who lives there."""
    return re.sub(r"^(?:Landkreis|Kreis|Region|Städteregion|Regionalverband|Stadt|Kreisfreie Stadt)\s+", "", county.name)


def misspelt(name):
    """One letter too few, in the middle of the longest word that is not "Landkreis"."""
    word = max((w for w in re.findall(r"\w+", name) if w.lower() not in KINDS), key=len)
    return name.replace(word, word[: len(word) // 2] + word[len(word) // 2 + 1 :], 1)


KINDS = {"landkreis", "kreis", "region", "regionalverband", "städteregion"}
FORMS = {
    "official name": lambda c: c.name,
    "in capitals": lambda c: c.name.upper(),
    "umlauts spelt out": lambda c: spelt_out(c.name),
    "LK and the short name": lambda c: f"LK {short_name(c)}",
    "Kreisverwaltung and the short name": lambda c: f"Kreisverwaltung {short_name(c)}",
    "hyphens left away": lambda c: c.name.replace("-", " "),
    "in one word with Kreis": lambda c: c.name.replace("-", "") if c.name.endswith("-Kreis") else c.name,
    "Kreis and what it is named after": lambda c: f"Kreis {c.name.removesuffix('kreis').removesuffix('-K')}",
    "Sankt, rivers shortened": lambda c: c.name.replace("St.", "Sankt").replace(" an der ", " a.d. ").replace(" am ", " a."),
    "in a sentence": lambda c: f"wir vom Landratsamt {short_name(c)} möchten mitmachen",
    "one letter missing": lambda c: misspelt(c.name),
}
PAGE = Path(__file__).parents[3] / "docs" / "districts.md"


def outcome(county, said):
    found = county_named(said, COUNTIES, labelled=True)
    if found.county:
        return "found" if found.county == county else "another"
    return "asked" if county in found.candidates else "not found"


def page():
    lines = [
        "# How districts are named",
        "",
        "Every Landkreis, Kreis and Region of the register, named as people name it. *asked*: the forum asks which one is meant, or suggests it.",
        "Written by `tests/understand/applications/test_register.py`; `MAILFLOW_UPDATE=1` renews it.",
        "",
        "| named as | found | asked | another one | not found |",
        "|---|---|---|---|---|",
    ]
    for form, said in FORMS.items():
        outcomes = [outcome(c, said(c)) for c in COUNTIES if not c.is_city]
        lines.append(f"| {form} | " + " | ".join(str(outcomes.count(word)) for word in ("found", "asked", "another", "not found")) + " |")
    return "\n".join(
        [*lines, "", f"Names that a town shares and that are asked back when said alone ({len(SHARED)}): {', '.join(SHARED)}.", ""]
    )


def test_the_page_of_districts_is_current():
    current = page()
    if os.environ.get("MAILFLOW_UPDATE"):
        PAGE.write_text(current, "utf-8")
    assert PAGE.read_text("utf-8") == current, "run MAILFLOW_UPDATE=1 pytest tests/understand/applications/test_register.py"


@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_taken_for_another_district(form):
    taken = {c.name for c in COUNTIES if not c.is_city and outcome(c, FORMS[form](c)) == "another"}
    assert taken == set()
