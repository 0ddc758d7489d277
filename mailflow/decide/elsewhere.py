"""An answer in the right name, but with less to vouch for it than that person's letters have: of whoever was sent on a question, perhaps.

They have its reply address and can forge its reader's From (ADR 8). So it counts no more than the question to be asked once more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.decide import renewal
from mailflow.decide.asking import kinds, written_to
from mailflow.decide.route import Route
from mailflow.model.effects import Decision, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Level
from mailflow.model.records import Person, Question

REMEMBERED = timedelta(days=180)
"""For how long a letter that was vouched for tells how a person's letters come: mail systems change."""


def is_from_elsewhere(letter: Letter, question: Question, sender: Person | None, facts: Facts, now: datetime) -> bool:
    """Whether nothing vouches for this answer, but something did for letters of its sender before.

    Asked once more, they may answer from anywhere: their mail system may have changed. Votes and RSVPs can be given anew.
    """
    kind, is_vouched_for = kinds()[question.kind], letter.proof.level.reaches(Level.ALIGNED)
    if sender is None or is_vouched_for or kind.gathered or kind.is_rsvp or sender.id in question.details.get("elsewhere", ()):
        return False
    return facts.people.was_vouched_for(sender, now - REMEMBERED)


def asked_again(letter: Letter, question: Question, sender: Person, route: Route, facts: Facts, now: datetime) -> Decision:
    """Nothing but a letter to whoever was asked, with another reply address; the one that is known elsewhere dies."""
    doubted = [*question.details.get("elsewhere", ()), sender.id]
    marked = replace(question, details={**question.details, "elsewhere": doubted})
    of = written_to(route.letters, question) & {letter.sender.address, *facts.people.addresses(sender)}
    return Decision(Verdict("ask_back", "elsewhere"), renewal.asked_again(marked, of, "elsewhere", facts, now), {"outcome": "ask_back"})
