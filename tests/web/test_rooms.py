"""The post room over a real forum: what a mailbox shows of the letters that lie in the store."""

from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from conversation import Forum

from mailflow.web.rooms import LocalRooms

MARA, OFFICE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example"


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


@pytest.fixture
def rooms(forum):
    app = forum.app
    forward = forum.clock.advance
    return LocalRooms(
        app.store, app.forum(), "127.0.0.1:1", forum.signed, forum.clock.now, forward, app.seal("leaving").opened, app.return_path
    )


def newest(rooms, address):
    return rooms.letters(address)[0]


def test_a_post_is_shown_with_the_headers_of_the_reader_s_own_copy(forum, rooms):
    forum.write(MARA, "ag-wohnen@forum-test.example", "Wer hat Erfahrung?", "Belegrechte")
    forum.deliver()
    letter = message_from_bytes(rooms.raw(next(line.id for line in rooms.letters(MARA) if line.direction == "in")))
    assert letter["List-Id"] == '"AG Wohnen" <ag-wohnen.forum-test.example>'
    assert letter["List-Unsubscribe"].startswith("<mailto:")
    assert "{delivery}" not in letter["List-Unsubscribe"]


def test_a_letter_that_can_still_be_taken_back_says_until_when_it_waits(forum, rooms):
    held = forum.write("erika@verein.example", "ag-wohnen@forum-test.example", "Wir laden ein.", "Fachtag")
    asked = next(one for one in held if one.recipient == OFFICE)
    forum.write(OFFICE, asked.header("Reply-To"), "FREIGEBEN")
    forum.deliver()
    assert newest(rooms, MARA).waits_until == forum.clock.now() + timedelta(minutes=10)
    rooms.advance(11)
    forum.deliver()
    assert newest(rooms, MARA).waits_until is None


def test_everybody_who_wrote_has_a_mailbox(forum, rooms):
    forum.write("erika@verein.example", "ag-wohnen@forum-test.example", "Wir laden ein.", "Fachtag")
    roles = {line.address: line.role for line in rooms.mailboxes()}
    assert roles["erika@verein.example"] == "noch kein Mitglied"
    assert roles[OFFICE] == "Programmbüro"
