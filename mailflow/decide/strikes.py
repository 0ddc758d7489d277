"""A reply address in other hands: after a few foreign answers it dies, and whoever was asked gets a new one (faults.md E3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Question

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
        return (Save(replace(question, details={**question.details, "strikes": strikes})),)
    details = {key: value for key, value in question.details.items() if key != "strikes"}
    fresh = replace(question, id=f"{question.id}:{letter.id}", version=0, opened=now, address_hash="", details=details)
    people = [(address, facts.people.by_address(address)) for address in question.asked]
    letters = tuple(
        Send("question/new_address", Mailbox(address, person.name if person else ""), {"case": question.about}, question.about)
        for address, person in people
    )
    return (Save(replace(question, state="revoked")), Ask(fresh, letters))
