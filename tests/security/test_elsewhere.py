"""A forwarded question and a forged sender together: nothing, where mail systems vouch for that person's letters."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

GROUP, COMMANDS = "ag-wohnen@forum-test.example", "mailflow@forum-test.example"
MARA = "mara.lindtner@kreis-stade.example"
START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")


@pytest.fixture
def forum():
    return Forum(START)


def delivery(forum: Forum) -> str:
    with forum.facts() as facts:
        return facts.people.by_address(MARA).delivery


def asked_whether_it_was_her(forum: Forum):
    """An order that anybody could have written in her name, and the question to her about it."""
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG keine", proven=False)
    assert asked.recipient == MARA
    return asked


@pytest.mark.proves("E3", "E4")
def test_whoever_is_sent_on_a_confirmation_cannot_give_it_by_a_forged_sender(forum):
    forum.write(MARA, COMMANDS, "HILFE")
    sent_on = asked_whether_it_was_her(forum)
    [again] = forum.write(MARA, sent_on.header("Reply-To"), "Ja", proven=False)
    assert delivery(forum) == "single"
    assert again.recipient == MARA
    assert again.header("Reply-To") != sent_on.header("Reply-To")
    assert "Leiten Sie diesen Brief nicht weiter" in again.text
    for _ in range(3):
        forum.write(MARA, sent_on.header("Reply-To"), "Ja", proven=False)
    assert delivery(forum) == "single"


def test_it_counts_from_the_mail_system_that_vouches_for_her(forum):
    forum.write(MARA, COMMANDS, "HILFE")
    forum.write(MARA, asked_whether_it_was_her(forum).header("Reply-To"), "Ja")
    assert delivery(forum) == "off"


def test_whose_mail_system_has_changed_answers_twice(forum):
    forum.write(MARA, COMMANDS, "HILFE")
    [again] = forum.write(MARA, asked_whether_it_was_her(forum).header("Reply-To"), "Ja", proven=False)
    forum.write(MARA, again.header("Reply-To"), "Ja", proven=False)
    assert delivery(forum) == "off"


def test_for_whom_nothing_ever_vouched_the_answer_to_the_question_counts(forum):
    forum.write(MARA, asked_whether_it_was_her(forum).header("Reply-To"), "Ja", proven=False)
    assert delivery(forum) == "off"


def test_what_was_vouched_for_long_ago_is_no_measure(forum):
    forum.write(MARA, COMMANDS, "HILFE")
    forum.clock.advance(timedelta(days=200))
    forum.write(MARA, asked_whether_it_was_her(forum).header("Reply-To"), "Ja", proven=False)
    assert delivery(forum) == "off"


@pytest.mark.proves("E3")
def test_a_decision_sent_on_is_not_taken_back_by_a_forged_sender(forum):
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    [to_mara] = [one for one in held if one.recipient == MARA]
    forum.write(MARA, to_mara.header("Reply-To"), "verwerfen")
    forum.write(MARA, to_mara.header("Reply-To"), "RÜCKGÄNGIG", proven=False)
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state != "held"
