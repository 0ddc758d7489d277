"""Somebody leaves their post: what machines say of it, who hears what."""

from datetime import datetime

import pytest
from conversation import Forum

MARA, OFFICE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example"
NELE = "spaeth@kreis-stade.example"
START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
GONE = "Ich bin nicht mehr beim Landkreis Stade tätig. Bitte wenden Sie sich an integration@kreis-stade.example."


@pytest.fixture
def forum():
    return Forum(START)


@pytest.mark.parametrize("said", [GONE, GONE.replace("tätig", "taetig")])
@pytest.mark.parametrize("author", [MARA, "postmaster@kreis-stade.example"])
def test_a_machines_note_that_somebody_has_left_counts_where_machines_answer(forum, author, said):
    """RFC 3834 section 4: an automatic answer goes to the return path, not to From."""
    told = forum.write(OFFICE, "ankuendigungen@forum-test.example", "Die Räume sind gebucht.", "Programm")
    path = forum.return_path(next(one for one in told if one.recipient == MARA))
    left = forum.receive(automatic(author, path, said), "", [path])
    assert [one.header("Subject") for one in left if one.recipient == OFFICE] == ["Nicht mehr im Amt? Mara Lindtner (Landkreis Stade)"]
    assert not [one for one in left if one.recipient == author]


def test_a_member_who_writes_to_a_return_path_is_read(forum):
    told = forum.write(OFFICE, "ankuendigungen@forum-test.example", "Die Räume sind gebucht.", "Programm")
    path = forum.return_path(next(one for one in told if one.recipient == MARA))
    left = forum.write(MARA, path, "Ab wann kann man anreisen?")
    assert {OFFICE, MARA} <= {one.recipient for one in left}


def automatic(author, to, said):
    return (
        f"From: {author}\r\nTo: {to}\r\nSubject: Automatische Antwort: Programm\r\nAuto-Submitted: auto-replied\r\n"
        f"Date: Tue, 16 Mar 2027 10:05:00 +0100\r\nMessage-ID: <gone@kreis-stade.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n"
    ).encode()


def test_who_names_nobody_is_asked_and_the_office_knows(forum):
    left = forum.write(MARA, "buero@forum-test.example", "Ich gehe zum 30. Juni in Rente. Wer mir nachfolgt, steht noch nicht fest.")
    told = {one.recipient: one.text for one in left}
    assert "Wer folgt Ihnen nach?" in told[MARA]
    assert "Mittwoch, 30. Juni 2027" in told[OFFICE]


def test_who_stays_a_while_hears_that_somebody_follows(forum):
    (confirm,) = forum.write(MARA, "mailflow@forum-test.example", f"NACHFOLGE Nele Späth {NELE} ab 30.06.2027")
    assert "Nele Späth" in confirm.text
    assert "Mittwoch, 30. Juni 2027" in confirm.text
    asked = next(one for one in forum.write(MARA, confirm.header("Reply-To"), "Ja") if one.recipient == NELE)
    told = {one.recipient: one.text for one in forum.write(NELE, asked.header("Reply-To"), "Ja, gern")}
    assert "Sie bleiben bis Mittwoch, 30. Juni 2027" in told[MARA]
    assert "Übergabemappe" not in told[MARA]
    assert "Mara Lindtner" in told[NELE]
