"""What the post room answers in a machine's place is what the gateway takes for a machine's answer."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.web import machines
from mailflow.web.reading import Party, opened
from mailflow.web.rooms import LocalRooms
from mailflow.web.writing import DraftError

MARA, JAN = "mara.lindtner@kreis-stade.example", "s.feldhaus@landkreis-goerlitz.example"


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


def newest_letter(forum, address):
    """As the mailbox has it that took it in."""
    app = forum.app
    forum.deliver()
    rooms = LocalRooms(
        app.store,
        app.forum(),
        "127.0.0.1:1",
        forum.signed,
        forum.clock.now,
        forum.clock.advance,
        app.seal("leaving").opened,
        app.return_path,
    )
    return opened(rooms.raw(rooms.letters(address)[0].id))


def answered(forum, answer, address=JAN):
    letter = newest_letter(forum, address)
    raw = machines.ANSWERS[answer](letter, Party("Samir Feldhaus", address), forum.clock.now())
    return forum.receive(raw, "", [letter.return_path])


def test_letters_that_come_back_again_and_again_are_told_to_the_office(forum):
    told = []
    for day in range(0, 20, 4):
        forum.write(MARA, "forum@forum-test.example", f"Guten Tag, das ist Tag {day}.", f"Tag {day}")
        told += answered(forum, "undeliverable")
        forum.clock.advance(timedelta(days=4))
    subjects = [one.header("Subject") for one in told if one.recipient == "amsel@traeger.example"]
    assert any(subject.startswith("Nicht erreichbar: Samir Feldhaus") for subject in subjects)


def test_a_note_of_absence_changes_nothing_and_gets_no_answer(forum):
    forum.write(MARA, "forum@forum-test.example", "Guten Tag.", "Frage")
    assert answered(forum, "absent") == []
    with forum.facts() as facts:
        assert facts.people.by_address(JAN).bounces == 0


def test_an_address_that_is_none_is_told(forum):
    forum.write(MARA, "forum@forum-test.example", "Guten Tag.", "Frage")
    letter = newest_letter(forum, JAN)
    with pytest.raises(DraftError, match="keine E-Mail-Adresse"):
        machines.undeliverable(letter, Party("", "a@b.example\r\nBcc: x@y.example"), forum.clock.now())
