"""The journal: a chain in which a missing or changed line is noticed, and a story that the office can ask for."""

import re
from datetime import datetime, timedelta

import pytest
from conversation import Forum
from sqlalchemy import text

from mailflow.fitness import findings
from mailflow.store import ledger

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, MARA = "amsel@traeger.example", "mara.lindtner@kreis-stade.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-wohnen@forum-test.example"


@pytest.fixture
def forum():
    forum = Forum(START)
    forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich")
    forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    forum.tick()
    return forum


def gaps(forum):
    with forum.app.store.reading() as connection:
        return ledger.gaps(connection)


def test_an_untouched_journal_has_no_gap(forum):
    assert gaps(forum) == []
    forum.write(MARA, GROUP, "Guten Tag")
    forum.tick()
    with forum.app.store.reading() as connection:
        assert ledger.length(connection) == connection.scalar(text("SELECT count(*) FROM journalentry"))
    assert any(f.state == "ok" and "without a gap" in f.text for f in findings(forum.app))


@pytest.mark.parametrize(
    ("tampering", "noticed"),
    [
        ("DELETE FROM journalentry WHERE id = (SELECT line FROM ledger WHERE n = 5)", "missing"),
        ("UPDATE journalentry SET actor = 'x' WHERE id = (SELECT line FROM ledger WHERE n = 5)", "changed"),
        ("UPDATE journalentry SET before = NULL WHERE before IS NOT NULL AND before != 'null'", "changed"),
        ("DELETE FROM ledger WHERE n = 5", "chain are missing"),
    ],
)
def test_a_line_taken_out_or_changed_is_noticed(forum, tampering, noticed):
    with forum.app.store.writing(START) as tx:
        assert tx.connection.execute(text(tampering)).rowcount
    assert noticed in gaps(forum)[0]
    assert any(f.state == "error" and "journal" in f.text for f in findings(forum.app))


FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"
LEA, STRANGER = "lea.muster@kreis-hoexter.example", "fremd@anderswo.example"


def test_the_story_of_an_application_is_told_in_plain_words():
    forum = Forum(START)
    minute = lambda: forum.clock.advance(timedelta(minutes=1))  # noqa: E731
    interest = forum.write(LEA, "anmeldung@forum-test.example", FORM)
    minute()
    dossiers = forum.write(LEA, interest[0].header("Reply-To"), "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja")
    reply = next(one for one in dossiers if one.recipient == OFFICE).header("Reply-To")
    minute()
    forum.write(STRANGER, reply, "AUFNEHMEN")
    minute()
    forum.write(OFFICE, reply, "Vielleicht aufnehmen, vielleicht auch nicht.")
    minute()
    receipt = next(one for one in forum.write(OFFICE, reply, "AUFNEHMEN") if one.recipient == OFFICE)
    minute()
    forum.write("rehwinkel@traeger.example", reply, "ABLEHNEN")
    minute()
    forum.write(OFFICE, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    [told] = forum.write(OFFICE, COMMANDS, "PROTOKOLL F-2027-0001")
    steps = [line for line in told.text.splitlines() if line.startswith("- ")]
    expected = [
        (LEA, "Interessenbekundung erbeten. Gefragt: lea.muster@kreis-hoexter.example. 1 Brief geschrieben. Absender geprüft"),
        (LEA, "Alles da, das Programmbüro entscheidet. Gefragt: Karla Amsel, Tomasz Rehwinkel."),
        (STRANGER, "Antwort von jemandem, der nicht gefragt war; sie hat nichts bewirkt."),
        ("Karla Amsel", "Die Antwort war nicht eindeutig, wir haben nachgefragt."),
        ("Karla Amsel", "Aufgenommen."),
        ("Tomasz Rehwinkel", "Antwort, als schon entschieden war; sie hat nichts geändert."),
        ("Karla Amsel", "Zurückgenommen. Jetzt wieder: Alles da, das Programmbüro entscheidet."),
    ]
    assert len(steps) == len(expected), told.text
    for step, (by, words) in zip(steps, expected, strict=True):
        assert f"Uhr, {by}:" in step
        assert words in step
    assert not re.search(r"\w/\w|gespeichert|\((held|open|decision|admitted)\)| to \d", "\n".join(steps)), "words of the program"


def test_the_office_asks_for_the_story_of_a_matter_and_nobody_else_gets_it(forum):
    [told] = forum.write(OFFICE, COMMANDS, "PROTOKOLL M-2027-0001")
    assert "Verlauf von M-2027-0001" in told.text
    assert "Dienstag, 16. März 2027" in told.text
    assert "fremd@anderswo.example" in told.text
    [refused] = forum.write(MARA, COMMANDS, "PROTOKOLL M-2027-0001")
    assert "fremd@" not in refused.text
