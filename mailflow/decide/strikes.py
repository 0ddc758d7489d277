"""A reply address in other hands: whoever was asked hears of it; after a few foreign answers it dies and they get a new one (E3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from mailflow.decide import renewal
from mailflow.model.effects import Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Person, Question

MOST = 3
"""Foreign answers that a reply address bears."""
FEW = 5
"""A question asked of more people than this is no secret, and its address stays."""


def counted(question: Question, letter: Letter, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What a foreign answer to this open question brings about."""
    if len(question.asked) > FEW:
        return ()
    strikes = int(question.details.get("strikes", 0)) + 1
    if strikes < MOST:
        return (Save(replace(question, details={**question.details, "strikes": strikes})), *_told(question, letter, facts))
    return renewal.asked_again(question, "foreign", letter.id, facts, now)


def _told(question: Question, letter: Letter, facts: Facts) -> tuple[Effect, ...]:
    """Whoever was asked may have forwarded the letter themselves, and learns how others may answer for them."""
    if letter.proof.failed:
        return ()
    context = {"title": renewal.title_of_question(question, facts), "by": letter.sender.address}
    people = [(address, facts.people.by_address(address)) for address in question.asked]
    return tuple(
        Send("question/foreign", Mailbox(address, person.name if person else ""), context | _named(person), question.about)
        for address, person in people
    )


def _named(person: Person | None) -> dict[str, Any]:
    return {"name": person.name if person else "", "may_name": person is not None and person.status in INSIDE}
