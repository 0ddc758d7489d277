"""One letter's way: poisoned ones are set aside, repeated ones count once, the story is told by trace."""

import cProfile
import gc
import tracemalloc
from datetime import datetime, timedelta

import pytest
from conversation import DirectReader, Forum, letter

from mailflow import flow
from mailflow.decide import clock
from mailflow.decide.lists import digest
from mailflow.model.records import Membership, Person
from mailflow.receive.reader import UnreadableError
from mailflow.store import inbox, tracing, waiting

MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


def counts(forum):
    with forum.app.store.reading() as connection:
        return inbox.counts(connection)


@pytest.mark.proves("B9", "B10")
def test_a_poisoned_letter_is_set_aside_and_the_others_flow(forum):
    class Poisoned:
        def run(self, function, raw, *args):
            if isinstance(raw, bytes) and b"Gift" in raw:
                raise UnreadableError("reading took longer than 10 seconds")
            return DirectReader().run(function, raw, *args)

    forum.app.__dict__["reader"] = Poisoned()
    intake = forum.app.intake()
    intake.take(letter(MARA, GROUP, "Gift", "x", forum.clock.now()), MARA, [GROUP], "test").result()
    left = forum.receive(letter(MARA, GROUP, "Gut", "y", forum.clock.now()), MARA, [GROUP])
    assert len(left) == 3
    assert counts(forum) == {"set_aside": 1, "done": 1}
    with forum.app.store.reading() as connection:
        [aside] = [row for row in waiting.waiting(connection) if row["queue"] == "in"]
    assert "three times" in aside["text"]
    forum.app.__dict__["reader"] = DirectReader()
    with forum.app.store.writing(forum.clock.now()) as tx:
        assert waiting.retry(tx, aside["id"], incoming=True)
    assert flow.one_letter(forum.app.house())
    assert len(forum.left()) == 3


@pytest.mark.proves("A13")
def test_the_same_letter_twice_has_the_effects_of_once(forum):
    raw = letter(MARA, GROUP, "Guten Tag", "x", forum.clock.now())
    assert len(forum.receive(raw, MARA, [GROUP])) == 3
    assert forum.receive(raw, MARA, [GROUP]) == []
    assert forum.receive(b"Received: from elsewhere\r\n" + raw, MARA, [GROUP]) == []


def test_a_letter_to_two_lists_reaches_everybody_once(forum):
    raw = letter(MARA, f"{GROUP}, forum@forum-test.example", "Guten Tag", "x", forum.clock.now())
    left = forum.receive(raw, MARA, [GROUP, "forum@forum-test.example"])
    recipients = [one.recipient for one in left]
    assert len(recipients) == len(set(recipients)) == 6


def test_a_letter_to_two_of_our_desks_gets_one_answer(forum):
    raw = letter(MARA, "mailflow@forum-test.example", "HILFE", "x", forum.clock.now())
    assert len(forum.receive(raw, MARA, ["mailflow@forum-test.example", "buero@forum-test.example"])) == 1


def test_nothing_leaves_without_a_journal_entry(forum):
    forum.write(MARA, GROUP, "Guten Tag")
    forum.write("fremd@x.example", GROUP, "Werbung")
    with forum.app.store.reading() as connection:
        from sqlalchemy import select

        from mailflow.model.records import JournalEntry
        from mailflow.store.tables import TABLES, mail

        causes = set(connection.scalars(select(mail.c.cause)))
        journalled = set(connection.scalars(select(TABLES[JournalEntry].c.letter)))
    assert causes
    assert causes <= journalled


def test_trace_tells_the_story(forum):
    forum.write(MARA, GROUP, "Guten Tag", headers="X-Test: 1\n")
    with forum.app.store.reading() as connection:
        from sqlalchemy import select

        from mailflow.store.tables import inbox as table

        message_id = connection.scalar(select(table.c.message_id))
        story = tracing.story(connection, message_id)
    said = " ".join(f"{line['what']} {line['text']}" for line in story)
    assert "received for ag-wohnen@forum-test.example" in said
    assert "accept: posted" in said
    assert "delivery post to mara.lindtner@kreis-stade.example: queued" in said


def test_a_large_letter_waits_for_the_office(forum):
    left = forum.write(MARA, GROUP, "x" * 6_000_000)
    assert any("wartet" in one.header("Subject") for one in left)


LOCKED = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=abcd\n-----END PGP MESSAGE-----"


def test_a_locked_letter_waits_and_its_author_hears_how_to_write(forum):
    """Nobody on a list could open it, and no command is guessed from it."""
    held = forum.write(MARA, GROUP, LOCKED)
    assert held
    assert [one for one in held if one.recipient == MARA and "ohne Verschlüsselung" in one.text]
    left = forum.write(MARA, "mailflow@forum-test.example", LOCKED)
    assert ["ohne Verschlüsselung" in one.text for one in left if one.recipient == MARA] == [True]
    assert any(one.recipient != MARA for one in left)


def test_a_digest_that_cannot_be_written_stops_no_other(forum, monkeypatch):
    def but_not_for_mara(person, week, wanted=digest.digest_for):
        if person.address == MARA:
            raise ValueError("no words for it")
        return wanted(person, week)

    forum.receive(letter(MARA, GROUP, "Guten Tag", "x", forum.clock.now()), MARA, [GROUP])
    monkeypatch.setattr(digest, "digest_for", but_not_for_mara)
    friday = datetime.fromisoformat("2027-03-19T09:30:00+01:00")
    readers = {one.recipient for one in forum.tick(friday)}
    assert readers
    assert MARA not in readers
    monkeypatch.undo()
    assert [one.recipient for one in forum.tick(friday)] == [MARA]


def test_an_overview_to_more_readers_than_are_looked_for_at_a_time_reaches_them_in_one_tick(forum, monkeypatch):
    def readers(forum):
        forum.receive(letter(MARA, GROUP, "Guten Tag", "x", forum.clock.now()), MARA, [GROUP])
        return sorted(one.recipient for one in forum.tick(datetime.fromisoformat("2027-03-19T09:30:00+01:00")))

    everybody = readers(Forum(forum.clock.now()))
    assert len(everybody) > 2
    monkeypatch.setattr(clock, "MOST_AT_ONCE", 2)
    assert readers(forum) == everybody
    assert forum.tick() == []


def joined(forum, count: int) -> None:
    """So many more members, all on the list."""
    with forum.app.store.writing(forum.clock.now()) as tx:
        ids = [f"P-9{n:04}" for n in range(count)]
        tx.records.add([Person(id=id, name=id, address=f"{id}@kreis.example".lower(), status="member") for id in ids])
        tx.records.add([Membership(id=f"wohnen:{id}", group="wohnen", person=id) for id in ids])


def calls(work) -> int:
    """Of functions: what no load of the machine moves."""
    counted = cProfile.Profile(subcalls=False)
    counted.runcall(work)
    return sum(entry.callcount for entry in counted.getstats())


def test_a_tick_that_owes_nothing_does_not_read_every_member(forum):
    def tick():
        flow.one_tick(forum.app.house(), forum.clock.now())

    forum.tick()
    few = min(calls(tick), calls(tick))
    joined(forum, 500)
    assert calls(tick) < few + 500


def test_a_post_is_decided_with_the_same_work_however_many_read_it(forum):
    def decided(words):
        forum.app.intake().take(letter(MARA, GROUP, words, words, forum.clock.now()), MARA, [GROUP], "test").result()
        return calls(lambda: flow.one_letter(forum.app.house()))

    few = min(decided("eins"), decided("zwei"))
    forum.left()
    joined(forum, 500)
    assert decided("drei") < few + 500
    assert len(forum.left()) > 500


def test_the_rounds_of_a_morning_hold_no_member_for_whom_nothing_came(forum):
    def peak():
        forum.clock.moment += timedelta(days=1)
        tracemalloc.start()
        flow.one_tick(forum.app.house(), forum.clock.now())
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    forum.tick()
    few = peak()
    joined(forum, 3000)
    assert peak() - few < 3000 * 500, "half a kilobyte is a third of what each took when all were read together"


def test_no_letter_stays_in_memory_once_it_is_dealt_with(forum):
    def held_after(number):
        words = "".join(f"{number} Grüße aus dem Kreis Nummer {line}, wir überlegen noch.\n" for line in range(2000))
        forum.receive(letter(MARA, GROUP, words, f"Umfrage {number}", forum.clock.now()), MARA, [GROUP])
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    few = [held_after(number) for number in range(3)][-1]
    many = [held_after(number) for number in range(3, 13)][-1]
    tracemalloc.stop()
    assert many - few < 10 * 100_000, "each has more than a hundred thousand letters"
