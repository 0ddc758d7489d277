"""A mentor and a newcomer on their way: introduced, looked at after 2, 6 and 12 weeks, told to the office at the end of the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question, superseded
from mailflow.decide.joining import mentoring
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Introduction, Period, Person

WEEKS = (2, 6, 12)
"""When a newcomer is asked how things go; with the last one the time as a tandem ends."""
OPEN_FOR_TOO_LONG = 6
"""Weeks after which mentor and office see what is still open."""
YEAR_ENDS = (12, 15)
UNDER_WAY = ("asked", "willing", "accepted")


def introduced(introduction: Introduction, facts: Facts, now: datetime, note: str = "") -> tuple[Effect, ...]:
    """Both are told of each other; the newcomer gets the list of first steps, to be ticked by reply."""
    mentor, newcomer = facts.people.get(introduction.mentor), facts.people.get(introduction.newcomer)
    if mentor is None or newcomer is None:
        return ()
    begun = replace(introduction, state="accepted", introduced=now)
    others = [i for i in facts.matters.introductions(introduction.application) if i.state == "accepted" and i.id != introduction.id]
    relieved = [effect for other in others for effect in _over(other, newcomer, mentor.name, facts)]
    to_mentor = Send("onboarding/your_newcomer", Mailbox(mentor.address, mentor.name), _other(newcomer, mentor), introduction.application)
    context = _other(mentor, newcomer) | {"note": note, "items": items(begun, newcomer, facts)}
    return (Save(begun), _list_asked(begun, newcomer, "onboarding/your_mentor", context, facts, now), to_mentor, *relieved)


def without(leaver: Person, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What becomes of the tandems of somebody who leaves: a newcomer gets another mentor, a mentor hears that it is over."""
    theirs = [i for i in facts.matters.all_introductions() if leaver.id in {i.mentor, i.newcomer} and i.state in UNDER_WAY]
    effects: list[Effect] = []
    for one in theirs:
        effects += superseded(facts, one.id, ("mentor", "checklist"))
        newcomer = facts.people.get(one.newcomer)
        if newcomer and one.newcomer == leaver.id:
            effects += _over(one, newcomer, "", facts)
        elif newcomer:
            effects.append(Save(replace(one, state="ended")))
            if one.state == "accepted":
                context = {"name": newcomer.name, "mentor": leaver.name}
                effects.append(Send("onboarding/mentor_gone", Mailbox(newcomer.address, newcomer.name), context, one.application))
            effects += mentoring.next_asked(one.application, newcomer, facts, now, one.id, leaver.id)
    return tuple(effects)


def _over(introduction: Introduction, newcomer: Person, follower: str, facts: Facts) -> tuple[Effect, ...]:
    """The mentor hears that it is over: somebody else accompanies the newcomer, or nobody needs to."""
    ended = Save(replace(introduction, state="ended"))
    mentor = facts.people.get(introduction.mentor)
    if mentor is None or mentor.status == "left":
        return (ended,)
    context = {"name": mentor.name, "newcomer": newcomer.name, "seat": newcomer.seat, "follower": follower, "state": introduction.state}
    return (ended, Send("onboarding/tandem_over", Mailbox(mentor.address, mentor.name), context, introduction.application))


def items(introduction: Introduction, newcomer: Person, facts: Facts) -> list[dict[str, Any]]:
    """The newcomer's list as letters show it."""
    steps = facts.forum.checklist_in(newcomer.language)
    return [{"number": n, "text": text, "done": n in introduction.done} for n, text in enumerate(steps, 1)]


def check_ins(facts: Facts, now: datetime) -> Iterator[tuple[str, Introduction, int]]:
    """(key, tandem, weeks) of each look that is due; after a pause of the house one stands for all that were missed."""
    for tandem in facts.matters.tandems():
        if tandem.introduced is None:
            continue
        passed = [w for w in WEEKS if tandem.introduced + timedelta(weeks=w) <= now]
        if passed and not facts.ran(key := f"checkin:{tandem.id}:{passed[-1]}"):
            yield key, tandem, passed[-1]


def looked_at(tandem: Introduction, weeks: int, key: str, now: datetime, facts: Facts) -> Decision:
    """The newcomer is asked how it goes; what is open for too long is shown to mentor and office too."""
    mentor, newcomer = facts.people.get(tandem.mentor), facts.people.get(tandem.newcomer)
    effects: list[Effect] = [Save(Period(id=key, ran=now))]
    is_last = weeks == WEEKS[-1]
    if is_last:
        effects.append(Save(replace(tandem, state="ended")))
    if mentor is None or newcomer is None or "left" in {mentor.status, newcomer.status} or mentor.rests or newcomer.rests:
        return Decision(Verdict("accept", "check_in"), tuple(effects))
    still_open = [item for item in items(tandem, newcomer, facts) if not item["done"]]
    seen = {"newcomer": newcomer.name, "seat": newcomer.seat, "mentor": mentor.name, "weeks": weeks, "items": still_open, "last": is_last}
    to_newcomer = seen | {"name": newcomer.name, "address": mentor.address}
    effects.append(_list_asked(tandem, newcomer, "onboarding/check_in", to_newcomer, facts, now))
    to_mentor = seen | {"name": mentor.name, "address": newcomer.address}
    if is_last:
        effects.append(Send("onboarding/tandem_ends", Mailbox(mentor.address, mentor.name), to_mentor, tandem.application))
    elif still_open and weeks >= OPEN_FOR_TOO_LONG:
        effects.append(Send("onboarding/still_open", Mailbox(mentor.address, mentor.name), to_mentor, tandem.application))
        staff = facts.people.staff()
        effects += [Send("office/still_open", Mailbox(p.address, p.name), seen | {"name": p.name}, tandem.application) for p in staff]
    return Decision(Verdict("accept", "check_in"), tuple(effects))


def year_told(year: int, key: str, now: datetime, facts: Facts) -> Decision:
    """Every tandem of the year, for the office."""
    rows = [row for i in facts.matters.all_introductions() if i.introduced and i.introduced.year == year and (row := _row(i, facts))]
    declined = sum(i.state == "declined" for i in facts.matters.all_introductions() if i.application.startswith(f"F-{year}-"))
    effects: list[Effect] = [Save(Period(id=key, ran=now))]
    if rows or declined:
        context, staff = {"year": year, "tandems": rows, "declined": declined}, facts.people.staff()
        effects += [Send("office/mentoring_year", Mailbox(p.address, p.name), context | {"name": p.name}, key) for p in staff]
    return Decision(Verdict("accept", "mentoring_year"), tuple(effects))


def _row(tandem: Introduction, facts: Facts) -> dict[str, Any] | None:
    mentor, newcomer = facts.people.get(tandem.mentor), facts.people.get(tandem.newcomer)
    if mentor is None or newcomer is None:
        return None
    count = len(facts.forum.checklist_in(""))
    return {
        "mentor": mentor.name,
        "mentor_seat": mentor.seat,
        "newcomer": newcomer.name,
        "seat": newcomer.seat,
        "since": tandem.introduced,
        "ended": tandem.state == "ended",
        "done": len(tandem.done),
        "count": count,
    }


def _list_asked(tandem: Introduction, newcomer: Person, template: str, context: dict[str, Any], facts: Facts, now: datetime) -> Ask:
    """The list under one reply address for as long as the tandem lasts."""
    asked = question("checklist", tandem.id, (newcomer.address,), now, tandem.id, days=kinds()["checklist"].days)
    if before := facts.questions.get(asked.id):
        asked = replace(before, state="open", expires=asked.expires)
    return Ask(asked, (Send(template, Mailbox(newcomer.address, newcomer.name), context, tandem.application),))


def _other(other: Person, to: Person) -> dict[str, Any]:
    return {
        "name": to.name,
        "other": other.name,
        "seat": other.seat,
        "role": other.role,
        "address": other.address,
        "phone": other.phone,
    }
