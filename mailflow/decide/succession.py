"""Somebody seems to have left their post: one task for the office, and nothing changes until it says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Effect, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Person

QUIET = timedelta(days=180)
"""For so long the office is not asked about the same person again, whatever it decided."""


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
