"""Guests: asked for their consent, announced to whoever reads with them, let in, reminded, and gone after their last day (R29 to R33)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide.asking import closed_all, kinds, question
from mailflow.decide.privacy import consents
from mailflow.model.effects import Ask, Effect, Remove, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Guest, Membership, Period, Person, PersonAddress, Said

NOTICE = timedelta(hours=24)
"""Between the word to the readers and the guest's first letter (R33)."""
REMINDED_BEFORE = timedelta(days=30)


def shown(guest: Guest, facts: Facts) -> dict[str, Any]:
    """The guest as letters show them."""
    contact = facts.people.get(guest.contact)
    return {
        "guest": guest.name or guest.id,
        "address": guest.id,
        "institution": guest.institution,
        "kind": facts.forum.guests.kinds.get(guest.kind, ""),
        "purpose": guest.purpose,
        "contact": {"name": contact.name, "seat": contact.seat, "address": contact.address} if contact else None,
        "lists": [g.name for slug in guest.lists if (g := facts.lists.get(slug))],
        "until": guest.until,
        "reads_from": guest.reads_from,
        "rights": facts.forum.guests,
    }


def called(person: Person, facts: Facts) -> str:
    """What stands beside a guest's name: "Gast: Wissenschaft"; "" for everybody else."""
    if person.status != "guest":
        return ""
    guest = facts.people.guest(person.address)
    kind = facts.forum.guests.kinds.get(guest.kind, "") if guest else ""
    return f"Gast: {kind}" if kind else "Gast"


def place_of(person: Person | None, facts: Facts) -> str:
    """Where somebody writes from, as it stands beside their name; of a guest also that they are one (R30)."""
    if person is None or not (guest := called(person, facts)):
        return person.seat if person else ""
    return f"{person.seat}, {guest}" if person.seat else guest


def stay_of(address: str, facts: Facts) -> Guest | None:
    """The guest of this address; who came as one by a table or a seed stays until the office says otherwise."""
    person = facts.people.by_address(address)
    if (found := facts.people.guest(address)) or person is None or person.status != "guest":
        return found
    lists = tuple(m.group for m in facts.lists.of_person(person.id))
    return Guest(id=person.address, name=person.name, institution=person.seat, lists=lists, until=date.max, state="here")


def asked(guest: Guest, by: Person, language: str, facts: Facts, now: datetime, cause: str) -> tuple[Effect, ...]:
    """Asks whether they want to be a guest; nothing else happens before they say so themselves."""
    consent = question("guest", guest.id, (guest.id,), now, cause, days=kinds()["guest"].days)
    letter = Send("guest/asked", _mailbox(guest), shown(guest, facts) | {"by": by.name}, guest.id, waits=True, language=language)
    return (Save(guest), Ask(consent, (letter,)))


def announced(guest: Guest, facts: Facts, now: datetime, cause: str, *, waits: bool) -> tuple[Effect, ...]:
    """Whoever reads these lists, and the office, hears of the guest a day before and may object."""
    told = replace(guest, state="announced", reads_from=now + (facts.forum.undo if waits else timedelta()) + NOTICE)
    effects: list[Effect] = [Save(told)]
    for person in readers(guest, facts):
        objection = question("objection", guest.id, (person.address,), now, f"{cause}:{person.id}", days=kinds()["objection"].days)
        to = Mailbox(person.address, person.name)
        effects.append(Ask(objection, (Send("guest/announced", to, shown(told, facts) | {"name": person.name}, guest.id, waits=waits),)))
    return tuple(effects)


def last_day(facts: Facts, now: datetime) -> date:
    """So many months from today as the rights of guests say; the last of that month where it is shorter."""
    today = facts.today(now)
    years, month = divmod(today.month - 1 + facts.forum.guests.months, 12)
    year, month = today.year + years, month + 1
    return today.replace(year=year, month=month, day=min(today.day, calendar.monthrange(year, month)[1]))


def readers(guest: Guest, facts: Facts) -> list[Person]:
    """Who reads the lists of this guest, and the office."""
    ids = {m.person for slug in guest.lists for m in facts.lists.roster(slug)} | {p.id for p in facts.people.staff()}
    return [p for id in sorted(ids) if (p := facts.people.get(id)) and p.status in INSIDE and p.address != guest.id]


def objected(guest: Guest, by: Person, said: str, facts: Facts, now: datetime, letter: str) -> tuple[Effect, ...]:
    """The guest waits, and the office decides; it hears every objection under the same question."""
    words = Said(id=f"{guest.id}:{letter}", about=guest.id, at=now, by=by.address, text=said, letter=letter)
    open_already = [q for q in facts.questions.about(guest.id) if q.kind == "objected" and q.state == "open"]
    staff = facts.people.staff()
    asked = question("objected", guest.id, tuple(p.address for p in staff), now, letter, days=kinds()["objected"].days)
    context = shown(guest, facts) | {"who": by.name, "seat": by.seat, "said": said}
    letters = tuple(Send("guest/objected", Mailbox(p.address, p.name), context | {"name": p.name}, guest.id) for p in staff)
    return (Save(replace(guest, state="objected")), Save(words), Ask(next(iter(open_already), asked), letters))


def let_in(guest: Guest, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """From now on they read; they hear what they may do and who answers for them."""
    known = facts.people.by_address(guest.id)
    person = Person(
        id=known.id if known else facts.people.next_id(),
        version=known.version if known else 0,
        name=guest.name or guest.id,
        address=guest.id,
        status="guest",
        seat=guest.institution,
        language=known.language if known else "",
        joined=now,
    )
    lists = [g for slug in guest.lists if (g := facts.lists.get(slug))]
    address = () if known else (Save(PersonAddress(id=guest.id, person=person.id)),)
    on = tuple(Save(Membership(id=f"{g.id}:{person.id}", group=g.id, person=person.id, since=now)) for g in lists)
    addresses = {"addresses": [{"name": g.name, "address": g.address} for g in lists]}
    welcome = Send("guest/welcome", _mailbox(guest), shown(guest, facts) | addresses, guest.id)
    said = closed_all(facts, guest.id, ("objection",), "", "", now)
    return (Save(replace(guest, state="here")), Save(person), *address, *on, *said, welcome)


def declined(guest: Guest, part: str, facts: Facts, to: Iterable[Mailbox]) -> tuple[Effect, ...]:
    """There will be no guest: they said no, or the office did after an objection; `part` names the letter that tells it."""
    context = shown(guest, facts) | {"stays": False}
    letters = (Send(f"guest/{part}", mailbox, context | {"name": mailbox.name}, guest.id) for mailbox in to)
    return (Save(replace(guest, state="declined")), *letters)


def leaves(guest: Guest, person: Person, last: date | None, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """They go at their own wish, at once or after a day; nobody is asked whether they stay."""
    if last is None:
        return ended(guest, person, facts, now, waits=True)
    sooner = replace(guest, until=min(last, guest.until))
    context = {"who": person.name, "seat": person.seat, "last_day": sooner.until, "is_last": False, "speaks_for": []}
    told = (Send("office/resigned", m, context | {"name": m.name}, guest.id, waits=True) for m in concerned(guest, facts))
    return (Save(sooner), Save(Period(id=reminder(sooner), ran=now)), *told)


def ended(guest: Guest, by: Person | None, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """Their time is over: they read nothing any more, and everybody concerned but who ended it hears it once."""
    person = facts.people.by_address(guest.id)
    if _is_one_of_us(guest, facts):
        return (Save(replace(guest, state="ended")),)
    off: tuple[Effect, ...] = ()
    if person and person.status == "guest":
        off = (*(Remove(m) for m in facts.lists.of_person(person.id)), Save(replace(person, status="left", left_on=facts.today(now))))
    context = shown(guest, facts)
    told = [
        Send("guest/has_left", m, context | {"name": m.name}, guest.id, waits=waits)
        for m in concerned(guest, facts)
        if by is None or m.address != by.address
    ]
    # What waited for them is withdrawn when they leave, so the last letter comes after that.
    agreed = consents.over([guest.id], facts, now)
    return (
        *off,
        *agreed,
        Save(replace(guest, state="ended")),
        *(() if by and by.address == guest.id else (Send("guest/farewell", _mailbox(guest), context, guest.id, waits=waits),)),
        *told,
    )


def concerned(guest: Guest, facts: Facts) -> list[Mailbox]:
    """The office, and who answers for the guest."""
    contact = facts.people.get(guest.contact)
    people = [*facts.people.staff(), *([contact] if contact and contact.status == "member" else [])]
    return [Mailbox(p.address, p.name) for p in people]


def owed(facts: Facts, now: datetime) -> Iterator[tuple[str, Guest]]:
    """What the clock owes guests, as (let_in | ending | ended, guest)."""
    for guest in facts.people.guests("announced"):
        if guest.reads_from and guest.reads_from <= now:
            yield "let_in", guest
    for guest in facts.people.guests("here"):
        if guest.until < facts.today(now) or _is_one_of_us(guest, facts):
            yield "ended", guest
        elif guest.until - REMINDED_BEFORE <= facts.today(now) and not facts.ran(reminder(guest)):
            yield "ending", guest


def reminder(guest: Guest) -> str:
    """The period of the reminder; a later last day has its own."""
    return f"guest:{guest.id}:{guest.until}"


def ending(guest: Guest, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The office is asked whether the guest stays; the guest and who answers for them hear of the day."""
    staff, context = facts.people.staff(), shown(guest, facts)
    stays = question("guest_ends", guest.id, tuple(p.address for p in staff), now, str(guest.until), days=kinds()["guest_ends"].days)
    asks = Ask(stays, tuple(Send("guest/ends", Mailbox(p.address, p.name), context | {"name": p.name}, guest.id) for p in staff))
    others = [m for m in (*concerned(guest, facts), _mailbox(guest)) if m.address not in stays.asked]
    return (asks, *(Send("guest/ends_soon", m, context | {"name": m.name, "own": m.address == guest.id}, guest.id) for m in others))


def ends_soon(facts: Facts, now: datetime) -> list[Mapping[str, Any]]:
    """Guests whose last day comes within the month, for the office's list."""
    near = [g for g in facts.people.guests("here") if g.until - REMINDED_BEFORE <= facts.today(now)]
    return [shown(guest, facts) for guest in sorted(near, key=lambda g: g.until)]


def _is_one_of_us(guest: Guest, facts: Facts) -> bool:
    """Whether the guest has become a member meanwhile."""
    person = facts.people.by_address(guest.id)
    return person is not None and person.status in {"member", "staff"}


def _mailbox(guest: Guest) -> Mailbox:
    return Mailbox(guest.id, guest.name)
