"""Every piece of an answer letter (templates/*/_done/) is reached by some letter, in German and in English."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conversation import Forum
from jinja2 import Environment

PARTS = {p.stem for p in (Path(__file__).parents[2] / "templates" / "de" / "_done").glob("*.md")}
MARA, OFFICE, SAMIR = "mara.lindtner@kreis-stade.example", "amsel@traeger.example", "s.feldhaus@landkreis-goerlitz.example"
APPLICANT, ASKER, STRANGER = "lea.muster@kreis-hoexter.example", "neu@kreis-stendal.example", "fremd@verein.example"
RENATE, BIRTE = "obermoos@kreis-guetersloh.example", "integration@kreis-dithmarschen.example"
NELE = "nele.neu@landkreis-goerlitz.example"
NOBODY, COLLEAGUE, GUEST = "niemand@anderswo.example", "rehwinkel@traeger.example", "quast@hochschule-demo.example"
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Beauftragte\nWarum: Austausch.\nThemen: Wohnen\nEinwilligung: ja"
ENGLISH = "Dear colleagues,\n\nplease could you tell me who is the contact person for the housing project in our district? Thank you!"

LETTERS = (
    (MARA, "HILFE"), (MARA, "SELBSTVERSTÄNDNIS"), (MARA, "EMPFEHLEN"), (MARA, "EMPFEHLEN eva@kreis-unna.example"), (MARA, "AG LISTE"), (MARA, "WER AG Wohnen"), (MARA, "STATUS"), (MARA, "STATUS F-2027-0999"),
    (MARA, "PAUSE"), (MARA, "PAUSE bis 30.04.2027"), (MARA, "WEITER"), (MARA, "WEITER, bitte"), (MARA, "ZUSTELLUNG wöchentlich"), (MARA, "ZUSTELLUNG"),
    (MARA, "BEITRETEN AG Kochen"), (MARA, "BEITRETEN AG Wohnen"), (MARA, "BEITRETEN AG Ehrenamt"), (MARA, "VERLASSEN"), (MARA, "VERLASSEN AG Ehrenamt"),
    (MARA, "VERLASSEN AG Sprache"), (MARA, "VERLASSEN Ankündigungen"), (MARA, "AG GRÜNDEN"), (MARA, "AG GRÜNDEN: Gesundheit"), (SAMIR, "AG GRÜNDEN: Gesundheit"), (MARA, "AG GRÜNDEN: Wohnen"),
    (MARA, "SUCHE Wohnung"), (MARA, "SUCHE"), (MARA, "HOLE 1"), (MARA, "HOLE 99"), (MARA, "THEMA Wohnung"), (MARA, "THEMA"), (MARA, "THEMA: Wohnsitzauflage"), (MARA, "THEMA T-1"), (SAMIR, "THEMA T-1 dafür"), (SAMIR, "THEMA T-1 zurück"), (OFFICE, "THEMA T-1 +1"), (MARA, "RÜCKGÄNGIG"), (MARA, "VERTRETUNG"),
    (MARA, "EXPORT"), (MARA, "GAST VORSCHLAGEN Rita Referentin rita@verband.example für AG Wohnen"), (MARA, "STATUS G-2027-0001"), (MARA, "WIDERRUF"), (MARA, "EINWILLIGUNG"), (MARA, "EINWILLIGUNG Kontaktliste"), (MARA, "WIDERRUF Kontaktliste"), (MARA, "VERTRETUNG eva@kreis-stade.example bis 30.04.2027"),  (MARA, "VERTRETUNG BEENDEN"), (MARA, "VERTRETUNG BEENDEN"),
    (OFFICE, "OFFEN"), (OFFICE, "STATUS F-2027-0001"), (OFFICE, "STATUS M-2027-0001"), (OFFICE, "PROTOKOLL F-2027-0001"),
    (OFFICE, "ZUSTELLUNG täglich"), (OFFICE, "AUFNEHMEN F-2027-0002"), (OFFICE, "RÜCKFRAGE F-2027-0002"),
    (OFFICE, "ANMELDUNG ERHALTEN F-2027-0002"), (OFFICE, "INTERESSENBEKUNDUNG ERHALTEN F-2027-0002"), (OFFICE, "RÜCKFRAGE F-2027-0002: Seit wann?"), (OFFICE, "ZURÜCKSTELLEN F-2027-0002 bis 01.01.2020"),
    (OFFICE, "ZURÜCKSTELLEN F-2027-0002"), (OFFICE, "RÜCKGÄNGIG"), (OFFICE, "ABLEHNEN F-2027-0002 Grund: zu früh"), (OFFICE, "MENTOR:IN ZUORDNEN F-2027-0001: Frau Lindtner"), (OFFICE, "AUFNEHMEN F-2027-0001"),
    (OFFICE, "MENTOR:IN ZUORDNEN F-2027-0001: Frau Nirgends"), (OFFICE, "MENTOR:IN ZUORDNEN F-2027-0001: Mara Lindtner"),
    (ASKER, "ZURÜCKZIEHEN F-2027-0003"), (OFFICE, "ABLEHNEN F-2027-0999 Grund: x"), (OFFICE, "FREIGEBEN M-2027-0001"), (OFFICE, "VERWERFEN M-2027-0002 Grund: Werbung"),
    (STRANGER, "ZURÜCKZIEHEN M-2027-0003"), (OFFICE, "M-2027-0004 freigeben und Petra künftig vertrauen"), (OFFICE, "VERTRAUEN M-2027-0004"), (OFFICE, f"MODERIEREN {SAMIR} AG Wohnen"), (OFFICE, "MODERIEREN AG Wohnen"), (COLLEAGUE, f"MODERIEREN {SAMIR} AG Wohnen"), (OFFICE, "RÜCKGÄNGIG"), ("dritt@anderswo.example", "RÜCKGÄNGIG"),
    (OFFICE, "EINLADEN\nTitel: Treffen"), (OFFICE, "EINLADEN\nTitel: Treffen\nAn: AG Wohnen\nBeginn: 30.03.2027 14:00"),
    (OFFICE, "STATUS T-2027-0001"), (MARA, "STATUS T-2027-0001"), (OFFICE, "BEITRETEN AG Wohnen niemand@kreis.example"), (OFFICE, "AG GRÜNDEN: Verkehr"),
    (OFFICE, f"BEITRETEN AG Wohnen {SAMIR}"), (OFFICE, "BEITRETEN AG Sprache"), (OFFICE, "ABLEHNEN F-2027-0002 Grund: doch"), (SAMIR, "WER AG Sprache"),
    (SAMIR, "NACHFOLGE"), (SAMIR, "NACHFOLGE Eva Neu eva.neu@landkreis-goerlitz.example ab 31.03.2027"), (SAMIR, "DATENSCHUTZ"), (SAMIR, "BERICHTIGUNG"), (SAMIR, "BERICHTIGUNG\nFunktion: Leitung"), (SAMIR, "EINSCHRÄNKEN"), (SAMIR, "WIDERSPRUCH: ja"),
    (SAMIR, "SITZ"), (SAMIR, "SITZ\nStellvertretung: Niemand"), (SAMIR, "SITZ\nWeitere Person: Nele Neu, nele.neu@landkreis-goerlitz.example"),
    (SAMIR, "ADRESSE ÄNDERN"), (SAMIR, "ADRESSE ÄNDERN samir.feldhaus@landkreis-goerlitz.example"),
    (NELE, "SITZ\nHauptansprechperson: Nele Neu"), (SAMIR, "AUSKUNFT"), (SAMIR, "LÖSCHUNG"), (NOBODY, "AUSKUNFT"), (COLLEAGUE, "LÖSCHUNG"), (OFFICE, "LÖSCHUNG"),
    (GUEST, "WER AG Sprache"), (GUEST, "SUCHE Wohnung"), (GUEST, "PRAXISBEISPIEL EINREICHEN"), (OFFICE, "GAST AUFNEHMEN gast@verband.example"), (OFFICE, "GAST AUFNEHMEN gast@verband.example für AG Wohnen, Kontakt: Mara Lindtner"),
    (OFFICE, f"GAST AUFNEHMEN {GUEST} für AG Wohnen, Kontakt: Mara Lindtner"), (OFFICE, f"GAST VERLÄNGERN {GUEST}"), (OFFICE, f"GAST VERLÄNGERN {GUEST} bis 31.12.2029"),
    (OFFICE, f"GAST BEENDEN {GUEST}"), (OFFICE, "GAST BEENDEN niemand@verband.example"),
    ("a.torbach@vogelsbergkreis.example", "AUSTRETEN"),
)  # fmt: skip


OF_THE_GROUPS = (
    (OFFICE, "TREFFEN ABSAGEN"), (OFFICE, "TREFFEN ABSAGEN T-2027-0001"), (OFFICE, "TREFFEN ABSAGEN T-2027-0001 Grund: doppelt"),
    (MARA, "ABSTIMMUNG AG Wohnen\nFrage: Wo?"), (MARA, "ABSTIMMUNG AG Wohnen\nFrage: Wo tagen wir?\nBis: 01.06.2027"), (MARA, "STATUS A-2027-0002"), (BIRTE, "STATUS A-2027-0002"),
    (BIRTE, "ABSTIMMUNG Forum (alle Mitglieder)\nFrage: Wo tagen wir?\nBis: 01.06.2027"), (MARA, "ZURÜCKZIEHEN A-2027-0002"), (MARA, "AUFGABE\nWer: ich"), (MARA, "OFFENE AUFGABEN"),
    (MARA, "AUFGABE\nWer: ich\nWas: Satzung schicken\nBis: 01.06.2027"), (MARA, "ARBEITSRAUM\nTitel: Mustersatzung"),
    (MARA, "AKTIVITÄT\nTitel: Hospitation\nBeginn: 01.06.2027 10:00\nOrt: Stade\nPlätze: 8"), (MARA, "KOLLEGIALE BERATUNG\nText: Ein Fall."), (MARA, "PRAXISBEISPIEL EINREICHEN"),
    (MARA, "KOLLEGIALE BERATUNG\nFrage: Wie gewinnen wir Vermieter?"), (MARA, "STATUS U-2027-0001"),
    (MARA, "TERMINABFRAGE\nTitel: Satzung"), (MARA, "TERMINABFRAGE\nAn: AG Wohnen\nTitel: Satzung\nTermine: 01.06.2027 10:00; 02.06.2027 10:00\nBis: 20.05.2027"),
    (MARA, "STATUS U-2027-0002"), (MARA, "ZURÜCKZIEHEN U-2027-0002"),
    (MARA, f"ARBEITSRAUM\nTitel: Mustersatzung\nMit: {RENATE}\nBis: 01.06.2027"), (MARA, "EMPFEHLUNG\nTitel: Leitfaden"),
    (BIRTE, "VERÖFFENTLICHEN E-2027-0001"), (MARA, "VERÖFFENTLICHEN E-2027-0001"), (MARA, "EMPFEHLUNGEN"), (MARA, "ZURÜCKZIEHEN E-2027-0001"),
    (OFFICE, "SPRECHER:IN BENENNEN AG Wohnen niemand@kreis.example"), (OFFICE, f"SPRECHER:IN BENENNEN AG Wohnen {MARA}"),
    (OFFICE, f"SPRECHER:IN BENENNEN AG Wohnen {RENATE}"), (BIRTE, "SPRECHERAMT ABGEBEN"), (MARA, "SPRECHERAMT ABGEBEN AG Wohnen an Mara Lindtner"), (MARA, "SPRECHERAMT ABGEBEN AG Wohnen an Birte Holm"), (MARA, "SPRECHERAMT ABGEBEN AG Wohnen"),
    (OFFICE, "AG SCHLIESSEN Forum"), (OFFICE, "AG SCHLIESSEN AG Wohnen"), (BIRTE, "AG GRÜNDEN: Wohnen"), (OFFICE, "AG GRÜNDEN: Wohnen"),
)  # fmt: skip


@pytest.fixture
def heard(monkeypatch):
    """Which parts the letters of this test are made of."""
    parts, found = set(), Environment.get_template

    def listening(environment, name, *rest, **more):
        parts.update({Path(name).stem} if name.startswith("_done/") else ())
        return found(environment, name, *rest, **more)

    monkeypatch.setattr(Environment, "get_template", listening)
    return parts


@pytest.mark.parametrize("english", [False, True])
def test_every_part_of_an_answer_letter_can_be_written(english, heard):
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    if english:
        for person in (MARA, OFFICE):
            forum.write(person, "buero@forum-test.example", ENGLISH)
    (form,) = forum.write(APPLICANT, "anmeldung@forum-test.example", FORM)
    forum.write(APPLICANT, form.header("Reply-To"), "1. A\n2. B\n3. C\n4. D")
    forum.write(
        "h.wulf@kreis-vechta.example", "anmeldung@forum-test.example", "Landkreis: Vechta\nAnsprechperson: Hanna Wulf\nEinwilligung: ja"
    )
    forum.write(ASKER, "anmeldung@forum-test.example", "Wie werde ich Mitglied?")
    for subject in ("Eins", "Zwei", "Drei", "Vier"):
        forum.write(STRANGER, "ag-wohnen@forum-test.example", "Wir laden ein.", subject)
    post, *_ = forum.write(MARA, "ag-wohnen@forum-test.example", "Wohnung gesucht")
    answered(forum, MARA, f"HOLE {post.header('Message-ID')}")
    for sender, text in LETTERS:
        answered(forum, sender, text)
    paper_with_an_objection(forum)
    for sender, text in OF_THE_GROUPS:
        answered(forum, sender, text)
    missing = PARTS - heard
    assert not missing, ", ".join(sorted(missing))


def paper_with_an_objection(forum):
    """A group's recommendation that most of it wants: a Sprecher:in may publish it."""
    draft = "EMPFEHLUNG\nTitel: Leitfaden\nAn: AG Wohnen\nBis: 20.03.2027\nText: Erstens."
    answered(forum, MARA, "VERÖFFENTLICHEN E-2027-0001")
    for left in answered(forum, MARA, draft):
        if "Leitfaden" in left.header("Subject"):
            forum.write(left.recipient, left.header("Reply-To"), "NEIN" if left.recipient == BIRTE else "JA")
    answered(forum, MARA, "VERÖFFENTLICHEN E-2027-0001")
    forum.tick(datetime.fromisoformat("2027-03-22T12:00:00+01:00"))


def answered(forum, sender, text):
    """Sends the order and, where it has to be confirmed, confirms it; whoever is asked then agrees."""
    forum.clock.advance(timedelta(minutes=1))
    answers = forum.write(sender, "mailflow@forum-test.example", text)
    own = [one for one in answers if one.recipient == sender]
    assert own, f"{text!r} brought its sender nothing"
    if own[0].header("Subject").startswith(("Bitte bestätigen", "Please confirm")):
        answers = forum.write(sender, own[0].header("Reply-To"), "JA")
        for other in answers:
            if other.header("Subject").startswith(("Stimmen Sie zu", "Do you agree", "Arbeiten Sie", "Will you take")):
                forum.write(other.recipient, other.header("Reply-To"), "JA")
    return answers


def test_a_mentor_nobody_knows_is_named_again_by_a_command_of_its_own():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    (form,) = forum.write(APPLICANT, "anmeldung@forum-test.example", FORM)
    dossier = forum.write(APPLICANT, form.header("Reply-To"), "1. A\n2. B\n3. C\n4. D")[1]
    *_, receipt = forum.write(OFFICE, dossier.header("Reply-To"), "Bitte aufnehmen, Mentorin wäre Frau Unbekannt")
    assert "Unbekannt" in receipt.text
    assert "MENTOR:IN ZUORDNEN F-2027-0001" in receipt.text
    [confirm] = forum.write(OFFICE, "mailflow@forum-test.example", "MENTOR:IN ZUORDNEN F-2027-0001: Frau Lindtner aus Stade")
    again = forum.write(OFFICE, confirm.header("Reply-To"), "JA")
    assert any(one.recipient == MARA and one.header("Subject").startswith("Begleiten Sie") for one in again)
