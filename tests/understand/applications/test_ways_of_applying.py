"""The ways in which people apply, ask, withdraw and consent who have never seen a form of ours."""

from dataclasses import replace

import pytest
from letters import vocabulary, written

from mailflow.model.letter import Segment
from mailflow.understand.applications.application import application_in
from mailflow.understand.applications.consent import consent_in, consent_of

NUMBER = "Tel. 05271 90009-12"


def applied(text, *, name="Jule Harms", sender="j.harms@kreis-hoexter.example", subject="Forum"):
    return application_in(written(text, to="anmeldung@forum.example", subject=subject, sender=sender, name=name), vocabulary())


def record(text, **letter):
    [found] = applied(text, **letter).records
    return found


@pytest.mark.parametrize(
    "wish",
    [
        "wir vom Kreis Höxter würden gern dazustoßen.",
        "wir vom Kreis Höxter wollen mit ins Boot.",
        "der Kreis Höxter wäre gern mit von der Partie.",
        "könnten wir als Kreis Höxter bei euch Mitglied werden? Meine Daten dürft ihr speichern.",
        "hier die Angaben: Kreis Höxter, Jule Harms, Sozialplanerin. Einwilligung hiermit erteilt.",
        "nach reiflicher Überlegung möchte der Kreis Höxter beitreten.",
    ],
)
def test_a_wish_to_join_in_the_words_of_colleagues(wish):
    assert record(f"Moin, {wish}").landkreis == "Kreis Höxter"


@pytest.mark.parametrize(
    "wish", ["We'd love to take part as a guest.", "May I join the forum as a guest?", "I hope to be part of it as a guest."]
)
def test_an_english_wish_to_be_a_guest(wish):
    found = record(
        f"Dear all, I am a lecturer in law at the University of Norvale. {wish} You may store my details.",
        name="Ada Cole",
        sender="a.cole@norvale.example",
    )
    assert (found.organisation, found.role, found.consent_given) == ("University of Norvale", "Lecturer in law", True)


@pytest.mark.parametrize(
    "text",
    [
        "wir nehmen unseren Antrag nach Beratung im Ausschuss zurück.",
        "der Kreis Höxter hält an seiner Bewerbung nicht mehr fest.",
        "bitte streichen Sie unsere Anmeldung wieder.",
        "unser Aufnahmeantrag ist damit erledigt.",
        "please cancel my application.",
        "von der Bewerbung nehmen wir Abstand.",
    ],
)
def test_an_application_is_dropped(text):
    found = applied(f"Guten Tag, {text}")
    assert (found.is_application, found.flags) == (False, ("withdrawal",))


@pytest.mark.parametrize(
    "text",
    [
        "wir hatten im Mai den Beitrittsantrag geschickt. Ist er angekommen?",
        "wir haben uns bei Ihnen beworben und wollen uns nach dem Stand erkundigen.",
        "der Kreis Höxter erwägt, dem Forum beizutreten. Der Ausschuss tagt im Herbst.",
        "im Kreis Höxter denken wir darüber nach, ob wir mitmachen.",
        "könnt ihr mir mal die unterlagen zum mitmachen schicken?",
        "könnten Sie uns ein Merkblatt zur Mitgliedschaft schicken?",
    ],
)
def test_who_asks_has_not_applied(text):
    found = applied(f"Guten Tag, {text}")
    assert (found.is_application, found.flags) == (False, ("inquiry",))


@pytest.mark.parametrize("text", ["bitte einen Platz für mich reservieren, ich komme am 12. Mai.", "wir kommen am 3. Juni zur AG Wohnen."])
def test_who_comes_to_a_meeting_has_not_applied(text):
    assert applied(f"Hallo, {text}", subject="3. Juni").flags == ("event_registration",)


@pytest.mark.parametrize(
    "text",
    [
        "Meine Daten könnt ihr verarbeiten.",
        "Meine Angaben dürfen Sie gern bei sich ablegen.",
        "Speichern dürft ihr meine Adresse natürlich.",
        "I'm happy for you to keep my details.",
        "Zur Speicherung sage ich ja.",
        "Datenspeicherung: genehmigt.",
        "Die Einverständniserklärung von Frau Voß liegt mir schriftlich vor.",
        "Sie hat mir gesagt, dass Sie ihre Daten speichern dürfen.",
    ],
)
def test_a_consent_in_own_words(text):
    assert consent_in(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "Damit Sie meine Daten speichern können, füllen wir noch das Formular aus.",
        "Bitte teilen Sie mir mit, welche Daten Sie speichern dürfen.",
        "Meine Daten dürfen Sie noch nicht speichern.",
        "Ich hoffe, dass Sie meine Daten speichern dürfen.",
        "Sie dürfen unsere Daten zur Wohnungslage gern nutzen.",
        "Können Sie meine Daten speichern?",
        "Die Einverständniserklärung liegt mir noch nicht vor.",
        "Mehr Informationen können Sie auf unserer Seite speichern.",
    ],
)
def test_what_sounds_like_a_consent_and_is_none(text):
    assert not consent_in(text)


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        ("Freilich dürfen Sie.", True),
        ("klar", True),
        ("das könnt ihr", True),
        ("Natürlich nicht", False),
        ("Gern, sobald der Personalrat das freigibt", False),
    ],
)
def test_an_answer_to_the_question_for_consent(answer, given):
    assert consent_of(answer) is given


def test_questions_of_any_wording_are_answered_below_them():
    pairs = [
        ("> 1) Aus welchem Kreis schreiben Sie?", "Kreis Höxter"),
        ("> 2) Wer wird für Sie dabei sein?", "das wär dann ich, Jule Harms, Sozialplanerin"),
        ("> 3) Woran wollen Sie mit uns arbeiten, welche Themen zählen?", "Sprache und Wohnen"),
        ("> 4) Was erwarten Sie vom Forum?", "Dass wir nicht alles selbst erfinden."),
        ("> 5) Wären Sie einverstanden, dass wir Ihre Angaben speichern?", "Klar doch."),
    ]
    lines = [line for pair in pairs for line in pair]
    segments = tuple(Segment("quote" if line.startswith(">") else "new", i, i, "") for i, line in enumerate(lines, 1))
    letter = written(
        "\n".join(answer for _, answer in pairs), to="anmeldung@forum.example", sender="j.harms@kreis-hoexter.example", name="Jule Harms"
    )
    letter = replace(letter, text="\n".join(lines), segments=segments)
    [found] = application_in(letter, vocabulary()).records
    assert (found.landkreis, found.contact_name, found.role) == ("Kreis Höxter", "Jule Harms", "Sozialplanerin")
    assert (found.topics, found.consent_given, found.missing) == (("Sprache", "Wohnen"), True, ())


@pytest.mark.parametrize(
    ("sentence", "topics"),
    [
        ("Mein Interesse gilt der Sprachförderung.", {"Sprachförderung"}),
        ("Ich möchte mich im Bereich Wohnen einbringen.", {"Wohnen"}),
        ("Mein Arbeitsschwerpunkt ist das Ehrenamt.", {"Ehrenamt"}),
        ("Ehrenamt und Sprache liegen mir am Herzen.", {"Ehrenamt", "Sprache"}),
        ("Themen, die uns umtreiben, sind Gesundheit und Wohnen.", {"Gesundheit", "Wohnen"}),
        ("Es geht uns ums Wohnen.", {"Wohnen"}),
        ("Uns beschäftigt die gesundheitliche Versorgung.", {"gesundheitliche Versorgung"}),
        ("Interesse: Ehrenamt. Tel. 05271 90009-12.", {"Ehrenamt"}),
    ],
)
def test_topics_told_in_a_sentence(sentence, topics):
    assert set(record(f"Der Kreis Höxter möchte Mitglied werden. {sentence}").topics) == topics


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (f"Teilnehmen würde unsere Hauptamtsleiterin Vera Jung (v.jung@kreis-hoexter.example, {NUMBER}).", "Vera Jung", "Hauptamtsleiterin"),
        ("Wahrgenommen wird das durch Frau Dr. Vera Jung, Referentin im Referat 7 (v.jung@kreis-hoexter.example).", "Vera Jung", "Referentin im Referat 7"),
        ("Frau Vera Jung, Dezernentin für Bildung, hat mich gebeten, uns anzumelden. Ihre Kontaktdaten: v.jung@kreis-hoexter.example, Durchwahl 05271 90009-12", "Vera Jung", "Dezernentin für Bildung"),
        ("Zu Ihrem Kontakt bestimme ich Frau Vera Jung, Sozialplanerin, v.jung@kreis-hoexter.example.", "Vera Jung", "Sozialplanerin"),
        ("zuständige Person: Frau Vera Jung\nDienststellung: Fachdienstleiterin", "Vera Jung", "Fachdienstleiterin"),
        ("Ansprechpartnerin: meine Mitarbeiterin Vera Jung, Sozialplanerin", "Vera Jung", "Sozialplanerin"),
    ],
)  # fmt: skip
def test_who_shall_take_part_is_told_by_an_office(text, name, role):
    found = applied(
        f"Der Kreis Höxter möchte Mitglied werden.\n{text}",
        name="Fachstelle Migration",
        sender="fachstelle.migration@kreis-hoexter.example",
    )
    [told] = found.records
    assert (told.contact_name, told.role) == (name, role)
    assert "function_mailbox" in found.flags


@pytest.mark.parametrize("box", ["kirsten.meier", "amthor", "posta.jan", "infante"])
def test_a_person_whose_name_begins_like_an_office_is_none(box):
    assert "function_mailbox" not in applied("Der Kreis Höxter möchte Mitglied werden.", sender=f"{box}@kreis-hoexter.example").flags


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Ich mach bei uns die Koordination Migration.", "Koordination Migration"),
        ("Ich schreibe für das Amt, bei dem ich Kassenwartin bin.", "Kassenwartin"),
        ("Ich leite den Fachdienst Asyl und Teilhabe.", "Leitet den Fachdienst Asyl und Teilhabe"),
        ("Ich koordiniere die Integration (05271 90009-12).", "Koordiniert die Integration"),
    ],
)
def test_a_function_told_in_a_sentence(sentence, role):
    assert record(f"Der Kreis Höxter möchte Mitglied werden. {sentence}").role == role


def test_two_counties_with_a_contact_each_share_motive_and_consent():
    text = (
        "wir möchten gemeinsam beitreten, weil uns beiden Leute fehlen.\n\n"
        "1. Kreis Höxter: Jule Harms, Sozialplanerin, j.harms@kreis-hoexter.example, 05271 90009-12\n\n"
        "2. Landkreis Uelzen: Vera Jung, Amtsleiterin, v.jung@uelzen.example, 0581 90009-13\n\n"
        "Beide sind mit der Speicherung ihrer Daten einverstanden."
    )
    one, two = applied(text).records
    assert (one.landkreis, one.contact_name, one.phone) == ("Kreis Höxter", "Jule Harms", "+4952719000912")
    assert (two.landkreis, two.contact_name, two.email) == ("Landkreis Uelzen", "Vera Jung", "v.jung@uelzen.example")
    assert not one.missing
    assert not two.missing


def test_the_register_knows_the_federal_state_better():
    found = applied("Landkreis: Kreis Höxter\nBundesland: Hessen\nAnsprechperson: Jule Harms\nFunktion: Sozialplanerin")
    assert (found.records[0].bundesland, found.flags) == ("Nordrhein-Westfalen", ("conflicting_data",))


def test_the_genitive_of_an_office_names_its_county():
    assert record("Das Jugendamt des Landratsamts Miesbach möchte Mitglied werden.").landkreis == "Landkreis Miesbach"


def test_a_bare_name_and_the_same_domain_are_one_county():
    assert (
        record("Hier Jule Harms aus Uelzen, wir wollen mitmachen.", sender="j.harms@landkreis-uelzen.example").landkreis
        == "Landkreis Uelzen"
    )
    assert not record("Hier Jule Harms aus Uelzen, wir wollen mitmachen.", sender="j.harms@uelzen.example").landkreis


def test_a_bare_wish_is_no_motive():
    assert record("hallo wir kreis höxter wollen auch mitmachen, alles weitere telefonisch 05271 90009 12").motivation == ""


def test_a_motive_told_for_somebody_else():
    assert (
        record("Mein Kollege Jan Voß möchte den Kreis Höxter anmelden. Er will endlich Zahlen sehen.").motivation
        == "Er will endlich Zahlen sehen."
    )


def test_a_name_in_small_letters_is_known_by_the_address():
    found = record(
        "kreis höxter hier, ich bin jule harms und mach die ehrenamtskoordination. wir wollen mitmachen",
        name="Jule",
        sender="jule.harms@kreis-hoexter.example",
    )
    assert (found.contact_name, found.role) == ("Jule Harms", "Ehrenamtskoordination")
