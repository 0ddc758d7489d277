"""Open questions under fresh reply addresses: one whose address is in other hands, or all of them when the keys are dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from mailflow.decide.asking import kinds
from mailflow.decide.digest import title_of
from mailflow.model.effects import Ask, Decision, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question


def asked_again(question: Question, why: Literal["foreign", "keys"], mark: str, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The question's address dies, and whoever was asked gets a new one. `mark` tells the new question from the old."""
    details = {key: value for key, value in question.details.items() if key != "strikes"}
    fresh = replace(question, id=f"{question.id}:{mark}", version=0, opened=now, address_hash="", details=details)
    people = [(address, facts.people.by_address(address)) for address in question.asked]
    context = {"case": question.about, "title": _title(question, facts), "why": why}
    letters = tuple(
        Send("question/new_address", Mailbox(address, person.name if person else ""), context, question.about) for address, person in people
    )
    return (Save(replace(question, state="revoked")), Ask(fresh, letters))


def _title(question: Question, facts: Facts) -> str:
    """What the question is about: the orders it would run, or the matter."""
    return ", ".join(order.words for order in question.orders if order.words) or title_of(question.about, facts)["title"]


def all_asked_again(mark: str, facts: Facts, now: datetime) -> Decision:
    """What an emergency comes to: every reply address dies; who is waited for is asked again."""
    effects: list[Effect] = [Note("keys", f"all keys dropped; the new one is {mark}")]
    for question in facts.questions.open():
        if question.expires and question.expires <= now:
            continue
        if kinds()[question.kind].is_offer:
            effects.append(Save(replace(question, state="revoked")))
        else:
            effects += asked_again(question, "keys", mark, facts, now)
    return Decision(Verdict("accept", "keys_dropped"), tuple(effects))
