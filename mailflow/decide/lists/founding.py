"""A working group that might come of something: whoever is asked and says so first proposes it, as AG GRÜNDEN does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.lists.roster import slug_of
from mailflow.model.effects import Ask, Send
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person


def offered(name: str, about: str, people: Sequence[Person], template: str, context: Mapping[str, Any], now: datetime) -> Ask:
    """Asks all of these people one question together, whose yes proposes the group of this name."""
    order = Order("found_group", {"name": name}, f"AG GRÜNDEN: {name}")
    addresses = tuple(p.address for p in people)
    asked = question("found_offer", about, addresses, now, "group", days=kinds()["found_offer"].days, orders=(order,))
    letters = (Send(template, Mailbox(p.address, p.name), {**context, "name": p.name, "group": f"AG {name}"}, about) for p in people)
    return Ask(asked, tuple(letters))


def is_new(name: str, facts: Facts) -> bool:
    """Whether a group of this name can be founded and is not there yet."""
    return bool(slug := slug_of(name)) and facts.lists.get(slug) is None
