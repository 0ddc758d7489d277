"""The working groups coordinate themselves from a day on: the office is reminded, each group finds somebody, no list is orphaned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Group, Period, Person, Question

_TO = re.compile(r"\b(?:an|to)\s+(?:(?:frau|herrn?|ms|mr)\s+)?(?P<who>(?-i:(?!AG\b)[^\W\da-z_][\w.-]+(?:\s+[^\W\da-z_][\w-]+)*))", re.I)
AHEAD = timedelta(days=183)
"""How long before the end the office begins to be reminded, once a month; at once where it is nearer already."""


AT_ONCE = 50
"""Members asked within one transaction, for a tenth of a second of which the door waits; the clock asks the others."""
_A_JOB = 2
"""Of them in one job of the clock, which does several together."""


def is_over(facts: Facts, now: datetime) -> bool:
    """Whether the groups coordinate themselves."""
    ends = facts.forum.coordinates_until
    return ends is not None and facts.today(now) > ends


def copies(group: Group, facts: Facts, now: datetime) -> list[Person]:
    """Who of the office is told of what a group's Sprecher:innen are asked, now that it does not coordinate any more."""
    return facts.people.staff() if group.kind != "room" and speakers(group, facts) and is_over(facts, now) else []


def spoken_for(person: Person, facts: Facts) -> list[Group]:
    return [group for group in facts.lists.all() if person.id in group.speakers]


def speakers(group: Group, facts: Facts) -> list[Person]:
    return [p for s in group.speakers if (p := facts.people.get(s)) and p.status in INSIDE]


def named_to_follow(words: str) -> str:
    """Whom somebody names who gives their office to another: "an Frau Muster abgeben"."""
    found = _TO.search(words)
    return found["who"] if found else ""


def owed(facts: Facts, now: datetime) -> Iterator[tuple[str, bool]]:
    """(key, whether it is the handover itself) of each letter that is due."""
    ends = facts.forum.coordinates_until
    if ends is None:
        return
    today = facts.today(now)
    month, handed = f"handover:{ends}:{today:%Y-%m}", f"handed over:{ends}"
    if ends - AHEAD <= today <= ends and not facts.ran(month):
        yield month, False
    # A forum that began after that day has nothing to hand over.
    elif today > ends and facts.ran(f"handover:{ends}") and not facts.ran(handed):
        yield handed, True


def reminded(key: str, now: datetime, facts: Facts) -> Decision:
    """The office sees how far each group is; a group without Sprecher:innen is asked, once, who would take it over."""
    ends = facts.forum.coordinates_until
    assert ends is not None  # `owed` found something
    begun = f"handover:{ends}"
    effects: list[Effect] = [Save(Period(id=key, ran=now))]
    if not facts.ran(begun):
        effects.append(Save(Period(id=begun, ran=now)))
        for group in _groups(facts):
            effects += asked_who(group, {"ends": ends}, str(ends), facts, now) if not speakers(group, facts) else ()
    context = _context(ends, facts, now)
    effects += [Send("office/handover", Mailbox(p.address, p.name), context | {"name": p.name}, key) for p in facts.people.staff()]
    return Decision(Verdict("accept", "handover"), tuple(effects))


def handed_over(key: str, now: datetime, facts: Facts) -> Decision:
    """From today on requests go to the Sprecher:innen, with a copy to the office; groups without stay with the office."""
    ends = facts.forum.coordinates_until
    assert ends is not None  # `owed` found something
    context = _context(ends, facts, now)
    effects: list[Effect] = [Save(Period(id=key, ran=now))]
    for group in _groups(facts):
        told = {"group": group.name, "address": group.address, "help": facts.forum.addresses.of("commands")}
        effects += [
            Send("group/yours_now", Mailbox(p.address, p.name), told | {"name": p.name}, group.id, language=p.language)
            for p in speakers(group, facts)
        ]
    effects += [Send("office/handed_over", Mailbox(p.address, p.name), context | {"name": p.name}, key) for p in facts.people.staff()]
    return Decision(Verdict("accept", "handed_over"), tuple(effects))


def without(leaver: Person, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """Who leaves the forum speaks for no group any more; a group for which nobody else speaks is asked who follows."""
    own = spoken_for(leaver, facts)
    cause = f"{leaver.id}:{facts.today(now)}"
    return tuple(effect for group in own for effect in stepped_down(group, leaver, cause, facts, now, waits=waits))


def stepped_down(group: Group, leaver: Person, cause: str, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """One Sprecher:in less; where nobody is left, the others of the group are asked who follows."""
    left = replace(group, speakers=tuple(s for s in group.speakers if s != leaver.id))
    if speakers(left, facts) or group.kind == "room" or group.state != "active":
        return (Save(left),)
    return (Save(left), *asked_who(left, {"leaver": leaver.name}, cause, facts, now, but=leaver, waits=waits))


def asked_who(
    group: Group,
    why: Mapping[str, Any],
    cause: str,
    facts: Facts,
    now: datetime,
    *,
    but: Person | None = None,
    only: Person | None = None,
    waits: bool = False,
) -> tuple[Effect, ...]:
    """The group's members are asked who speaks for it: all of them, all but one, or only one; `why` is what the letter says of it."""
    on_list = [p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person)) and p.status == "member"]
    members = [p for p in on_list if (but is None or p.id != but.id) and (only is None or p.id == only.id)]
    if not members:
        return ()
    addresses = tuple(p.address for p in members)
    context = {"group": group.name, "ends": None, "leaver": "", "by": "", **why}
    # In the question it has to be plain: whoever is asked later reads it from there.
    details = context | {"ends": str(context["ends"] or "")}
    asked = question("speaker", group.id, addresses, now, cause, days=kinds()["speaker"].days, details=details)
    return (Ask(asked, _letters(asked, members[:AT_ONCE], context, waits=waits)),)


def to_be_asked(facts: Facts, now: datetime) -> Iterator[tuple[str, Question, list[Person]]]:
    """(key, question, members) of those whom the question who speaks for their group has not reached; while it can be undone, nobody."""
    for asked in facts.questions.open("speaker"):
        if len(asked.asked) > AT_ONCE and now - asked.opened >= facts.forum.undo:
            reached = facts.questions.reached(asked.id)
            known = [(address, p) for address in asked.asked if (p := facts.people.by_address(address)) and p.status == "member"]
            # Whoever has another address by now was reached at either.
            people = [p for address, p in known if not reached & {address, p.address}]
            for start in range(0, len(people), _A_JOB):
                yield f"asked:{asked.id}:{people[start].id}", asked, people[start : start + _A_JOB]


def asked_on(asked: Question, members: list[Person], facts: Facts) -> Decision:
    """The same question to more of its members."""
    current, ends = facts.questions.get(asked.id), str(asked.details.get("ends", ""))
    if current is None or current.state != "open":
        return Decision(Verdict("accept", "settled"), ())
    context = {**asked.details, "ends": date.fromisoformat(ends) if ends else None}
    return Decision(Verdict("accept", "asked"), (Ask(current, _letters(current, members, context, waits=False)),))


def _letters(asked: Question, members: list[Person], context: Mapping[str, Any], *, waits: bool) -> tuple[Send, ...]:
    return tuple(
        Send(
            "group/who_speaks",
            Mailbox(p.address, p.name),
            context,
            asked.about,
            waits=waits,
            language=p.language,
            one_of_many=len(asked.asked) > 1,
        )
        for p in members
    )


def _groups(facts: Facts) -> list[Group]:
    return [group for group in facts.lists.all() if group.kind == "workgroup"]


def _context(ends: date, facts: Facts, now: datetime) -> dict[str, Any]:
    groups = [{"name": g.name, "speakers": [p.name for p in speakers(g, facts)]} for g in _groups(facts)]
    return {
        "ends": ends,
        "days": (ends - facts.today(now)).days,
        "groups": groups,
        "without": [g["name"] for g in groups if not g["speakers"]],
    }
