"""Letters that nothing vouches for beyond what the office is sent in a day (faults.md F4): they wait in OFFEN and are told once a day."""

from __future__ import annotations

from datetime import datetime

from mailflow.decide.lists import holding
from mailflow.model.effects import Ask, Save
from mailflow.model.facts import Facts
from mailflow.model.facts.archive import FIRST_WORDS
from mailflow.model.letter import Letter
from mailflow.model.records import Hold, Person

RULE = "kept"
"""Of a `Hold` that is a letter to the office, not a post to a list."""


def kept(letter: Letter, sender: Person | None, facts: Facts, now: datetime) -> tuple[Save, Ask]:
    """The letter, where the office finds it."""
    hold = Hold(
        id=facts.next_number("M", Hold, now),
        group="",
        letter=letter.id,
        sender=sender.address if sender else letter.sender.address,
        sender_name=sender.name if sender else letter.sender.name,
        title=letter.subject_base,
        text=letter.new_text[:FIRST_WORDS],
        files=tuple(file.name for file in letter.attachments if file.name),
        message_id=letter.message_id,
        rule=RULE,
        language=letter.answer_in,
        proof=letter.proof.told,
        at=now,
    )
    return Save(hold), holding.told_tomorrow(hold, facts, now, letter.id)


def is_kept(hold: Hold) -> bool:
    return hold.rule == RULE
