"""Editions: one list's posts of a day, a week or a month in one letter that mail programs take apart again, for whoever wants them so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from mailflow.decide.asking import kinds, question
from mailflow.decide.lists.gathering import Turn, ran_at
from mailflow.model.deliveries import is_edition
from mailflow.model.effects import Ask, Decision, Edition, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Membership, Period, Person


def begun(person: Person, wished: str, memberships: Iterable[Membership], facts: Facts, now: datetime) -> tuple[Save, ...]:
    """Whoever wants editions of these lists from now on has had the earlier posts."""
    if not is_edition(wished):
        return ()
    new = [m for m in memberships if (m.delivery or person.delivery) != wished]
    return tuple(ran_at(period(wished.split()[0], m.group, m.person), now, facts) for m in new)


def readers(turn: Turn, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """(list, id of the reader, form) of every edition of this turn; who is away gets theirs with the first one after."""
    for person, ways in facts.lists.ways(turn.day):
        for way in ways:
            mode, _, form = way.delivery.partition(" ")
            if way.group and form and mode == turn.mode:
                yield way.group, person, form


def period(mode: str, group: str, person: str) -> str:
    return f"edition:{group}:{person}:{mode}"


def round_of(turn: Turn) -> str:
    return f"editions:{turn.mode}"


def done(turn: Turn, facts: Facts) -> Decision:
    """Everybody has theirs; later ticks need not look who waits for one."""
    return Decision(Verdict("accept", "editions"), (ran_at(round_of(turn), turn.moment, facts),))


def edition_for(slug: str, reader: str, form: str, turn: Turn, facts: Facts) -> Decision:
    """What came to the list since this reader's last edition, to be answered by number or post by post; none where nothing came."""
    about, group = period(turn.mode, slug, reader), facts.lists.get(slug)
    person, membership = facts.people.get(reader), facts.lists.membership(slug, reader)
    ran, last = ran_at(about, turn.moment, facts), facts.records.get(Period, about)
    begins = max(filter(None, (last.ran if last else turn.since, membership.since if membership else None)))
    posts = [p for p in facts.archive.since(begins) if begins < p.at <= turn.moment and p.group == slug and p.stopped is None]
    if not posts or person is None or group is None or group.state != "active":
        return Decision(Verdict("accept", "nothing_to_tell"), (ran,))
    shown = tuple(p for p in posts if p.is_found)
    details = {"items": {str(number): {"kind": "thread", "id": post.id} for number, post in enumerate(shown, 1)}}
    asked = question("digest", about, (person.address,), turn.moment, turn.day.isoformat(), days=kinds()["digest"].days, details=details)
    context = {
        "mode": turn.mode,
        "form": form,
        "day": turn.day,
        "group": group.name,
        "level": facts.lists.kind(group).level,
        "confidential": len(posts) - len(shown),
        "posts": [{"number": n, "title": p.subject, "who": p.sender_name or p.sender, "place": p.place} for n, p in enumerate(shown, 1)],
    }
    send = Send(
        "digest/edition",
        Mailbox(person.address, person.name),
        context,
        group.id,
        language=person.language or facts.forum.language,
        one_of_many=True,
        key=about,
        edition=Edition(group.id, form, shown),
    )
    return Decision(Verdict("accept", "edition"), (ran, Ask(asked, (send,))))
