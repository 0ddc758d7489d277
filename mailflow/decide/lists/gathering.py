"""Posts gathered into one letter: daily or monthly for whoever wants them so, and after a pause what came meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailflow.decide.asking import kinds, question
from mailflow.decide.lists.archive import told_from
from mailflow.decide.lists.headings import ORDER, heading_of
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Group, Period, Person, Post

GATHERED = ("daily", "monthly")
"""Modes for which posts are gathered here; the weekly letter is the overview (`digest`)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One round of letters: `mode` is daily, monthly or pause; posts up to `moment` belong to it.

    `since` is from when on for whoever had no such letter before.
    """

    mode: str
    day: date
    moment: datetime
    since: datetime

    def period(self, person: str) -> str:
        return f"posts:{person}:{self.mode}"

    @property
    def round(self) -> str:
        return f"gathered:{self.mode}"


def done(turn: Turn, facts: Facts) -> Decision:
    """Everybody has their letter; later ticks need not look who waits for one."""
    return Decision(Verdict("accept", "gathered"), (ran_at(turn.round, turn.moment, facts),))


def begun(person: Person, mode: str, facts: Facts, now: datetime) -> tuple[Save, ...]:
    """Whoever wants posts gathered from now on has had the earlier ones."""
    wished = {m.group: m.delivery for m in facts.lists.of_person(person.id)}
    if mode not in GATHERED or lists_by_mode(person, wished, (mode,)):
        return ()
    return (ran_at(f"posts:{person.id}:{mode}", now, facts),)


def ran_at(id: str, moment: datetime, facts: Facts) -> Save:
    """What is gathered under this name has been told up to this moment."""
    return Save(replace(facts.records.get(Period, id) or Period(id=id, ran=moment), ran=moment))


def readers(turn: Turn, facts: Facts) -> Iterator[tuple[str, frozenset[str]]]:
    """Who wants posts gathered so, by id, each with the lists for which they do; not who is away, for whom it waits until they are back."""
    for person, ways in facts.lists.ways(turn.day):
        if lists := frozenset(way.group for way in ways if way.group and way.delivery == turn.mode):
            yield person, lists


def back_from_pause(day: date, facts: Facts) -> list[Person]:
    """Whose pause ended on that day."""
    return [p for p in facts.people.paused_until(day) if p.status in INSIDE]


def lists_of(person: Person, facts: Facts) -> frozenset[str]:
    """The lists of which a pause has kept posts from this person."""
    wished = {m.group: m.delivery for m in facts.lists.of_person(person.id)}
    return lists_by_mode(person, wished, ("single", "daily", "weekly"))


def lists_by_mode(person: Person, wished: Mapping[str, str], modes: tuple[str, ...]) -> frozenset[str]:
    """Those of the lists whose posts come in one of these ways: as wished for the list, else as the person wishes in general."""
    return frozenset(group for group, own in wished.items() if (own or person.delivery) in modes)


def letter_for(person: Person, lists: frozenset[str], turn: Turn, facts: Facts) -> Decision:
    """The posts of these lists in one letter, to be answered by number; none where nothing came."""
    about, last = turn.period(person.id), facts.records.get(Period, turn.period(person.id))
    since = last.ran if last and turn.mode in GATHERED else turn.since
    ran = ran_at(about, turn.moment, facts)
    groups = [group for group in facts.lists.all() if group.id in lists]
    begins = _begins(person, groups, facts)
    found = (p for p in facts.archive.since(since) if since < p.at <= turn.moment and p.group in begins and p.stopped is None)
    posts = [p for p in found if p.at >= (begins[p.group] or since)]
    shown = sorted((p for p in posts if p.is_found), key=lambda p: ORDER.index(heading_of(p.subject)))
    if not posts:
        return Decision(Verdict("accept", "nothing_to_tell"), (ran,))
    of = {group.id: group for group in groups}
    items = [_item(number, post, of[post.group], facts) for number, post in enumerate(shown, 1)]
    details = {"items": {str(item["number"]): {"kind": "thread", "id": item["id"]} for item in items}}
    days = kinds()["digest"].days
    asked = question("digest", about, (person.address,), turn.moment, turn.day.isoformat(), days=days, details=details)
    context = {"name": person.name, "mode": turn.mode, "day": turn.day, "posts": items, "confidential": len(posts) - len(shown)}
    language = person.language or facts.forum.language
    send = Send("digest/posts", Mailbox(person.address, person.name), context, about, language=language)
    return Decision(Verdict("accept", "digest"), (ran, Ask(asked, (send,))))


def _begins(person: Person, groups: Iterable[Group], facts: Facts) -> dict[str, datetime | None]:
    joined = {m.group: m.since for m in facts.lists.of_person(person.id)}
    return {group.id: told_from(joined[group.id], person, facts.lists.kind(group)) for group in groups if group.id in joined}


def _item(number: int, post: Post, group: Group, facts: Facts) -> dict[str, object]:
    return {
        "number": number,
        "id": post.id,
        "title": post.subject,
        "heading": heading_of(post.subject),
        "who": post.sender_name or post.sender,
        "place": post.place,
        "group": group.name,
        "level": facts.lists.kind(group).level,
        "at": post.at,
        "text": post.text,
    }
