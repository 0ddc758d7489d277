"""For whom somebody applies: a county of the register, one that the register lacks, a town, or an institution that can be a guest."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.model.intent import ApplicationRecord
from mailflow.model.letter import Letter
from mailflow.model.vocabulary import County
from mailflow.understand.applications.federal_state import state_in, state_of
from mailflow.understand.applications.institution import asks_as_guest, guest_kind_of, institution_in
from mailflow.understand.applications.register import Found, county_named, spelt_in
from mailflow.understand.applications.source import Source
from mailflow.understand.wording import folded

_PLACE = r"(?:(?:Bad|Sankt|St\.|(?:Alt|Neu|Hoh|Ober|Unter|Groß|Klein|Weiß|Schwarz|Grün|Rot|Schön|Mittler|Vorder|Hinter|Lang)e[rsnm]?)\s)?[A-ZÄÖÜa-zäöüß][\wäöüß-]{2,40}(?:(?<=er)\s(?:Heide|Land|Moor|Börde|Mark|Aue|Höhen?|Berge?|Bergland|Wald|Hügelland|Seenland|Seenplatte|Tal|Alb|Marsch|Geest|Winkel|Becken|Platte|Küste|Ries)\b|\s(?:an der|am|im|vor der)\s(?!(?:Saarland|Freistaat|Land|Bundesland|Herzen|Raum|Norden|Süden|Osten|Westen|Nordosten|Nordwesten|Südosten|Südwesten|Rahmen|Namen|Auftrag|Forum|Netzwerk|Austausch|Regierungsbezirk|Mitglied\w*|Mitarbeit|Teilnahme)\b)[A-ZÄÖÜ][\wäöüß]+|\s(?:Land|Nord|Süd|Ost|West)\b)?"
_KIND_AND_NAME = re.compile(
    rf"\b(?P<kind>(?i:landkreis(?:es)?|lk|lkr\.?|kreis(?:es)?|landratsamt(?:e?s)?|lra|kreisverwaltung))\s+(?P<name>{_PLACE})"
)
_IN_BRACKETS = re.compile(r"\((?P<what>[^()\n]{2,40})\)")
_ONE_WORD = re.compile(
    r"\b(?!(?i:landkreis|stadtkreis|umkreis|arbeits|freundes|kirchen|personen|teilnehm|teilnahme|helfer|gesprächs|unterstütz|experten|fach|steuerungs|lenkungs|wahl|alt|nachbar|"
    r"partner|mitglied|adressat|interessent|bekannten|familien|kollegen|heil|mitglieds|leser|förder|beirats|bezirks|austausch|nutzer|bewerber|spender|seiten))"
    r"(?P<name>[A-ZÄÖÜ][\wäöüß]{2,30}(?:-[A-ZÄÖÜ][\wäöüß]{2,30}){0,3}(?:kreis|-Kreis))(?:es)?\b"
)
_BARE_NAME = re.compile(
    r"(?!(?:Kein\w*|Nein|Ja|Siehe|Folgt|Stadt|Gemeinde|Markt|Amt|Verein)\b)(?:Bad |Sankt |St\. )?[A-ZÄÖÜ][a-zäöüß]{3,30}(?:[- ][A-ZÄÖÜ][a-zäöüß]{2,30}){0,2}"
)
"""The name of a county below the label "Landkreis"."""
_REGION = re.compile(
    rf"\b(?:(?:die|Die|für die|der)\s)?Region\s(?P<name>{_PLACE})(?=[^.!?]{{0,60}}\b(?:möchte|will|würde|beantragt|bewirbt|tritt|wird|wünscht|hat)\b|\s*$)"
)
"""A region that acts; "in der Region Harz" says only where."""
_CLAUSE = re.compile(r"[^,.;:!?\n]+")
_OF_OTHERS = re.compile(
    r"\b(?:(?:schon|bereits|already)\b.{0,60}\b(?:mitglied|dabei|members?)|empfohlen|empfehlung|auf anregung|empfahl|empfiehlt|schwärmt|vorgeschwärmt|recommended)\b",
    re.I,
)
_TOWN_IN = re.compile(
    r"(?P<town>\b(?:Stadt|Gemeinde|Samtgemeinde|Verbandsgemeinde|Marktgemeinde|Hansestadt|Kleinstadt)\s[A-ZÄÖÜ][\wäöüß-]+(?:\s[A-ZÄÖÜ][\wäöüß-]+)?)(?:,|\s\()?\s(?:im|in|aus dem)\s(?:schönen )?(?:(?:Land)?[Kk]reis|LK|Lkr\.)\s[A-ZÄÖÜ][\wäöüß-]+\)?"
)
_OF_A_COUNTY = re.compile(r"kreis|landratsamt|(?:^|[.-])(?:lkr?|lra)(?=[.-])")
"""A mail domain that a town of the same name would not have."""
_LANDSCAPE = re.compile(r"\S\s(?:Land|Heide|Wald|Moor|Marsch|Alb|Börde|Geest|Seenplatte)$")
"""A name that no town bears."""
_NO_NAME = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "einen",
        "und",
        "oder",
        "ist",
        "hat",
        "mit",
        "im",
        "in",
        "als",
        "zum",
        "zur",
        "sind",
        "möchte",
        "würde",
        "wir",
        "haben",
        "bei",
        "von",
        "des",
        "auch",
        "verwaltung",
        "frei",
        "natürlich",
        "ebene",
        "mitglied",
        "teil",
        "partner",
    ]
)


def seated(record: ApplicationRecord, county: County) -> ApplicationRecord:
    """The record for this county; a town of its own can be a guest only."""
    if county.is_city:
        return replace(
            record,
            landkreis="",
            ags="",
            organisation=county.name,
            candidates=(),
            bundesland=county.bundesland,
            applicant_kind="guest",
            guest_kind="municipality",
        )
    return replace(record, landkreis=county.name, ags=county.ags, candidates=(), bundesland=county.bundesland, applicant_kind="member")


def with_seat(
    record: ApplicationRecord, county: County | tuple[str, ...] | str | None, source: Source, letter: Letter
) -> ApplicationRecord:
    """County, candidates, or a guest institution."""
    words = f"{letter.subject_base}\n{source.text}"
    institution, kind = institution_in(source.text)
    institution = source.fields.get("organisation", "") or institution
    is_town = isinstance(county, County) and county.is_city
    if isinstance(county, tuple):
        county = _as_their_domain_has_it(county, source, letter) or county
    if isinstance(county, County) and not is_town and not (asks_as_guest(words) and institution):
        return seated(record, county)
    if isinstance(county, tuple) and county and not (institution and asks_as_guest(words)):
        return replace(record, candidates=county)
    partner = kind == "municipality" or (isinstance(county, str) and _named_before(county, institution, source.text))
    if isinstance(county, str) and county and not (institution and (asks_as_guest(words) or not partner)):
        return replace(record, landkreis=county, bundesland=_state(source), applicant_kind="member")
    if isinstance(county, County) and is_town and not institution:
        return seated(record, county)
    if institution:
        return replace(
            record,
            organisation=institution,
            applicant_kind="guest",
            guest_kind=kind or guest_kind_of(institution),
            bundesland=_state(source),
        )
    return replace(record, bundesland=_state(source), applicant_kind="guest" if asks_as_guest(words) else None)


def home_of(text: str, letter: Letter, counties: tuple[County, ...]) -> County | None:
    """The county whose name stands in a text without a word for its kind, and in the domain of who writes: two hints that agree are no guess."""
    domain = letter.sender.address.rpartition("@")[2].casefold()
    theirs = [c for c in counties if domain and (domain in c.mail_domains or spelt_in(domain, c.name))]
    named = [c for c in theirs if county_named(text, (c,), labelled=True).county]
    if len(named) != 1 or named[0].is_city or institution_in(text)[0]:
        return None
    is_telling = domain in named[0].mail_domains or _OF_A_COUNTY.search(domain) or _LANDSCAPE.search(named[0].name)
    return named[0] if is_telling else None


def stated_state(source: Source, county: str) -> str:
    """The federal state as the letter itself gives it for a county: in its field, or in brackets behind the name."""
    name = county.split()[-1] if county else ""
    behind = re.search(rf"\b{re.escape(name)}\s?\((?P<state>[^()\n]{{2,40}})\)", source.text) if name else None
    return state_of(source.fields.get("bundesland", "")) or (state_of(behind["state"]) if behind else "")


def _as_their_domain_has_it(candidates: tuple[str, ...], source: Source, letter: Letter) -> str:
    """The district as written, where their own domain spells it so and none of the candidates; "" where it does not tell."""
    said = source.fields.get("landkreis", "")
    written = _unlisted(said or source.text) or (f"Landkreis {said.strip()}" if _BARE_NAME.fullmatch(said.strip()) else "")
    domain = letter.sender.address.rpartition("@")[2]
    is_theirs = written and spelt_in(domain, written) and not any(spelt_in(domain, name) for name in candidates)
    return written if is_theirs else ""


def _named_before(county: str, institution: str, text: str) -> bool:
    """An institution named behind the county that applies is one it works with."""
    return -1 < text.find(county.split()[-1]) < text.find(institution)


def without_places(text: str) -> str:
    """ "Stadt Bergau im Landkreis Uelzen": where a town lies is not who applies."""
    return _TOWN_IN.sub(lambda town: town["town"], text)


def applicants_in(text: str) -> str:
    """The text without the clauses about a county that is a member already, or that told of the forum."""
    return _CLAUSE.sub(lambda clause: " " if _OF_OTHERS.search(clause[0]) else clause[0], text)


def county_in(text: str, counties: tuple[County, ...], *, labelled: bool = False) -> County | tuple[str, ...] | str | None:
    """A registered county, the names it could be, the name as written where the register has none, or nothing."""
    found: Found = county_named(text, counties, labelled=labelled)
    if found.county:
        return found.county
    if (bare := _IN_BRACKETS.sub(lambda m: " " if state_of(m["what"]) and "kreis" not in folded(m["what"]) else m[0], text)) != text:
        # "Landkreis Muster (Rheinland-Pfalz)" is not nearly the Rhein-Pfalz-Kreis.
        return county_in(bare, counties, labelled=labelled)
    named = _kind_and_name(text)
    if named and (near := _nearly(named, counties)):
        return near
    if named and found.candidates and not labelled:
        return named  # a county the register lacks that is called one beats a place that could be two
    if found.candidates:
        return tuple(c.name for c in found.candidates)
    if written := _unlisted(text):
        return _nearly(written, counties) or written
    if labelled and re.search(r"kreis\b|\bregion\s+\w", text, re.I):
        return text.strip()
    if labelled and _BARE_NAME.fullmatch(text.strip()) and not state_of(text) and not institution_in(text)[0]:
        return f"Landkreis {text.strip()}"
    return None


def _nearly(written: str, counties: tuple[County, ...]) -> tuple[str, ...]:
    """The districts that a name the register lacks may be a misspelt one or a part of."""
    return tuple(c.name for c in county_named(written, counties, labelled=True).candidates if not c.is_city)


def counties_named(text: str, counties: tuple[County, ...]) -> list[str]:
    """Each county named with its kind ("Landkreis A"), by its registered name or as written."""
    found = [county_in(m[0], counties, labelled=True) for m in _KIND_AND_NAME.finditer(text) if _names_one(m)]
    return [c.name if isinstance(c, County) else c for c in found if isinstance(c, County | str)]


def _unlisted(text: str) -> str:
    """A county the register lacks, as written, with "LK" spelt out."""
    if named := _kind_and_name(text):
        return named
    if own := _ONE_WORD.search(text):
        return own["name"]
    region = _REGION.search(text)
    return f"Region {region['name']}" if region and region["name"].lower() not in _NO_NAME else ""


def _names_one(written: re.Match[str]) -> bool:
    """Not so "der eine Kreis hat ..."; who writes all in small letters is taken at their word."""
    name = written["name"]
    return name.lower() not in _NO_NAME and (name[:1].isupper() or written["kind"].islower())


def _kind_and_name(text: str) -> str:
    if written := _KIND_AND_NAME.search(text):
        name = written["name"]
        if _names_one(written):
            kind = (
                "Kreis"
                if written["kind"].lower().startswith("kreis") and not written["kind"].lower().endswith("verwaltung")
                else "Landkreis"
            )
            return f"{kind} {name[:1].upper()}{name[1:]}"
    return ""


def _state(source: Source) -> str:
    said = source.fields.get("bundesland", "")
    return state_of(said) if said else state_in(source.text)
