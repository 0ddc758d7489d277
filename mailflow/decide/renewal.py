"""Open questions under fresh reply addresses: one whose address is in other hands, or all of them when the keys are dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from mailflow.decide.asking import kinds
from mailflow.decide.lists.digest import title_of
from mailflow.model.effects import Ask, Decision, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question


def asked_again(
    question: Question, why: Literal["foreign", "elsewhere", "keys"], mark: str, facts: Facts, now: datetime, waiting: Collection[str] = ()
) -> tuple[Effect, ...]:
    """The question's address dies, and whoever was asked gets a new one, but for those whose letter is `waiting` to leave with it.

    `mark` tells the new question from the old.
    """
    details = {key: value for key, value in question.details.items() if key != "strikes"}
    fresh = replace(question, id=fresh_id(question.id, mark), version=0, opened=now, address_hash="", details=details)
    people = [(address, facts.people.by_address(address)) for address in question.asked if address not in waiting]
    context = {"case": question.about, "title": title_of_question(question, facts), "why": why, "by": question.details.get("elsewhere", "")}
    letters = tuple(
        Send("question/new_address", Mailbox(address, person.name if person else ""), context, question.about) for address, person in people
    )
    return (Save(replace(question, state="revoked")), Ask(fresh, letters))


def fresh_id(id: str, mark: str) -> str:
    return f"{id}:{mark}"


def title_of_question(question: Question, facts: Facts) -> str:
    """What the question is about: the orders it would run, or the matter."""
    orders = ", ".join(order.words for order in question.orders if order.words)
    return orders or str(question.details.get("title", "")) or title_of(question.about, facts)["title"]


def dropped(mark: str) -> str:
    """What the journal says of keys dropped in favour of the one named."""
    return f"all keys dropped; the new one is {mark}"


def all_asked_again(mark: str, waiting: Mapping[str, Collection[str]], facts: Facts, now: datetime) -> Decision:
    """What an emergency comes to: every reply address dies; who is waited for is asked again.

    `waiting` are the questions whose letters are still to leave, with the recipients that have none of them yet.
    """
    effects: list[Effect] = [Note("keys", dropped(mark))]
    for question in facts.questions.open():
        if question.expires and question.expires <= now:
            continue
        offered = kinds()[question.kind].is_offer
        if offered and question.id not in waiting:
            effects.append(Save(replace(question, state="revoked")))
        else:
            # An offer is not made again by a letter of its own.
            told = question.asked if offered else waiting.get(question.id, ())
            effects += asked_again(question, "keys", mark, facts, now, told)
    return Decision(Verdict("accept", "keys_dropped"), tuple(effects))
