"""The week in one letter: what waits for the reader, meetings, threads, newcomers; numbered, to be answered by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Period, Person, Post

WEEK = timedelta(days=7)
AHEAD = timedelta(days=120)
FIRST_WORDS = 280


def period(person: Person, day: date) -> str:
    return f"digest:{person.id}:{day.isoformat()}"


def digest_for(person: Person, day: date, facts: Facts, now: datetime) -> Decision | None:
    """This reader's digest, None if there is nothing to tell. The period row makes it once per person and week."""
    content = content_for(person, day, facts, now)
    ran = Save(Period(id=period(person, day), ran=now))
    if not content["items"] and not content["newcomers"]:
        return Decision(Verdict("accept", "nothing_to_tell"), (ran,))
    details = {"items": {str(item["number"]): {"kind": item["kind"], "id": item["id"]} for item in content["items"]}}
    asked = question("digest", period(person, day), (person.address,), now, day.isoformat(), days=kinds()["digest"].days, details=details)
    send = Send("digest/weekly", Mailbox(person.address, person.name), content, asked.about)
    return Decision(Verdict("accept", "digest"), (ran, Ask(asked, (send,))))


def content_for(person: Person, day: date, facts: Facts, now: datetime) -> dict[str, Any]:
    """The letter's sections; every item carries the one number it is answered by."""
    since = now - WEEK
    sections = {
        "questions": _questions(person, facts),
        "meetings": _meetings(person, facts, now),
        "threads": _threads(person, facts, since, now),
    }
    number = 0
    for items in sections.values():
        for item in items:
            number += 1
            item["number"] = number
    everything = [item for items in sections.values() for item in items]
    newcomers = [{"name": p.name, "seat": p.seat} for p in facts.people.inside() if p.joined and p.joined >= since and p.id != person.id]
    return {"name": person.name, "week": day.isocalendar().week, "day": day, "items": everything, "newcomers": newcomers, **sections}


def readers(facts: Facts, day: date) -> Iterable[Person]:
    for person in [*facts.people.staff(), *facts.people.inside()]:
        if person.delivery != "off" and not person.is_away(day):
            yield person


def _questions(person: Person, facts: Facts) -> list[dict[str, Any]]:
    """Open questions of theirs that can be answered by number; invitations stand among the meetings."""
    waiting = [q for q in facts.questions.open_for(person.address) if kinds()[q.kind].in_digest]
    return [
        {"kind": "question", "id": q.id, "asked": q.kind, "about": q.about, "until": q.expires, **title_of(q.about, facts)} for q in waiting
    ]


def title_of(about: str, facts: Facts) -> dict[str, str]:
    if introduction := facts.matters.introduction(about):
        newcomer = facts.people.get(introduction.newcomer)
        return {"title": f"{newcomer.name} ({newcomer.seat})" if newcomer else about}
    if application := facts.matters.application(about):
        return {"title": application.title}
    if group := facts.lists.get(about.partition(":")[0]):
        return {"title": group.name}
    hold = facts.matters.hold(about)
    return {"title": hold.title if hold else about}


def _meetings(person: Person, facts: Facts, now: datetime) -> list[dict[str, Any]]:
    found = []
    for meeting in sorted(facts.matters.meetings(), key=lambda m: m.start):
        invitation = facts.matters.invitation(meeting.id, person.address)
        if invitation is None or not now <= meeting.start <= now + AHEAD:
            continue
        where = meeting.place or ("online" if meeting.dial_in else "")
        found.append(
            {
                "kind": "meeting",
                "id": meeting.id,
                "title": meeting.title,
                "start": meeting.start,
                "end": meeting.end,
                "place": where,
                "answer": invitation.partstat,
            }
        )
    return found


def _threads(person: Person, facts: Facts, since: datetime, now: datetime) -> list[dict[str, Any]]:
    mine = {m.group for m in facts.lists.of_person(person.id)}
    threads: dict[str, list[Post]] = defaultdict(list)
    for post in facts.archive.since(since):
        if post.group in mine and post.at <= now:
            threads[post.thread or post.id].append(post)
    found = []
    for posts in threads.values():
        newest, group = posts[-1], facts.lists.get(posts[-1].group)
        found.append(
            {
                "kind": "thread",
                "id": newest.id,
                "title": posts[0].subject,
                "group": group.name if group else newest.group,
                "posts": [{"who": p.sender_name or p.sender, "place": p.place, "words": first_words(p.text), "at": p.at} for p in posts],
            }
        )
    return found


def first_words(text: str) -> str:
    """The beginning of what somebody wrote, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= FIRST_WORDS:
        return flat
    return flat[:FIRST_WORDS].rpartition(" ")[0] + " …"
