"""What the clock owes: digests, reminders, lists of answers, expiries. Each is due once per period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.decide import digest, meetings
from mailflow.decide.asking import kinds
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question

CATCH_UP = timedelta(hours=24)
"""A digest missed for longer is old news; the next one tells it."""


@dataclass(frozen=True, slots=True)
class Due:
    """One job: `key` names it for the log, `decision` is what it wants done."""

    key: str
    decision: Decision


def owed(facts: Facts, now: datetime) -> Iterator[Due]:
    """Everything due at `now` and not yet done, each to be performed in a transaction of its own."""
    yield from _digests(facts, now)
    yield from _answer_lists(facts, now)
    yield from _questions(facts, now)


def digest_day(facts: Facts, now: datetime) -> tuple[date, datetime]:
    """The newest digest day and its moment, in the forum's local time: a day has one 09:00 whatever the clocks do."""
    zone = ZoneInfo(facts.forum.timezone)
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - facts.forum.digest_weekday) % 7)
    moment = datetime.combine(day, facts.forum.digest_time, zone)
    if moment > local:
        day -= timedelta(days=7)
        moment = datetime.combine(day, facts.forum.digest_time, zone)
    return day, moment


def _digests(facts: Facts, now: datetime) -> Iterator[Due]:
    day, moment = digest_day(facts, now)
    if now - moment > CATCH_UP:
        return
    for person in digest.readers(facts, day):
        if facts.ran(digest.period(person, day)) or (person.joined and person.joined > moment):
            continue
        if decision := digest.digest_for(person, day, facts, now):
            yield Due(digest.period(person, day), decision)


def _answer_lists(facts: Facts, now: datetime) -> Iterator[Due]:
    for meeting in facts.matters.meetings():
        if meeting.end >= now and (decision := meetings.list_due(meeting, facts, now)):
            yield Due(f"answers:{meeting.id}", decision)


def _questions(facts: Facts, now: datetime) -> Iterator[Due]:
    for question in facts.questions.open():
        kind = kinds()[question.kind]
        if question.expires and question.expires <= now:
            yield Due(f"expired:{question.id}", Decision(Verdict("accept", "expired"), (Save(replace(question, state="expired")),)))
        elif kind.reminds_after and question.reminded is None and now - question.opened >= kind.reminds_after:
            yield Due(f"reminder:{question.id}", _reminder(question, facts, now))


def _reminder(question: Question, facts: Facts, now: datetime) -> Decision:
    """Asks the same question again, once, under the same address."""
    named = digest.title_of(question.about, facts)
    people = [(a, facts.people.by_address(a)) for a in question.asked]
    sends = tuple(
        Send(
            "reminder/" + question.kind,
            Mailbox(address, person.name if person else ""),
            {"name": person.name if person else "", **named},
            question.about,
        )
        for address, person in people
    )
    return Decision(Verdict("accept", "reminder"), (Ask(replace(question, reminded=now), sends),))
