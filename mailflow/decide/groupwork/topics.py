"""The store of topics: members propose them, others support them; what three districts support may become a working group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.groupwork.papers import may_know, that_stand
from mailflow.decide.lists import founding, roster
from mailflow.decide.lists.archive import readable_by
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Effect, Save
from mailflow.model.facts import Facts
from mailflow.model.finding import beginnings, words_of
from mailflow.model.records import Person, Post, Topic

ANSWERS = {
    "yes": (*YES, "dafür", "+1", "unterstütze ich", "unterstützen wir", "unterstützen", "support", "in favour"),
    "no": (*NO, "dagegen"),
}
SHOWN_FOR = timedelta(days=365)
"""How long the first weekly letter of a month shows a topic."""
MOST_POSTS = 12
"""On a topic's page, which has to fit in one letter."""


def proposed(title: str, by: Person, facts: Facts, now: datetime) -> Topic:
    """The new topic; its number is short, for people say it: T-17."""
    number = max((int(topic.id.removeprefix("T-")) for topic in facts.matters.topics()), default=0) + 1
    return Topic(id=f"T-{number}", title=title, starter=by.id, supporters=(by.id,), opened=now)


def supported(topic: Topic, by: Person, facts: Facts, now: datetime) -> tuple[Topic, tuple[Effect, ...]]:
    """(the topic with one supporter more, effects). With the third district all supporters are asked whether it shall become a group."""
    if by.id in topic.supporters:
        return topic, ()
    more = replace(topic, supporters=(*topic.supporters, by.id))
    if topic.state != "open" or len(districts(more, facts)) < roster.SUPPORTERS:
        return more, (Save(more),)
    ripe = replace(more, state="ripe")
    people = supporters(ripe, facts)
    return ripe, (Save(ripe), founding.offered(ripe.title, ripe.id, people, "topic/ripe", shown(ripe, facts), now))


def left(topic: Topic, by: Person) -> tuple[Effect, ...]:
    """Somebody supports it no more; whoever proposed it may go too, it stays for the others."""
    return (Save(replace(topic, supporters=tuple(id for id in topic.supporters if id != by.id))),) if by.id in topic.supporters else ()


def supporters(topic: Topic, facts: Facts) -> list[Person]:
    return [p for id in topic.supporters if (p := facts.people.get(id)) and p.status != "left"]


def districts(topic: Topic, facts: Facts) -> list[str]:
    """Whose people support it, each once."""
    return sorted({p.seat or p.name for p in supporters(topic, facts)})


def shown(topic: Topic, facts: Facts) -> dict[str, Any]:
    starter = facts.people.get(topic.starter)
    return {
        "number": topic.id,
        "title": topic.title,
        "starter": starter.name if starter else "",
        "opened": topic.opened,
        "districts": districts(topic, facts),
        "needed": roster.SUPPORTERS,
    }


def page(topic: Topic, reader: Person, facts: Facts) -> dict[str, Any]:
    """All that belongs to a topic and this reader may see, the newest first."""
    groups = {m.group for m in facts.lists.of_person(reader.id)}
    drafts = [p for state in ("agreed", "voted") for p in facts.matters.papers(state) if p.group in groups and not p.standing]
    known = [p for p in that_stand(facts) if may_know(p, reader, facts)]
    invited = [m for m in facts.matters.meetings() if facts.matters.invitation(m.id, reader.address) or m.organiser == reader.address]
    return shown(topic, facts) | {
        "papers": [
            {"number": p.id, "title": p.title, "state": p.state} for p in (*known, *drafts) if _speaks_of(topic, f"{p.title} {p.text}")
        ],
        "meetings": [
            {"number": m.id, "title": m.title, "start": m.start}
            for m in sorted(invited, key=lambda m: m.start, reverse=True)
            if _speaks_of(topic, f"{m.title} {m.text}")
        ],
        "people": [{"name": p.name, "seat": p.seat} for p in supporters(topic, facts)],
        "supports": reader.id in topic.supporters,
    }


def posts(topic: Topic, reader: Person, facts: Facts) -> list[Post]:
    """Posts that this reader may read and that have all words of the topic's title, the newest first."""
    return facts.archive.found(topic.title, readable_by(reader, facts), MOST_POSTS)


def for_digest(facts: Facts, since: datetime, now: datetime) -> Iterator[tuple[Topic, dict[str, Any]]]:
    """New topics; in the first weekly letter of a month all that are not too old."""
    first_of_month = facts.today(now).day <= 7
    for topic in sorted(facts.matters.topics(), key=lambda t: t.opened):
        if topic.opened <= now and topic.opened > (now - SHOWN_FOR if first_of_month else since):
            yield topic, shown(topic, facts) | {"kind": "topic", "id": topic.id}


def _speaks_of(topic: Topic, text: str) -> bool:
    words, wanted = words_of(text), beginnings(topic.title)
    return bool(wanted) and all(any(word.startswith(beginning) for word in words) for beginning in wanted)
