"""Applications in which nothing has happened for long: one named person of the office is reminded, with numbers to answer by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mailflow.decide import desk
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application, Period, Person

AFTER = timedelta(days=14)
"""Without a word of anybody, and as long again each time."""


def owed(facts: Facts, now: datetime) -> Iterator[tuple[Application, str]]:
    """(application, key) of each that rests and was not told of since."""
    for application in facts.matters.applications():
        last = _last_word(application, facts)
        times = (now - last) // AFTER
        if times and not _may_rest(application) and not facts.ran(key := f"idle:{application.id}:{last:%Y-%m-%d}:{times}"):
            yield application, key


def reminded(now: datetime, facts: Facts) -> Decision:
    """All that rest, in one letter to the person on duty; whoever was reminded a moment ago does not rest."""
    resting, person = list(owed(facts, now)), on_duty(facts)
    told = [Save(Period(id=key, ran=now)) for _, key in resting]
    if not resting or person is None:
        return Decision(Verdict("accept", "idle"), tuple(told))
    cases = {application.id for application, _ in resting}
    items = desk.numbered([item for item in desk.open_applications(facts) if item["case"] in cases])
    day = f"idle:{facts.today(now)}"
    asked = desk.asked(items, person.address, now, day, day)
    letter = Send("office/idle", Mailbox(person.address, person.name), {"name": person.name, "items": items}, day)
    return Decision(Verdict("accept", "idle"), (*told, Ask(asked, (letter,))))


def on_duty(facts: Facts) -> Person | None:
    """Whom the setting names, else the first of the office."""
    named = facts.people.by_address(facts.forum.duty) if facts.forum.duty else None
    return named or next(iter(facts.people.staff()), None)


def _last_word(application: Application, facts: Facts) -> datetime:
    """When somebody last wrote in it or was asked or reminded."""
    asked = [q.reminded or q.opened for q in facts.questions.about(application.id)]
    return max([application.opened, *(s.at for s in facts.matters.said(application.id)), *asked])


def _may_rest(application: Application) -> bool:
    """What waits for a day does, and so does the matter of somebody who only asked."""
    put_off = application.state == "deferred" and application.deferred_until is not None
    return application.state == "asked" or put_off or application.round is not None
