"""Delivery reports: the signed return path says which delivery, the report only refines what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mailflow.decide import seats
from mailflow.model.effects import Decision, Delivered, Effect, Forward, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Bounce, Letter, Mailbox
from mailflow.model.records import Person

PROBED_AT = 3
"""Days with hard bounces after which the person gets a letter of their own to see whether it really comes back."""
FADES_IN = timedelta(days=30)
"""In so long without a bounce the score goes down by one."""
INCIDENT_OF, INCIDENT_WITHIN = 3, timedelta(hours=24)
"""So many people at one domain within so short a time: the domain has a fault, not the people (faults.md G3)."""
FOR_GOOD = date(9999, 12, 31)


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
        effects += _counted(person, delivery, bounce, letter, facts, now)
    return Decision(Verdict("accept", "permanent"), tuple(effects))


def _counted(person: Person, delivery: Delivery, bounce: Bounce, letter: Letter, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What a dead address comes to: a score, then a letter that asks for nothing, then a pause if that comes back as well."""
    fellows = _fellows(person, delivery, facts, now)
    if len(fellows) >= INCIDENT_OF - 1:
        told = _incident_told(person, delivery, bounce, letter, facts) if len(fellows) == INCIDENT_OF - 1 else ()
        return (Note(person.id, "several people at one domain at once: counted for nobody"), Save(replace(person, last_bounce=now)), *told)
    if delivery.about == _probe(person):
        if person.bounces < PROBED_AT or person.is_away(facts.today(now)):
            return (Note(person.id, "the probe came back after the score had gone down, or during a pause"),)
        paused = replace(person, paused_from=facts.today(now), paused_until=FOR_GOOD, last_bounce=now)
        return (Save(paused), *_office_told(paused, delivery, bounce, letter, facts, paused=True))
    if person.last_bounce and facts.today(person.last_bounce) == facts.today(now):
        return (Note(person.id, "counted once a day"),)
    counted = replace(person, bounces=_faded(person, now) + 1, last_bounce=now)
    if counted.bounces != PROBED_AT:
        return (Save(counted),)
    probe = Send("post/probe", Mailbox(person.address, person.name), {"name": person.name}, _probe(person))
    return (Save(counted), probe, *_office_told(counted, delivery, bounce, letter, facts, paused=False))


def _faded(person: Person, now: datetime) -> int:
    """The score as it stands today."""
    if person.last_bounce is None:
        return 0
    return max(0, person.bounces - int((now - person.last_bounce) / FADES_IN))


def _fellows(person: Person, delivery: Delivery, facts: Facts, now: datetime) -> list[Person]:
    """Others at the same domain whose letters came back lately."""
    domain = delivery.recipient.rpartition("@")[2]
    lately = facts.people.bounced_since(now - INCIDENT_WITHIN)
    return [p for p in lately if p.id != person.id and p.address.rpartition("@")[2] == domain]


def _probe(person: Person) -> str:
    return f"probe:{person.id}"


def _incident_told(person: Person, delivery: Delivery, bounce: Bounce, letter: Letter, facts: Facts) -> tuple[Send | Forward, ...]:
    """The office hears once, when the incident begins, and gets a report as it came."""
    context = {"domain": delivery.recipient.rpartition("@")[2], "count": INCIDENT_OF, "reason": bounce.reason or bounce.status or ""}
    staff = [Mailbox(p.address, p.name) for p in facts.people.staff() if p.id != person.id]
    told = [Send("office/domain_away", to, context | {"name": to.name}, person.id) for to in staff]
    return (*told, *(Forward(letter.id, to) for to in staff))


def _office_told(
    person: Person, delivery: Delivery, bounce: Bounce, letter: Letter, facts: Facts, *, paused: bool
) -> tuple[Send | Forward, ...]:
    """The office hears who it is, why, and how to heal it, and gets the report as it came."""
    context = {
        "who": person.name,
        "seat": person.seat,
        "address": delivery.recipient,
        "count": person.bounces,
        "reason": bounce.reason or bounce.status or "",
        "paused": paused,
        "mailbox": seats.named(person.seat, facts).mailbox if person.seat else "",
        "phone": person.phone,
        "is_last": not any(p.id != person.id and p.paused_until != FOR_GOOD for p in facts.people.of_seat(person.seat)),
    }
    staff = [Mailbox(p.address, p.name) for p in facts.people.staff() if p.id != person.id]
    told = [Send("office/unreachable", to, context, person.id, key="paused" if paused else "") for to in staff]
    return (*told, *(Forward(letter.id, to) for to in staff))
