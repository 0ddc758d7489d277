"""Whose seat it is: a Landkreis has one, filled by a main person, a deputy, further persons, and one vote together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailflow.model.effects import Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person, Seat


def seat_of(person: Person, facts: Facts) -> Seat | None:
    """The seat a member fills, None for guests, for the office and for whoever has left.

    Where its people have settled nothing, the one who has been here longest is the main person.
    """
    return named(person.seat, facts) if person.status == "member" and person.seat else None


def named(name: str, facts: Facts) -> Seat:
    """The seat of a Landkreis by its name; a role whose person is not here any more is open again."""
    people = _longest_first(name, facts)
    here = [person.id for person in people]
    settled = facts.people.seat(name) or Seat(id=name)
    main, deputy = (id if id in here else "" for id in (settled.main, settled.deputy))
    main = main or deputy or next(iter(here), "")
    return replace(settled, main=main, deputy=deputy if deputy != main else "")


def shown(seat: Seat, facts: Facts) -> dict[str, Any]:
    """The seat as letters show it; `deputy` and `mailbox` are "" where there is none."""
    people = voters(seat, facts)
    roles = {seat.main: "main", seat.deputy: "deputy"}
    return {
        "seat": seat.id,
        "mailbox": seat.mailbox,
        "people": [
            {"name": p.name, "role": p.role, "address": p.address, "phone": p.phone, "part": roles.get(p.id, "further")} for p in people
        ],
    }


def told(seat: Seat, by: Person | None, facts: Facts, *, waits: bool) -> tuple[Send, ...]:
    """Everybody on the seat, its mailbox and the office hear how it stands now, but who settled it; None is its mailbox."""
    people = [p for p in (*voters(seat, facts), *facts.people.staff()) if by is None or p.id != by.id]
    to = [*(Mailbox(p.address, p.name) for p in people), *([Mailbox(seat.mailbox)] if by and seat.mailbox else [])]
    context = shown(seat, facts) | {"by": by.name if by else seat.mailbox}
    return tuple(Send("seat/settled", m, context | {"name": m.name}, seat.id, waits=waits) for m in to)


def voters(seat: Seat, facts: Facts) -> tuple[Person, ...]:
    """Who may vote for the seat: each of its members, the main person first, then the deputy. It has one vote: the newest of theirs."""
    return tuple(sorted(_longest_first(seat.id, facts), key=lambda p: (p.id != seat.main, p.id != seat.deputy)))


def _longest_first(name: str, facts: Facts) -> list[Person]:
    members = [person for person in facts.people.of_seat(name) if person.status == "member"]
    return sorted(members, key=lambda p: (p.joined.isoformat() if p.joined else "", p.id))
