"""Applications in other layouts and turns: drawn tables, corrections behind the form, who is meant, and letters that apply for nothing."""

import pytest
from letters import vocabulary, written

from mailflow.understand.applications.application import application_in

ANSWERS = {
    "Landkreis": "Landkreis Seeheim",
    "Bundesland": "Hessen",
    "Ansprechperson": "Jona Brandt",
    "Funktion": "Koordination Integration",
    "E-Mail": "j.brandt@seeheim.example",
    "Telefon": "069 90009-222",
    "Themen": "Sprache, Wohnen",
    "Motivation": "Wir wollen von anderen lernen.",
    "Einwilligung": "ja",
}
FORM = "\n".join(f"{label}: {value}" for label, value in ANSWERS.items())


def applied(text, *, name="Jona Brandt", sender="j.brandt@seeheim.example", subject="Mitgliedschaft"):
    return application_in(written(text, to="anmeldung@forum.example", subject=subject, sender=sender, name=name), vocabulary())


def test_address_and_number_of_a_deputy_are_not_the_applicants():
    lines = {k: v for k, v in ANSWERS.items() if k not in {"E-Mail", "Telefon"}} | {
        "Vertretung": "Frau Test, test@seeheim.example, 069 90009-333"
    }
    [record] = applied("\n".join(f"{label}: {value}" for label, value in lines.items())).records
    assert (record.email, record.phone) == ("j.brandt@seeheim.example", "")
    assert "test@seeheim.example" in record.deputy


@pytest.mark.parametrize(
    "row",
    ["{}: {}", "{};{}", "{} => {}", "{} - {}", "[{}] {}", "| {} | {} |", "│ {:<15} │ {:<40} │", "* {}: {}", "{} ....... {}", "e) {}: {}"],
)
def test_a_form_is_read_in_any_layout(row):
    [record] = applied("\n".join(row.format(label, value) for label, value in ANSWERS.items())).records
    assert (record.landkreis, record.bundesland) == ("Landkreis Seeheim", "Hessen")
    assert (record.contact_name, record.role) == ("Jona Brandt", "Koordination Integration")
    assert (record.email, record.phone) == ("j.brandt@seeheim.example", "+496990009222")
    assert record.topics == ("Sprache", "Wohnen")
    assert record.motivation == "Wir wollen von anderen lernen."
    assert record.missing == ()


@pytest.mark.parametrize(
    ("behind", "field", "value"),
    [
        (
            "P.S.: Bitte nicht die Adresse oben nehmen. Gültig ist nur noch brandt@seeheim-neu.example.",
            "email",
            "brandt@seeheim-neu.example",
        ),
        ("Die Nummer oben gilt nur noch bis Freitag, danach erreichen Sie mich unter 069 90009-333.", "phone", "+496990009333"),
        ("Achtung, die Telefonnummer ist jetzt 069 90009-333.", "phone", "+496990009333"),
        ("Nachtrag: Seit 1. Mai bin ich übrigens Abteilungsleitung, bitte so eintragen.", "role", "Abteilungsleitung"),
    ],
)
def test_what_stands_behind_the_form_corrects_it(behind, field, value):
    [record] = applied(f"{FORM}\n\n{behind}").records
    assert getattr(record, field) == value


@pytest.mark.parametrize("behind", ["Ich bin jetzt erreichbar unter 069 90009-222.", "Ich bin übrigens ab Montag im Urlaub."])
def test_news_of_the_writer_is_no_new_function(behind):
    [record] = applied(f"{FORM}\n\n{behind}").records
    assert record.role == "Koordination Integration"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Im Auftrag meiner Kollegin Vera Jung, die gerade verreist ist, melde ich den Landkreis Seeheim an.", "Vera Jung", None),
        ("Unser neuer Integrationsbeauftragter Piet Hansen bat mich, den Landkreis Seeheim anzumelden.", "Piet Hansen", "Integrationsbeauftragter"),
        ("Der Landkreis Seeheim möchte Mitglied werden. Zuständig ist das Amt für Migration, dort Frau Svea Albers.", "Svea Albers", None),
        ("Der Landkreis Seeheim möchte Mitglied werden. Ansprechpartnerin wird unsere Integrationsmanagerin, Frau Rosa Albers (r.albers@seeheim.example).", "Rosa Albers", "Integrationsmanagerin"),
        ("Der Landkreis Seeheim möchte Mitglied werden. Ansprechpartner ist der Leiter des Sozialamts, Herr Dr. Paul Kern, Telefon 069 90009-222.", "Paul Kern", "Leiter des Sozialamts"),
        ("Im Auftrag des Landrates beantrage ich die Aufnahme des Landkreises Seeheim. Als Ansprechpartnerin benenne ich mich selbst (Mara Lind, Fachbereichsleitung Bildung).", "Mara Lind", "Fachbereichsleitung Bildung"),
    ],
)  # fmt: skip
def test_who_shall_take_part(text, name, role):
    [record] = applied(text, name="Mara Lind", sender="m.lind@seeheim.example").records
    assert record.contact_name == name
    assert role is None or record.role == role


@pytest.mark.parametrize(
    ("text", "landkreis", "organisation"),
    [
        ("Der Landkreis Seeheim bittet um Aufnahme. Die nächste Beratungsstelle ist in Leipzig.", "Landkreis Seeheim", ""),
        ("Auf Empfehlung des Landkreises Uelzen wenden wir uns an Sie. Wir, der Kreis Sandau, möchten beitreten.", "Kreis Sandau", ""),
        ("Die Stadt Bergau im Landkreis Uelzen möchte Mitglied werden.", "", "Stadt Bergau"),
        ("Landkreis: Seeheim\nName: Jona Brandt\nFunktion: Koordination\nMotivation: Austausch", "Landkreis Seeheim", ""),
    ],
)
def test_for_whom_is_who_applies_and_not_a_place_beside(text, landkreis, organisation):
    [record] = applied(text).records
    assert (record.landkreis, record.organisation, record.candidates) == (landkreis, organisation, ())


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("[x] Ich willige in die Speicherung meiner Daten ein\n[ ] Ich möchte den Newsletter", True),
        ("[ ] Ich willige in die Speicherung meiner Daten ein\n[x] Ich möchte den Newsletter", False),
        ("☐ Ich bin mit der Speicherung meiner Daten einverstanden.", False),
        ("( ) einverstanden mit der Datenspeicherung (x) nicht einverstanden", False),
        ("(x) einverstanden mit der Datenspeicherung ( ) nicht einverstanden", True),
        ("Mit der Verarbeitung der Angaben besteht Einverständnis.", True),
        ("You may store my data.", True),
        ("Daten speichern: klar, ok", True),
        ("mit der speicherung meiner daten bin ich nicht einverstanden.", False),
        ("We can use your data experience.", False),
        ("Kontaktdaten: gern per Mail.", False),
    ],
)
def test_consent_is_the_box_that_is_ticked(text, given):
    [record] = applied(f"Der Kreis Höxter möchte Mitglied werden.\n\n{text}").records
    assert record.consent_given is given


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Begründung: Frauen kommen in unseren Kursen kaum vor. Wir möchten deshalb mitarbeiten.", "kaum vor"),
        ("Grund ist der Wunsch nach kollegialer Beratung.", "kollegialer Beratung"),
        ("wir sind der kreis höxter. grund? wir finden keine wohnungen mehr.", "keine wohnungen mehr"),
        ("Why we apply: more families than places in childcare.", "more families"),
    ],
)
def test_the_reason_in_the_middle_of_a_paragraph(text, reason):
    [record] = applied(f"Der Kreis Höxter beantragt die Mitgliedschaft.\n\n{text}").records
    assert reason in record.motivation


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Vielen Dank für die schnelle Bestätigung! Wir warten dann auf Nachricht.", ()),
        ("Danke, angekommen. Wir melden uns, sobald der Kreistag getagt hat.", ()),
        ("Guten Tag, unseren Antrag vom 3. März möchten wir nicht weiterverfolgen.", ("withdrawal",)),
        ("Ob wir einen Antrag stellen, entscheidet sich erst danach. Welche Kosten entstehen?", ("inquiry",)),
        ("Stellen Sie noch heute Ihren Antrag auf unser Siegel! Für nur 1.490 Euro im Jahr wird Ihr Landkreis Mitglied. Jetzt kaufen!", ("spam",)),
    ],
)  # fmt: skip
def test_what_applies_for_nothing(text, flags):
    found = applied(text, subject="Ihr Antrag", name="Jona Brandt")
    assert (found.is_application, found.flags) == (False, flags)


def test_one_person_applies_for_two_counties():
    found = applied(
        "Ich betreue als Koordinatorin Integration zwei Landkreise und melde beide an: den Landkreis Seeheim und den Landkreis Torgelsee.\n"
        "Ansprechpartnerin ist in beiden Fällen Jona Brandt, Tel. 069 90009-222.\nMotivation: Wir teilen uns eine Stelle."
    )
    assert [r.landkreis for r in found.records] == ["Landkreis Seeheim", "Landkreis Torgelsee"]
    assert {(r.contact_name, r.role, r.phone) for r in found.records} == {("Jona Brandt", "Koordinatorin Integration", "+496990009222")}


def test_two_people_apply_for_two_counties_in_one_letter():
    found = applied(
        "wir melden zwei Landkreise an:\n\n1. Landkreis Seeheim (Rheinland-Pfalz)\nAnsprechperson: Jona Brandt, Amtsleiter\nE-Mail: brandt@seeheim.example\n\n"
        "2. Landkreis Torgelsee (Rheinland-Pfalz)\nAnsprechperson: Ida Wolff, Referentin\nE-Mail: wolff@torgelsee.example\n\n"
        "Für beide gilt:\nThemen: Wohnen\nMotivation: Wir teilen uns eine Feuerwehr.\nMit der Speicherung unserer Daten sind wir einverstanden."
    )
    assert [(r.landkreis, r.contact_name, r.role, r.email, r.topics) for r in found.records] == [
        ("Landkreis Seeheim", "Jona Brandt", "Amtsleiter", "brandt@seeheim.example", ("Wohnen",)),
        ("Landkreis Torgelsee", "Ida Wolff", "Referentin", "wolff@torgelsee.example", ("Wohnen",)),
    ]
    assert all(r.consent_given for r in found.records)


def test_the_land_behind_a_county_the_register_lacks_is_not_taken_for_another_county():
    [record] = applied(FORM.replace("Landkreis: ", "Landkreis: Landkreis Kaltwasser (Rheinland-Pfalz)\nFrüher: ")).records
    assert (record.landkreis, record.candidates) == ("Landkreis Kaltwasser", ())


def test_the_function_somebody_gives_counts_before_one_they_mention():
    [record] = applied(
        "der Landrat hat unterschrieben! Der Landkreis Seeheim möchte Mitglied im Forum werden. Meine Funktion ist Integrationskoordinatorin."
    ).records
    assert record.role == "Integrationskoordinatorin"


def test_who_it_is_for_may_stand_between_the_contact_and_their_name():
    [record] = applied(
        "die Region Weserhagen (Niedersachsen) beantragt die Mitgliedschaft.\n\nAnsprechpartnerin für das Forum wird Frau Tomke Janssen, Koordinatorin Teilhabe "
        "(tomke.janssen@weserhagen.example, Telefon 069 90009-083).\n\nFrau Janssen hat in die Verarbeitung ihrer Daten eingewilligt.",
        name="Fachbereich Soziales",
        sender="soziales@weserhagen.example",
    ).records
    assert (record.contact_name, record.role, record.email) == (
        "Tomke Janssen",
        "Koordinatorin Teilhabe",
        "tomke.janssen@weserhagen.example",
    )


@pytest.mark.parametrize("promised", ["wird nachgereicht", "folgt", "noch offen", "to follow", "k. A."])
def test_what_is_promised_is_missing(promised):
    [record] = applied(FORM.replace("Koordination Integration", promised).replace("Wir wollen von anderen lernen.", promised)).records
    assert {"role", "motivation"} <= set(record.missing)


def test_a_motivation_goes_on_in_the_next_line():
    text = FORM.replace("Wir wollen von anderen lernen.", "Wir sind wenige.\nWir möchten sehen, wie andere Kreise werben.")
    [record] = applied(text).records
    assert record.motivation == "Wir sind wenige. Wir möchten sehen, wie andere Kreise werben."


def test_an_office_that_signs_for_itself_is_its_own_contact():
    found = applied(
        "das Landesamt für Zuwanderung bittet um Aufnahme als Gast. Ansprechpartnerin ist Dr. Silke Brandt, Leiterin des Dezernats 3.\n\nIm Auftrag\nBrandt",
        name="Landesamt, Dr. Brandt",
        sender="silke.brandt@landesamt.example",
    )
    assert (found.records[0].email, found.flags) == ("silke.brandt@landesamt.example", ())


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Dass Sie meine Angaben speichern, ist mir recht.", True),
        ("Gegen die Speicherung meiner Daten habe ich nichts einzuwenden.", True),
        ("Meinetwegen können Sie die Daten speichern.", True),
        ("Datenspeicherung ist kein Problem.", True),
        ("Storing my data is fine with me.", True),
        ("Dass Sie meine Daten speichern, ist mir nicht recht.", False),
        ("Mit der Datenspeicherung habe ich noch ein Problem.", False),
    ],
)
def test_consent_in_everyday_words(said, given):
    [record] = applied(f"Der Landkreis Seeheim möchte Mitglied werden. Ich bin Jona Brandt, Referent. Wir wollen lernen. {said}").records
    assert record.consent_given is given


@pytest.mark.parametrize(
    ("text", "who", "role"),
    [
        ("Benannt wird Dr. Henrik Bohlen, Leiter des Referats 32.", "Henrik Bohlen", "Leiter des Referats 32"),
        ("Vertreten werde ich ihn, Jona Brandt, Beigeordnete für Soziales.", "Jona Brandt", "Beigeordnete für Soziales"),
        (
            "Erste Ansprechpartnerin: Insa Loof, Leiterin Integration\nVertreter: Bernd Hiller, Verwaltungskraft",
            "Insa Loof",
            "Leiterin Integration",
        ),
    ],
)
def test_the_person_named_in_passing_takes_part(text, who, role):
    [record] = applied(f"Der Landkreis Seeheim möchte beitreten.\n{text}").records
    assert (record.contact_name, record.role) == (who, role)


def test_a_foreign_university_behind_one_s_function_is_the_guest():
    [record] = applied("I am a senior researcher at Hogeschool Delft and I would be glad to take part in the forum as a guest.").records
    assert (record.organisation, record.guest_kind) == ("Hogeschool Delft", "science")


def test_the_name_of_a_county_may_be_a_landscape():
    both = applied("hiermit beantrage ich die Mitgliedschaft für zwei Landkreise:\n\n- Landkreis Oderau\n- Landkreis Seeler Heide\n")
    assert [record.landkreis for record in both.records] == ["Landkreis Oderau", "Landkreis Seeler Heide"]


@pytest.mark.parametrize("verb", ["liegt uns Wohnen am nächsten", "liegen uns Wohnen und Sprache am Herzen"])
def test_topics_that_lie_near(verb):
    [record] = applied(f"Der Landkreis Seeheim möchte beitreten. Thematisch {verb}.").records
    assert set(record.topics) <= {"Wohnen", "Sprache"}
    assert "Wohnen" in record.topics


@pytest.mark.parametrize(
    ("text", "motivation"),
    [
        ("wir vom Landkreis Seeheim würden gern Mitglied im Forum werden. Alles Weitere liefere ich nach.", ""),
        ("der Landkreis Seeheim möchte gern mitmachen.", ""),
        ("der Landkreis Seeheim: Wir möchten Mitglied werden, um von anderen zu lernen.", "um von anderen zu lernen"),
        ("der Landkreistag Nord bittet um den Gaststatus. Unsere Mitglieder fragen uns nach Beispielen.", "fragen uns nach Beispielen"),
    ],
)
def test_to_want_to_join_is_no_reason_for_it(text, motivation):
    [record] = applied(f"Guten Tag,\n\n{text}\n\nJona Brandt").records
    assert motivation in record.motivation
    assert bool(motivation) == bool(record.motivation)


@pytest.mark.parametrize("name", ["Sozialministerium West", "Kultusministerium Sachsen"])
def test_a_ministry_is_named_in_one_word(name):
    [record] = applied(f"Guten Tag,\n\ndas {name} möchte als Gast im Forum mitarbeiten.\n\nJona Brandt").records
    assert (record.organisation, record.guest_kind) == (name, "other")
