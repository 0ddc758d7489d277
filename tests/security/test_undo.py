"""Every command that changes something can be taken back by plain reply, and then all is as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mailflow.model.records import RECORDS, JournalEntry, Membership, Person, Question, SentLetter
from mailflow.store.records import SqlRecords
from mailflow.store.tables import outbox
from tests.security.attacks import COMMANDS_AT, VICTIM
from tests.security.matrix import ORDERS
from tests.security.stage import LEA, MARA, SECOND, played

FOR_GOOD = {
    "erase": "what was erased is gone: that is what was asked for, and it is confirmed before",
    "undo": "the order that was taken back can be given again",
}
"""Commands that change something and cannot be taken back, and why."""


@pytest.fixture(scope="module")
def forum():
    return played()[0]


def kept(forum):
    """All that the forum keeps, but for its own book-keeping of letters and questions to whoever gives an order."""
    with forum.app.store.reading() as connection:
        stored = SqlRecords(connection)
        records = [r for kind in RECORDS if kind not in {JournalEntry, SentLetter} for r in stored.all(kind)]
    passing = {"confirm", "second", "undo", "found", "desk", "topic", "example"}
    records = [r for r in records if not (isinstance(r, Question) and r.kind in passing)]
    # In which language somebody writes is learnt from any letter.
    return {(type(r), r.id): replace(r, version=0, **({"language": ""} if isinstance(r, Person) else {})) for r in records}


def waiting(forum):
    with forum.app.store.reading() as connection:
        return connection.scalar(select(func.count()).where(outbox.c.waits, outbox.c.state == "queued"))


def carried_out(forum, order):
    """The order given by the office, confirmed, and agreed to by the second member of staff where it has to be; the receipt."""
    forum.clock.advance(timedelta(seconds=1))  # the same letter is carried out once only
    left = forum.write(VICTIM, COMMANDS_AT, order)
    for person in (VICTIM, SECOND):
        asked = [one for one in left if one.recipient == person and one.header("Reply-To").startswith("antwort+") and not one.waits]
        if asked and not done(asked[0]):
            left = forum.write(person, asked[0].header("Reply-To"), "Ja")
    return next((one for one in left if one.recipient == VICTIM and done(one)), None)


def done(letter):
    return "Rückgängig bis" in letter.text


@pytest.mark.parametrize("command", sorted(set(ORDERS) - set(FOR_GOOD)))
def test_what_a_command_changed_is_taken_back_by_plain_reply(command, forum):
    before, letters, last = kept(forum), waiting(forum), forum.last
    receipt = carried_out(forum, ORDERS[command])
    if receipt is None:
        assert kept(forum) == before, "it changed something, and its answer offers no way back"
        assert waiting(forum) == letters
        return
    assert kept(forum) != before or waiting(forum) > letters
    forum.last = last
    assert all(one.waits for one in forum.left() if one.recipient not in {VICTIM, SECOND}), "others read what may be taken back"
    forum.write(VICTIM, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert kept(forum) == before
    assert waiting(forum) == letters, "a letter about it still waits to leave"


def test_two_orders_of_one_letter_about_the_same_person_are_taken_back_together(forum):
    before = kept(forum)
    receipt = carried_out(forum, "ZUSTELLUNG wöchentlich\nWEITER")
    assert kept(forum) != before
    forum.write(VICTIM, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert kept(forum) == before


@pytest.mark.parametrize(("seconds", "is_back"), [(-1, True), (0, True), (1, False)])
def test_what_is_taken_back_after_the_window_stays(seconds, is_back):
    """By an order of its own as well as in reply to the receipt."""
    for in_reply in (True, False):
        forum = played()[0]
        before, start = kept(forum), forum.clock.now()
        receipt = carried_out(forum, "ZUSTELLUNG wöchentlich")
        forum.clock.moment = start + timedelta(seconds=1) + forum.app.forum().undo + timedelta(seconds=seconds)
        forum.write(VICTIM, receipt.header("Reply-To") if in_reply else COMMANDS_AT, "RÜCKGÄNGIG")
        assert (kept(forum) == before) is is_back


def test_taken_back_twice_comes_to_the_decision_before(forum):
    before = kept(forum)
    carried_out(forum, "VERLASSEN AG Ehrenamt")
    between = kept(forum)
    carried_out(forum, "ZUSTELLUNG wöchentlich")
    for expected in (between, before):
        forum.clock.advance(timedelta(seconds=1))
        forum.write(VICTIM, COMMANDS_AT, "RÜCKGÄNGIG")
        assert kept(forum) == expected


def test_what_changed_since_is_not_said_to_be_taken_back(forum):
    receipt = carried_out(forum, "ZUSTELLUNG wöchentlich")
    later = carried_out(forum, "ZUSTELLUNG täglich")
    before = kept(forum)
    [told] = forum.write(VICTIM, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert "nicht mehr zurücknehmen" in told.text
    assert kept(forum) == before
    forum.write(VICTIM, later.header("Reply-To"), "RÜCKGÄNGIG")


def test_an_applicant_takes_their_withdrawal_back(forum):
    with forum.facts() as facts:
        sender, number = next((a.sender, a.id) for a in facts.matters.applications() if a.id == "F-2027-0001")
    before = kept(forum)
    [receipt] = [one for one in forum.write(sender, COMMANDS_AT, f"ZURÜCKZIEHEN {number}") if not one.waits]
    assert kept(forum) != before
    forum.write(sender, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert kept(forum) == before


def test_whoever_ordered_takes_back_what_a_colleague_agreed_to(forum):
    before = kept(forum)
    receipt = carried_out(forum, f"VERLASSEN AG Wohnen {MARA}")
    assert {key for key in before if key not in kept(forum)} == {(Membership, "wohnen:P-0003")}
    forum.write(VICTIM, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert kept(forum) == before


def to_applicant(forum, left):
    """Subjects of what an applicant may read of these letters, once nothing can be taken back any more."""
    with forum.app.store.reading() as connection:
        states = dict(connection.execute(select(outbox.c.id, outbox.c.state)).all())
    return [one.header("Subject") for one in left if one.recipient == LEA and states[one.id] == "queued"]


@pytest.mark.parametrize("then", ["ZURÜCKSTELLEN F-2027-0001", "AUFNEHMEN F-2027-0001", "ABLEHNEN F-2027-0001 Grund: doppelt"])
def test_what_was_not_sent_yet_gives_way_to_the_next_decision_and_comes_back_with_its_undo(then):
    forum = played()[0]
    before = forum.last
    carried_out(forum, "RÜCKFRAGE F-2027-0001: Wer ist Ihre Vertretung?")
    receipt = carried_out(forum, then)
    forum.last = before
    left = forum.left()
    [newest] = to_applicant(forum, left)
    assert "Rückfrage" not in newest
    forum.write(VICTIM, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert len(to_applicant(forum, left)) == 1
    assert to_applicant(forum, left) != [newest]
