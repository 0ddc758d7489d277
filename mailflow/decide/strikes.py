"""A reply address in other hands: after a few foreign answers it dies, and whoever was asked gets a new one (faults.md E3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide import renewal
from mailflow.model.effects import Effect, Save
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter
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
    return renewal.asked_again(question, "foreign", letter.id, facts, now)
