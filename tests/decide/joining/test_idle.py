"""Which applications rest, and since when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from conversation import Forum

from mailflow.decide.ahead import facts_after
from mailflow.decide.joining import idle
from mailflow.model.effects import Save
from mailflow.model.intent import ApplicationRecord
from mailflow.model.records import Application, Period, Said

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OPEN = Application(id="F-2027-0001", state="decision", sender="neu@kreis-unna.example", record=ApplicationRecord(), opened=START)


def rests(application, after, *kept):
    with Forum(START).facts() as facts:
        return [key for _, key in idle.owed(facts_after(facts, [Save(application), *map(Save, kept)]), START + after)]


def test_it_rests_two_weeks_after_the_last_word():
    said = Said(id="s", about=OPEN.id, at=START + timedelta(days=3), by=OPEN.sender, text="Gibt es Neues?")
    assert not rests(OPEN, timedelta(days=13))
    assert rests(OPEN, timedelta(days=14))
    assert not rests(OPEN, timedelta(days=16), said)
    assert rests(OPEN, timedelta(days=17), said)


def test_it_is_told_once_and_again_when_it_rests_as_long_again():
    [key] = rests(OPEN, timedelta(days=14))
    assert not rests(OPEN, timedelta(days=27), Period(id=key, ran=START))
    assert rests(OPEN, timedelta(days=28), Period(id=key, ran=START))


@pytest.mark.parametrize(
    "waiting",
    [{"state": "asked"}, {"state": "deferred", "deferred_until": date(2027, 9, 30)}, {"round": date(2027, 9, 30)}, {"state": "admitted"}],
    ids=["only asked", "put off until a day", "in a round", "admitted"],
)
def test_what_waits_for_a_day_or_for_nobody_does_not_rest(waiting):
    assert not rests(replace(OPEN, **waiting), timedelta(days=40))


def test_what_was_put_off_rests_without_a_day_and_when_the_day_is_over():
    assert rests(replace(OPEN, state="deferred"), timedelta(days=40))
    assert rests(replace(OPEN, deferred_until=date(2027, 3, 20)), timedelta(days=40))
