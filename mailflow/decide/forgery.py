"""What a letter comes to whose sender's own domain disowns it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Any

from mailflow.model.effects import Ask, Decision, Effect, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Person

SAY_NO_MORE = {"orders/confirm", "orders/done", "orders/forged"}
"""Letters that do without the words of the one they answer: the order that waits for a yes, what anybody may read, that it was forged."""


def told(letter: Letter, named: Person | None) -> tuple[Send, ...]:
    """Whoever it names as its sender hears of it, and nothing of what the forger wrote (faults.md C5, F4)."""
    if named is None:
        return ()
    to = Mailbox(named.address, named.name)
    return (Send("orders/forged", to, {"name": named.name}, in_reply_to=letter.message_id),)


def without_its_words(letter: Letter, person: Person | None, decision: Decision, facts: Facts) -> Decision:
    """The decision on a disowned letter, in which nobody it names reads what it says; the people of the office do."""
    if not letter.proof.failed:
        return decision
    own = {letter.sender.address, *(facts.people.addresses(person) if person else ())}
    effects: list[Effect] = []
    for effect in decision.effects:
        effects += (one for one in _silent(effect, letter, person, own) if one not in effects)
    return replace(decision, effects=tuple(effects))


def _silent(effect: Effect, letter: Letter, person: Person | None, own: Container[str]) -> tuple[Effect, ...]:
    letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
    answers = [one for one in letters if one.to.address in own and one.in_reply_to == letter.message_id]
    if person and any(one.template not in SAY_NO_MORE for one in answers):
        return told(letter, person)
    if isinstance(effect, Ask):
        return (replace(effect, letters=tuple(_without_subject(one) if one in answers else one for one in letters)),)
    return (_without_subject(effect),) if isinstance(effect, Send) and answers else (effect,)


def _without_subject(send: Send) -> Send:
    context: dict[str, Any] = {**send.context}
    if "subject" in context:
        context["subject"] = ""
    if "parts" in context:
        context["parts"] = [{**part, "words": ""} for part in context["parts"]]
    orders = context.get("orders")
    if isinstance(orders, str):
        context["orders"] = ""
    elif orders:
        context["orders"] = [{**order, "words": "", "own_words": True} for order in orders if not isinstance(order, str)]
    return replace(send, context=context)
