"""An answer in the right name, but with less to vouch for it than that person's letters have: of whoever was sent on a question, perhaps.

They have its reply address and can forge its reader's From (ADR 8). So it counts no more than the question to be asked once more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.decide import renewal, strikes
from mailflow.decide.asking import kinds
from mailflow.model.effects import Decision, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Level
from mailflow.model.records import Person, Question

REMEMBERED = timedelta(days=180)
"""For how long a letter that was vouched for tells how a person's letters come: mail systems change."""


def is_from_elsewhere(letter: Letter, question: Question, sender: Person | None, facts: Facts, now: datetime) -> bool:
    """Whether nothing vouches for this answer, but something did for letters of its sender before.

    The question asked once more takes an answer from anywhere: their mail system may have changed. One to many is no secret, and
    votes and RSVPs can be given anew.
    """
    kind, is_vouched_for = kinds()[question.kind], letter.proof.level.reaches(Level.ALIGNED)
    counts = is_vouched_for or "elsewhere" in question.details or kind.gathered or kind.is_rsvp
    if sender is None or counts or len(question.asked) > strikes.FEW:
        return False
    return facts.people.was_vouched_for(sender, now - REMEMBERED)


def asked_again(letter: Letter, question: Question, sender: Person, facts: Facts, now: datetime) -> Decision:
    """Nothing but a letter to whoever was asked, with another reply address; the one that is known elsewhere dies."""
    doubted = replace(question, details={**question.details, "elsewhere": sender.name})
    return Decision(
        Verdict("ask_back", "elsewhere"), renewal.asked_again(doubted, "elsewhere", letter.id, facts, now), {"outcome": "ask_back"}
    )
