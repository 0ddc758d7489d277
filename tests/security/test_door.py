"""What strangers can find out or bring about at the door: nothing."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.receive.door import Limits
from tests.receive.doors import Client, Memory, opened

MARA = "mara.lindtner@kreis-stade.example"


def rcpt(client: Client, address: str) -> str:
    client.say("MAIL FROM:<a@kreis.example>")
    return client.say(f"RCPT TO:<{address}>")


@pytest.mark.proves("A9", "E5")
def test_wrong_reply_addresses_are_refused_and_soon_cost_the_connection():
    with opened(Memory(), Limits(guesses=3)) as port:
        first = Client(port)
        first.say("EHLO x")
        answers = [rcpt(first, f"antwort+wrong{n}@forum.example")[:3] for n in range(4)]
        assert answers == ["550", "550", "550", "421"]
        second = Client(port)
        second.say("EHLO x")
        assert rcpt(second, "antwort+right@forum.example").startswith("250")
        assert second.say("RCPT TO:<antwort+wrong9@forum.example>").startswith("421")


def test_a_wrong_list_name_is_no_guess():
    with opened(Memory(), Limits(guesses=3)) as port:
        client = Client(port)
        client.say("EHLO x")
        assert {rcpt(client, f"nobody{n}@forum.example")[:3] for n in range(6)} == {"550"}


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


@pytest.mark.proves("F4", "C5")
@pytest.mark.parametrize("to", ["ag-wohnen-beitreten", "ag-wohnen", "mailflow", "anmeldung", "buero"])
def test_letters_in_a_stranger_s_name_bring_them_one_letter_a_day(forum, to):
    victim = "opfer@anderswo.example"
    for n in range(30):
        forum.write(victim, f"{to}@forum-test.example", "BEITRETEN AG Wohnen", f"Bitte {n}", proven=False)
    assert sum(one.recipient == victim for one in everything(forum)) == 1
    forum.clock.advance(timedelta(days=1, seconds=1))
    forum.write(victim, f"{to}@forum-test.example", "BEITRETEN AG Wohnen", "Noch einmal", proven=False)
    assert sum(one.recipient == victim for one in everything(forum)) == 2


@pytest.mark.proves("F4")
def test_letters_in_a_member_s_name_bring_them_few_questions_a_day(forum):
    for n in range(30):
        forum.write(MARA, "mailflow@forum-test.example", "PAUSE bis 01.05.2027", f"Bitte {n}", proven=False)
    assert sum(one.recipient == MARA for one in everything(forum)) == 5


@pytest.mark.proves("F5")
@pytest.mark.parametrize("order", ["WER AG Wohnen", "STATUS", "VERLASSEN AG Wohnen", "OFFEN", "PROTOKOLL M-2027-0001"])
def test_an_answer_does_not_tell_who_is_a_member(forum, order):
    """Member or not: the one who writes in their name gets nothing, and whoever is written to learns only about themselves."""
    for address in ("niemand@kreis-stade.example", "ausgedacht@traeger.example"):
        [answer] = forum.write(address, "mailflow@forum-test.example", order, f"x {address}", proven=False)
        assert answer.recipient == address
        assert "Lindtner" not in answer.text
    assert {one.recipient for one in forum.write(MARA, "mailflow@forum-test.example", order, proven=False)} == {MARA}


@pytest.mark.proves("F5", "A9")
def test_the_door_takes_the_same_recipients_from_everybody(forum):
    intake = forum.app.intake()
    for address in (MARA, "niemand@forum-test.example", "mara.lindtner@forum-test.example"):
        assert intake.refusal(address).text == intake.refusal("x@forum-test.example").text


def everything(forum):
    forum.last = 0
    return forum.left()
