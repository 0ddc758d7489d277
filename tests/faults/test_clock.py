"""Clocks that step and summers that begin: everything happens once, and nothing waits for a time that will not come."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conversation import Forum

from mailflow import flow
from mailflow.decide.clock import digest_day
from mailflow.model.records import JournalEntry, Membership, Person
from mailflow.settings import Settings
from mailflow.store.records import SqlRecords
from tests.deliver.relay import scripted_relay
from tests.deliver.test_post import House
from tests.live.servers import postgres

BERLIN = ZoneInfo("Europe/Berlin")
MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"
READERS = 3


def switch_days() -> list[datetime]:
    """Midnight of every day from 2020 to 2035 on which the clocks change."""
    days = [datetime(2020, 1, 1, tzinfo=BERLIN) + timedelta(days=n) for n in range(16 * 366)]
    return [day for day in days if day.utcoffset() != (day + timedelta(days=1)).utcoffset() and day.year < 2036]


def sunday_forum(time: str) -> Forum:
    settings = Settings(store={"url": "sqlite://"}, digest={"weekday": "sunday", "time": time}, office={"coordinates_until": ""})
    forum = Forum(datetime(2019, 12, 1, 12, tzinfo=UTC), settings=settings)
    with forum.app.store.writing(forum.clock.now()) as tx:
        for person in tx.records.all(Person):
            tx.save(replace(person, joined=None))
    return forum


@pytest.mark.proves("I8")
def test_one_digest_on_every_day_on_which_the_clocks_change():
    forum, days = sunday_forum("02:30"), switch_days()
    with forum.app.store.writing(days[0]) as tx:
        for membership in tx.records.all(Membership):  # what was written before somebody joined is not told to them
            tx.save(replace(membership, since=None))
    assert len(days) == 32
    for day in days:
        forum.clock.moment = day.astimezone(UTC) - timedelta(days=1)
        forum.write(MARA, GROUP, f"Frage vor dem {day:%d.%m.%Y}", f"Frage {day:%d.%m.%Y}")
        digests = Counter()
        for half_hours in range(3, 8):
            moment = day.astimezone(UTC) + timedelta(minutes=30 * half_hours)
            for _ in ("one clock", "and another, or the same after a restart"):
                digests.update(left.recipient for left in forum.tick(moment))
        assert sorted(digests.values()) == [1] * READERS, day


@pytest.mark.proves("I8")
def test_a_time_that_does_not_exist_is_three_o_clock():
    forum = sunday_forum("02:30")
    for day in switch_days():
        three = day.astimezone(UTC) + timedelta(hours=2)
        if three.astimezone(BERLIN).hour == 3:
            with forum.facts() as facts:
                assert digest_day(facts, three)[0] == day.date()
                assert digest_day(facts, three - timedelta(seconds=1))[0] < day.date()


STEPS = [timedelta(hours=-3), timedelta(hours=3), timedelta(days=-1), timedelta(days=1), timedelta(days=-3650), timedelta(days=3650)]


@pytest.mark.proves("I7")
@pytest.mark.parametrize("step", STEPS, ids=str)
def test_letters_under_way_survive_a_step_of_the_clock(step):
    first = set()

    def grey(phase, number, recipient):
        if phase == "rcpt" and recipient not in first:
            first.add(recipient)
            return "451 4.7.1 spaeter"
        return None

    with scripted_relay(grey) as relay:
        house = House(relay.url)
        people = house.one_each(5)
        house.deliver()
        assert set(house.states().values()) == {"deferred"}
        house.now += step
        house.deliver()
        house.later(timedelta(minutes=5))
        if timedelta(days=-2) < step < timedelta():
            # Not so far back that the due time would be absurd: it waits that much longer.
            house.later(-step)
        assert set(house.states().values()) == {"delivered"}
        assert Counter(relay.recipients()) == Counter(people)


@pytest.mark.proves("I7")
@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_letter_being_read_survives_a_step_of_the_clock(step):
    forum = Forum(datetime(2027, 3, 16, 10, tzinfo=UTC))
    house, reader, stepped = forum.app.house(), forum.app.reader, []

    class Stepping:
        def run(self, function, *args):
            if not stepped:
                stepped.append(forum.clock.advance(step))
                # Another worker looks for something to do while this letter is being read.
                flow.one_letter(house)
            return reader.run(function, *args)

    forum.app.__dict__["reader"] = Stepping()
    left = forum.write(MARA, GROUP, "Guten Tag")
    assert len(left) == READERS
    with forum.app.store.reading() as connection:
        assert len(SqlRecords(connection).all(JournalEntry, what="distribute")) == 1


class Workers:
    """Two workers on one store with the same wall clock; `seconds` is how far their monotonic clocks run ahead. The first gets stuck."""

    def __init__(self, relay: str, stuck: str, store: str = "sqlite://") -> None:
        self.seconds = 0.0
        self.stuck = House(stuck, store=store, connections=5, monotonic=lambda: time.monotonic() + self.seconds)
        self.other = House(relay, store=self.stuck.store, monotonic=lambda: time.monotonic() + self.seconds)
        self.stuck.one_each(5)
        self.stuck.postman.round(0)
        assert set(self.stuck.states().values()) == {"leased"}
        self.other.deliver()

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.other.later(timedelta(seconds=seconds))


def stalls(phase: str, number: int, recipient: str) -> str | None:
    return "stall" if phase == "banner" else None


@pytest.mark.proves("I7", "H8")
@pytest.mark.parametrize("step", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=1), timedelta(days=-3650)], ids=str)
def test_a_step_of_the_clock_hands_no_row_to_a_second_worker_and_strands_none(step):
    with scripted_relay() as relay, scripted_relay(stalls) as silent:
        workers = Workers(relay.url, silent.url)
        workers.pass_time(10)
        workers.other.later(step)
        workers.pass_time(600)
        assert relay.taken == [], "the first worker still has them"
        for _ in range(12):
            workers.pass_time(60)
        assert set(workers.other.states().values()) == {"delivered"}, "by now the first one must be dead"
        assert len(relay.taken) == 5


@pytest.mark.live
@pytest.mark.proves("I7", "H8")
def test_a_worker_whose_own_clock_is_wrong_takes_nothing_from_another():
    with postgres() as url, scripted_relay() as relay, scripted_relay(stalls) as silent:
        workers = Workers(relay.url, silent.url, url)
        for wrong in (timedelta(hours=3), timedelta(hours=-6)):
            workers.other.later(wrong)
            assert relay.taken == []
        workers.other.store.database.close()
