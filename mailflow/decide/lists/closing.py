"""Groups and rooms come to an end: their list takes no more posts, their people keep its archive, and it can be opened again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.decide.asking import closed_all, kinds, question
from mailflow.decide.groupwork import voting
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Group, Period, Person

MOST_POSTS = 30
"""Listed in the last letter, the newest; a search finds the others."""
AHEAD = timedelta(days=7)
"""How long before its last day the people of a room hear of it."""


def closed(group: Group, by: Person | None, cause: str, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """Everybody on the list gets the list of its posts, to be fetched by number; `by` is None where its time is over."""
    effects: list[Effect] = [Save(replace(group, state="closed"))]
    effects += closed_all(facts, group.id, ("speaker", "support"), "closed", by.address if by else "", now)
    for vote in facts.matters.votes():
        if vote.group == group.id:
            effects += voting.withdrawn(vote, by.address if by else "", facts, now)
    posts = facts.archive.of(group.id)[-MOST_POSTS:]
    listed = [{"number": n, "title": p.subject, "who": p.sender_name or p.sender, "at": p.at} for n, p in enumerate(posts, 1)]
    context = {"group": group.name, "by": by.name if by else "", "posts": listed, "is_room": group.kind == "room"}
    details = {"posts": {str(n): p.id for n, p in enumerate(posts, 1)}}
    for person in _people(group, facts):
        to = Mailbox(person.address, person.name)
        asked = question("found", group.id, (person.address,), now, f"{cause}:{person.id}", days=kinds()["found"].days, details=details)
        letter = Send("group/closed", to, context | {"name": person.name}, group.id, waits=waits, language=person.language)
        effects.append(Ask(asked, (letter,)) if posts else letter)
    told = [p for p in facts.people.staff() if group.kind == "workgroup" and (by is None or p.id != by.id)]
    effects += [Send("office/group_closed", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, waits=waits) for p in told]
    return tuple(effects)


def opened_again(group: Group, by: Person | None, facts: Facts) -> tuple[Effect, ...]:
    """The list takes posts again, from the people it had."""
    context = {"group": group.name, "address": group.address, "by": by.name if by else ""}
    letters = (
        Send("group/reopened", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, waits=True, language=p.language)
        for p in _people(group, facts)
        if by is None or p.id != by.id
    )
    return (Save(replace(group, state="active", ends=None)), *letters)


def answered(letter: Letter, group: Group, facts: Facts) -> Decision:
    """What a letter to a closed list comes to: nobody gets it, its writer hears why."""
    context = {"title": letter.subject_base, "office": facts.forum.addresses.of("office")}
    return Decision(Verdict("refuse", "closed"), (Send("group/is_closed", letter.sender, context, group.id, letter.message_id),))


def owed(facts: Facts, now: datetime) -> Iterator[tuple[str, Group]]:
    """(what is due, of which room): its people are told a week before its last day, and it closes on the day after."""
    today = facts.today(now)
    for group in facts.lists.all():
        if group.ends is None:
            continue
        if group.ends < today:
            yield "closed", group
        elif group.ends - AHEAD <= today and not facts.ran(_reminder(group)):
            yield "ends_soon", group


def done(what: str, group: Group, now: datetime, facts: Facts) -> Decision:
    """The decision of a job that `owed` names."""
    if what == "closed":
        return Decision(Verdict("accept", "room_closed"), closed(group, None, str(group.ends), facts, now, waits=False))
    context = {"group": group.name, "address": group.address, "ends": group.ends, "help": facts.forum.addresses.of("commands")}
    letters = (
        Send("group/ends_soon", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, language=p.language)
        for p in _people(group, facts)
    )
    return Decision(Verdict("accept", "room_ends"), (Save(Period(id=_reminder(group), ran=now)), *letters))


def _reminder(group: Group) -> str:
    return f"room ends:{group.id}:{group.ends}"


def _people(group: Group, facts: Facts) -> list[Person]:
    return [p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person)) and p.status in INSIDE]
