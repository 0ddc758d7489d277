"""Somebody leaves their post: what machines say of it, who hears what."""

from datetime import datetime

import pytest
from conversation import Forum

MARA, OFFICE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example"
START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
GONE = "Ich bin nicht mehr beim Landkreis Stade tätig. Bitte wenden Sie sich an integration@kreis-stade.example."


@pytest.fixture
def forum():
    return Forum(START)


@pytest.mark.parametrize("author", [MARA, "postmaster@kreis-stade.example"])
def test_a_machines_note_that_somebody_has_left_counts_where_machines_answer(forum, author):
    """RFC 3834 section 4: an automatic answer goes to the return path, not to From."""
    told = forum.write(OFFICE, "ankuendigungen@forum-test.example", "Die Räume sind gebucht.", "Programm")
    path = forum.return_path(next(one for one in told if one.recipient == MARA))
    left = forum.receive(automatic(author, path), "", [path])
    assert [one.header("Subject") for one in left if one.recipient == OFFICE] == ["Nicht mehr im Amt? Mara Lindtner (Landkreis Stade)"]
    assert not [one for one in left if one.recipient == author]


def test_a_member_who_writes_to_a_return_path_is_read(forum):
    told = forum.write(OFFICE, "ankuendigungen@forum-test.example", "Die Räume sind gebucht.", "Programm")
    path = forum.return_path(next(one for one in told if one.recipient == MARA))
    left = forum.write(MARA, path, "Ab wann kann man anreisen?")
    assert {OFFICE, MARA} <= {one.recipient for one in left}


def automatic(author, to):
    return (
        f"From: {author}\r\nTo: {to}\r\nSubject: Automatische Antwort: Programm\r\nAuto-Submitted: auto-replied\r\n"
        f"Date: Tue, 16 Mar 2027 10:05:00 +0100\r\nMessage-ID: <gone@kreis-stade.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{GONE}\r\n"
    ).encode()
