"""Whom the forum knows it greets by the name it knows, whatever their mail program calls them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from mailflow.model.effects import Ask, Decision, Effect, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter
from mailflow.model.records import Person


def by_name(letter: Letter, person: Person | None, decision: Decision, facts: Facts) -> Decision:
    """The decision with its letters to the writer addressed to them by name."""
    if person is None or not person.name:
        return decision
    own = {letter.sender.address, *facts.people.addresses(person)}
    return replace(decision, effects=tuple(_named(effect, person.name, own) for effect in decision.effects))


def _named(effect: Effect, name: str, own: Container[str]) -> Effect:
    match effect:
        case Send():
            return _addressed(effect, name, own)
        case Ask(letters=letters):
            return replace(effect, letters=tuple(_addressed(one, name, own) for one in letters))
    return effect


def _addressed(send: Send, name: str, own: Container[str]) -> Send:
    return replace(send, to=replace(send.to, name=name)) if send.to.address in own else send
