"""What ends when somebody leaves: letters still waiting for them, and questions only they could answer (faults.md D13, F6)."""

from __future__ import annotations

from dataclasses import replace

from mailflow.model.facts.people import INSIDE
from mailflow.model.records import Membership, Person, PersonAddress, Question, Record
from mailflow.store import outbox
from mailflow.store.store import Transaction


def save(record: Record, tx: Transaction) -> None:
    """Saves a record; if it says that a person left or lost their office, with what ends by that."""
    before = tx.records.get(Person, record.id) if isinstance(record, Person) else None
    tx.save(record)
    if not isinstance(record, Person):
        return
    if record.status not in INSIDE:
        outbox.withdraw(tx.connection, _addresses(record, tx), tx.cause, tx.now)
    if before and (record.status not in INSIDE or (before.status == "staff" and record.status != "staff")):
        _revoke(_addresses(before, tx), tx)


def remove(record: Record, tx: Transaction) -> None:
    """Removes a record, with what ends by that."""
    tx.remove(record)
    if isinstance(record, Membership) and (person := tx.records.get(Person, record.person)):
        outbox.withdraw(tx.connection, _addresses(person, tx), tx.cause, tx.now, record.group)


def _addresses(person: Person, tx: Transaction) -> list[str]:
    return list({person.address, *(a.id for a in tx.records.all(PersonAddress, person=person.id))})


def _revoke(addresses: list[str], tx: Transaction) -> None:
    """Nobody at these addresses is asked any more: whoever gets the address next inherits no question."""
    for question in tx.records.all(Question, state="open"):
        others = tuple(a for a in question.asked if a not in addresses)
        if others != question.asked:
            tx.save(replace(question, asked=others or question.asked, state="open" if others else "revoked"))
