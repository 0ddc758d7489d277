"""Delivery reports: the signed return path says which delivery, the report only refines what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailflow.decide.seats import seat as seats
from mailflow.model.effects import Decision, Delivered, Effect, Forward, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Bounce, Letter, Mailbox
from mailflow.model.records import Person
from mailflow.model.records.people import FOR_GOOD

PROBED_AT = 5
"""Score at which, and at its multiples, the person gets a letter of their own to see whether it really comes back."""
COUNTED_EVERY = timedelta(days=3)
"""So a server that refuses everybody for less than twelve days makes no address dead, not even the only one of ours at its domain."""
AMONG_FELLOWS = timedelta(days=10)
"""The same where others at the domain bounce too: few faults last forty days, and colleagues who left together are found in the end."""
TOLD_ON_DAY = 3
"""The different day without a letter that arrived on which the office hears; until the score is full nothing else happens (R03)."""
FADES_IN = timedelta(days=30)
"""In so long in which letters arrived the score goes down by one."""
INCIDENT = timedelta(days=33)
"""Bounces at one domain that follow one another within so long are one incident (faults.md G3); those of monthly letters do."""
REPORTED_WITHIN = timedelta(days=5)
"""A letter that has not come back for so long has arrived (RFC 5321 section 4.5.4.1)."""
AT_ONCE, AT_LEAST, DOMAINS = timedelta(hours=24), 3, 3
"""So many people and every fifth of all, at so many domains, within so short a time: our own relay has a fault."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outbox row a return path names."""

    id: int
    recipient: str
    message_id: str
    about: str = ""
    """The list, for a post."""
    arrived: datetime | None = None
    """When the newest letter left for the same reader that has arrived, if any has."""
    came_back: tuple[datetime, ...] = ()
    """When others for the same reader came back since."""


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
    fellows, everywhere = _fellows(person, facts, now), _everywhere(person, facts, now)
    is_new = not _bounced_within(INCIDENT, person, now)
    if everywhere or (fellows and (is_new or _bounced_within(AMONG_FELLOWS, person, now))):
        begins = (everywhere == 1 and not _bounced_within(AT_ONCE, person, now)) or (not everywhere and is_new and len(fellows) == 1)
        told = _incident_told(person, "" if everywhere else _domain(person), bounce, letter, facts) if begins else ()
        seen = (Save(replace(person, last_bounce=now)),) if is_new or everywhere else ()
        return (
            Note(person.id, "others' letters came back too: counted for nobody"),
            *seen,
            *told,
            *(_taken_back(person, facts, now) if begins and everywhere else ()),
        )
    if delivery.about == _probe(person):
        if fellows or person.bounces < PROBED_AT or person.is_away(facts.today(now)):
            return (Note(person.id, "the probe came back beside others' letters, after the score had gone down, or during a pause"),)
        paused = replace(person, paused_from=facts.today(now), paused_until=FOR_GOOD, last_bounce=now)
        return (Save(paused), *_office_told(paused, delivery, bounce, letter, facts, now, paused=True))
    told = () if fellows or _day(delivery, facts, now) != TOLD_ON_DAY else _office_told(person, delivery, bounce, letter, facts, now)
    if _bounced_within(COUNTED_EVERY, person, now):
        return (Note(person.id, "counted once in three days"), *told)
    counted = replace(person, bounces=_faded(person, delivery.arrived) + 1, last_bounce=now)
    if counted.bounces % PROBED_AT:
        return (Save(counted), *told)
    # Where others bounce too, a probe would only show once more what may be a fault: the office hears the name and decides.
    probe = (
        () if fellows else (Send("post/probe", Mailbox(person.address, person.name), {"name": person.name}, _probe(person), key=letter.id),)
    )
    told = _office_told(counted, delivery, bounce, letter, facts, now, probed=True, fellows=fellows)
    return (Save(counted), *probe, *told)


def _day(delivery: Delivery, facts: Facts, now: datetime) -> int:
    """The how manieth different day this is on which letters come back while none arrives; 0 where one has come back today already."""
    days = {facts.today(moment) for moment in delivery.came_back}
    return 0 if facts.today(now) in days else len(days) + 1


def _faded(person: Person, arrived: datetime | None) -> int:
    """The score as it stands after the letters that have arrived since the last bounce."""
    if person.last_bounce is None or arrived is None or arrived < person.last_bounce:
        return person.bounces
    return max(0, person.bounces - int((arrived - person.last_bounce + REPORTED_WITHIN) / FADES_IN))


def _fellows(person: Person, facts: Facts, now: datetime) -> list[Person]:
    """Others at the same domain whose letters came back lately. Whoever is known to be unreachable says nothing about the domain."""
    lately = facts.people.bounced_since(now - INCIDENT)
    return [p for p in lately if p.id != person.id and _domain(p) == _domain(person) and not p.rests]


def _everywhere(person: Person, facts: Facts, now: datetime) -> int:
    """Which of the people this is whose letters come back by a fault of our own relay, from the first that shows it; 0 = no such fault."""
    lately = [p for p in facts.people.bounced_since(now - AT_ONCE) if p.id != person.id] + [person]
    if len({_domain(p) for p in lately}) < DOMAINS:
        return 0
    return max(0, 1 + len(lately) - max(AT_LEAST, facts.people.count_inside() // 5))


def _taken_back(person: Person, facts: Facts, now: datetime) -> tuple[Save, ...]:
    """What was counted for others before the fault showed."""
    counted = [p for p in facts.people.bounced_since(now - AT_ONCE) if p.id != person.id and p.bounces and not p.rests]
    return tuple(Save(replace(p, bounces=p.bounces - 1)) for p in counted)


def _domain(person: Person) -> str:
    return person.address.rpartition("@")[2]


def _bounced_within(span: timedelta, person: Person, now: datetime) -> bool:
    return person.last_bounce is not None and now - person.last_bounce < span


def _probe(person: Person) -> str:
    return f"probe:{person.id}"


def _incident_told(person: Person, domain: str, bounce: Bounce, letter: Letter, facts: Facts) -> tuple[Send | Forward, ...]:
    """The office hears once, when the incident begins, and gets a report as it came; `domain` "" is everywhere."""
    context = {"domain": domain, "reason": bounce.reason or bounce.status or ""}
    staff = [Mailbox(p.address, p.name) for p in facts.people.staff() if p.id != person.id]
    told = [Send("office/domain_away", to, context | {"name": to.name}, person.id) for to in staff]
    return (*told, *(Forward(letter.id, to) for to in staff))


def _office_told(
    person: Person,
    delivery: Delivery,
    bounce: Bounce,
    letter: Letter,
    facts: Facts,
    now: datetime,
    *,
    probed: bool = False,
    paused: bool = False,
    fellows: Sequence[Person] = (),
) -> tuple[Send | Forward, ...]:
    """The office hears who it is, why, and how to heal it, and gets the report as it came."""
    context = {
        "who": person.name,
        "seat": person.seat,
        "address": delivery.recipient,
        "days": len({facts.today(moment) for moment in (*delivery.came_back, now)}),
        "reason": bounce.reason or bounce.status or "",
        "probed": probed,
        "paused": paused,
        "fellows": [p.name for p in fellows],
        "mailbox": seats.named(person.seat, facts).mailbox if person.seat else "",
        "phone": person.phone,
        "is_last": not any(p.id != person.id and not p.rests for p in facts.people.of_seat(person.seat)),
    }
    staff = [Mailbox(p.address, p.name) for p in facts.people.staff() if p.id != person.id]
    told = [Send("office/unreachable", to, context, person.id, key="paused" if paused else letter.id) for to in staff]
    return (*told, *(Forward(letter.id, to) for to in staff))
