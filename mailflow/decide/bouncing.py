"""Delivery reports: the signed return path says which delivery, the report only refines what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailflow.model.effects import Decision, Delivered, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Bounce, Letter, Mailbox
from mailflow.model.records import Person

OFFICE_HEARS_AT = 3
"""Hard bounces in a row that make the office look after a person's address."""
FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outbox row a return path names."""

    id: int
    recipient: str
    message_id: str
    about: str = ""
    """The list, for a post."""


def bounced(letter: Letter, bounce: Bounce | None, delivery: Delivery | None, facts: Facts, now: datetime) -> Decision:
    if bounce is None or bounce.kind == "not_a_bounce":
        return Decision(Verdict("discard", "no_report"), (Note(letter.id, "no delivery report"),))
    if delivery is None:
        return Decision(Verdict("discard", "unsigned_report"), (Note(letter.id, "a report without a return path of ours changes nothing"),))
    about = f"delivery:{delivery.id}"
    if bounce.kind != "permanent":
        status = bounce.status or bounce.kind
        return Decision(Verdict("accept", bounce.kind), (Delivered(str(delivery.id), "delayed", status), Note(about, bounce.kind)))
    effects: list[Effect] = [Delivered(str(delivery.id), "bounced", bounce.status or "5.0.0"), Note(about, bounce.reason or "permanent")]
    person = facts.people.by_address(delivery.recipient)
    if person and bounce.address_invalid is not False:
        effects += _counted(person, delivery, bounce, facts, now)
    return Decision(Verdict("accept", "permanent"), tuple(effects))


def _counted(person: Person, delivery: Delivery, bounce: Bounce, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    stale = person.last_bounce is None or now - person.last_bounce > FORGOTTEN_AFTER
    counted = replace(person, bounces=1 if stale else person.bounces + 1, last_bounce=now)
    effects: list[Effect] = [Save(counted)]
    if counted.bounces == OFFICE_HEARS_AT:
        context = {
            "who": person.name,
            "seat": person.seat,
            "address": delivery.recipient,
            "count": counted.bounces,
            "reason": bounce.reason or bounce.status or "",
        }
        effects += [Send("office/unreachable", Mailbox(p.address, p.name), context, person.id) for p in facts.people.staff()]
    return tuple(effects)
