"""Somebody leaves their post: who follows is asked and handed what there is; a machine's note of it is one task for the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import kinds, question
from mailflow.decide.groupwork import tasks
from mailflow.decide.joining import tandem
from mailflow.decide.lists import handover
from mailflow.decide.lists.digest import title_of
from mailflow.decide.privacy import consents
from mailflow.decide.seats import seat as seats
from mailflow.model.effects import Ask, Effect, Remove, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Membership, Person, PersonAddress

QUIET = timedelta(days=180)
"""For so long the office is not asked about the same person again, whatever it decided."""

MOST_POSTS = 10


def asked(letter: Letter, person: Person | None, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What a note that its sender has left comes to; the sender gets no answer."""
    if person is None or person.status not in {"member", "guest"}:
        return ()
    if any(q.kind == "succession" and now - q.opened < QUIET for q in facts.questions.about(person.id)):
        return ()
    staff = facts.people.staff()
    task = question("succession", person.id, tuple(p.address for p in staff), now, letter.id, days=kinds()["succession"].days)
    successor = letter.automatic.deputy if letter.automatic and letter.automatic.deputy else ""
    context = {"who": person.name, "seat": person.seat, "address": person.address, "successor": successor, "said": letter.new_text}
    letters = tuple(Send("office/has_left", Mailbox(p.address, p.name), context | {"name": p.name}, person.id) for p in staff)
    return (Ask(task, letters),)


def asked_to_follow(
    leaver: Person, address: str, name: str, day: date | None, facts: Facts, now: datetime, cause: str
) -> tuple[Effect, ...]:
    """Whoever shall follow is asked, once the leaver cannot take it back any more."""
    details = {"name": name, "day": day.isoformat() if day else ""}
    asked = question("successor", leaver.id, (address,), now, cause, days=kinds()["successor"].days, details=details)
    context = {"leaver": leaver.name, "seat": leaver.seat or facts.forum.name, "day": day, "name": name}
    letter = Send("onboarding/successor_asked", Mailbox(address, name), context, leaver.id, waits=True, language=leaver.language)
    return (Ask(asked, (letter,)),)


def followed(leaver: Person, successor: Person, is_new: bool, day: date | None, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The seat is handed on: the successor is in, with a folder; the leaver goes at once, or on the day."""
    lists = [g for g in facts.lists.all() if g.kind in {"everyone", "announcements"} and not facts.lists.membership(g.id, successor.id)]
    address = PersonAddress(id=successor.address, person=successor.id)
    saved: tuple[Effect, ...] = (Save(successor), Save(address)) if is_new else ()
    joined = tuple(Save(Membership(id=f"{g.id}:{successor.id}", group=g.id, person=successor.id, since=now)) for g in lists)
    to = Mailbox(successor.address, successor.name)
    folder = Send("onboarding/handover_folder", to, _folder(leaver, successor, facts, now), leaver.id)
    context = {
        "leaver": leaver.name,
        "successor": successor.name,
        "seat": leaver.seat,
        "day": day,
        "speaks_for": speaks_for(leaver, facts),
    }
    told = tuple(Send("office/succeeded", Mailbox(p.address, p.name), context | {"name": p.name}, leaver.id) for p in facts.people.staff())
    others = [p for p in facts.people.of_seat(leaver.seat) if p.id not in {leaver.id, successor.id}]
    is_over = day is None or day <= facts.today(now)
    told += tuple(
        Send("onboarding/successor_agreed", Mailbox(p.address, p.name), context | {"name": p.name, "own": p.id == leaver.id}, leaver.id)
        for p in (*([] if is_over else [leaver]), *others)
    )
    goes = gone(leaver, facts, now) if is_over else ()
    work = tasks.handed_on(leaver, successor, facts_after(facts, saved), now)
    return (*saved, *joined, *_handed_on(leaver, successor, facts), *work, folder, *told, *goes)


def _handed_on(leaver: Person, successor: Person, facts: Facts) -> tuple[Effect, ...]:
    """What the leaver is to the seat, the successor becomes."""
    seat = seats.seat_of(leaver, facts)
    if seat is None or leaver.id not in {seat.main, seat.deputy}:
        return ()
    main, deputy = (successor.id if id == leaver.id else id for id in (seat.main, seat.deputy))
    return (Save(replace(seat, main=main, deputy=deputy if deputy != main else "")),)


def gone(leaver: Person, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """They are on no list any more and hear it once."""
    context = {"name": leaver.name, "seat": leaver.seat, "is_followed": leaver.left_on is None}
    # What waited for them is withdrawn when they leave, so the last letter comes after that.
    return (*left(leaver, facts, now), Send("onboarding/farewell", Mailbox(leaver.address, leaver.name), context, leaver.id))


def left(leaver: Person, facts: Facts, now: datetime, *, waits: bool = False) -> tuple[Effect, ...]:
    """They are on no list any more, what they agreed to is over, nobody waits for them in a tandem, their groups find somebody else."""
    off = tuple(Remove(m) for m in facts.lists.of_person(leaver.id))
    agreed = consents.over(facts.people.addresses(leaver), facts, now)
    tandems = tandem.without(leaver, facts, now)
    groups = handover.without(leaver, facts, now, waits=waits)
    return (*off, *agreed, *tandems, *groups, Save(replace(leaver, status="left", left_on=facts.today(now))))


def leaving(facts: Facts, now: datetime) -> Iterator[Person]:
    """Whose day has come, and who is still here: somebody follows them, or their last day is over."""
    yield from (p for p in facts.people.with_last_day() if p.left_on and p.left_on < facts.today(now))
    for agreed in facts.questions.answered("successor"):
        person, day = facts.people.get(agreed.about), agreed.details.get("day")
        if agreed.answer == "yes" and person and person.status in INSIDE and day and date.fromisoformat(day) <= facts.today(now):
            yield person


def _folder(leaver: Person, successor: Person, facts: Facts, now: datetime) -> dict[str, Any]:
    """What whoever begins needs to know of the seat: groups, what waits, what was written, dates."""
    groups = [g for m in facts.lists.of_person(leaver.id) if (g := facts.lists.get(m.group)) and g.kind == "workgroup"]
    waiting = [title_of(q.about, facts)["title"] for q in facts.questions.open_for(leaver.address) if kinds()[q.kind].in_digest]
    own = facts.people.addresses(leaver)
    posts = sorted((post for address in own for post in facts.archive.by(address)), key=lambda p: p.at)[-MOST_POSTS:]
    meetings = [m for m in facts.matters.meetings() if m.start > now and facts.matters.invitation(m.id, leaver.address)]
    return {
        "name": successor.name,
        "leaver": leaver.name,
        "seat": leaver.seat,
        "groups": [{"name": g.name, "slug": g.id, "speaks": leaver.id in g.speakers} for g in groups],
        "waiting": waiting,
        "posts": [{"at": p.at, "subject": p.subject} for p in posts],
        "meetings": [{"title": m.title, "start": m.start} for m in sorted(meetings, key=lambda m: m.start)],
    }


def speaks_for(leaver: Person, facts: Facts) -> list[str]:
    return [g.name for g in facts.lists.all() if leaver.id in g.speakers]
