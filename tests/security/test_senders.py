"""From lines that are not what they should be: each letter is taken in, and whoever looks after the house learns what is wrong."""

from datetime import datetime

import pytest
from conversation import Forum, letter

from mailflow.store import inbox
from mailflow.store.standing import standing

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")


@pytest.fixture
def forum():
    return Forum(START)


@pytest.mark.proves("D6", "B3", "B4")
@pytest.mark.parametrize("local", ["Ѕmsel".encode(), "müller".encode(), "müller".encode("latin-1"), b"\xff\xfe"])
def test_a_sender_with_raw_letters_beyond_ascii_is_a_stranger_like_any_other(forum, local):
    """Cyrillic look-alikes too, in UTF-8 or any other bytes: the letter is taken in, decided and answered at once."""
    raw = letter("x@traeger.example", "mailflow@forum-test.example", "AUFNEHMEN F-2027-0001", "Bitte", START, proven=False)
    left = forum.receive(
        raw.replace(b"From: x@", b"From: Karla Amsel <" + local + b"@").replace(b"traeger.example\r\nTo", b"traeger.example>\r\nTo"),
        "x@boese.example",
        ["mailflow@forum-test.example"],
    )
    assert "amsel@traeger.example" not in {one.recipient for one in left}
    with forum.app.store.reading() as connection:
        assert inbox.counts(connection) == {"done": 1}


@pytest.mark.proves("B4")
@pytest.mark.parametrize(
    ("line", "told"),
    [("From: a@x.example\r\nFrom: b@y.example", "more than one From"), ("From: Team: a@x.example, b@x.example;", "a group")],
)
def test_a_letter_of_which_nobody_knows_who_wrote_it_is_set_aside_with_the_reason(forum, line, told):
    raw = letter("x@x.example", "mailflow@forum-test.example", "HILFE", "Bitte", START, proven=False).replace(
        b"From: x@x.example", line.encode()
    )
    assert forum.receive(raw, "x@boese.example", ["mailflow@forum-test.example"]) == []
    with forum.app.store.reading() as connection:
        assert told in standing(connection, START)["set_aside_says"]
