"""A guest whom a member proposes: a numbered matter that the office decides with one word."""

from __future__ import annotations

from datetime import datetime

from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Person, Said


def proposed(order: Order, address: str, by: Person, letter: Letter, facts: Facts, now: datetime) -> tuple[str, tuple[Effect, ...]]:
    """(number, effects): keeps the words under the number and asks the office; `order` is what its yes will run."""
    number = facts.next_number("G", Said, now)
    words = Said(id=number, about=number, at=now, by=by.address, text=letter.new_text, letter=letter.id, proof=letter.proof.told)
    staff = facts.people.staff()
    days, details = kinds()["proposal"].days, {"by": by.address, "guest": address}
    asked = question("proposal", number, tuple(p.address for p in staff), now, letter.id, days=days, orders=(order,), details=details)
    context = {"case": number, "address": address, "guest": called(order, address), "by": by.name, "seat": by.seat, "said": letter.new_text}
    letters = tuple(Send("guest/proposed", Mailbox(p.address, p.name), context | {"name": p.name}, number, waits=True) for p in staff)
    return number, (Save(words), Ask(asked, letters))


def called(order: Order, address: str) -> str:
    """The guest's name where the order tells one, else the address."""
    name = str(order.args.get("person", ""))
    return name if " " in name else address
