"""Who is on a list: joining, the coordinator's yes, and a new group's way from proposal to list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Done
from mailflow.decide.lists import handover
from mailflow.model.address import normal
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Group, Membership, Person

SUPPORTERS = 3
"""Counties that must want a new working group before it stands."""
_SPELT_OUT = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}


def slug_of(name: str) -> str:
    """What a list of this name is called in its address; "" if nothing of it can stand there."""
    spelt = name.lower().translate(_SPELT_OUT)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"^ag\s+", "", plain.strip())).strip("-")[:30]


def group_named(call: Call) -> Group | Done:
    said = str(call.order.args.get("group", ""))
    group = call.facts.lists.get(said)
    if group is None or group.state != "active":
        groups = [{"name": g.name, "slug": g.id} for g in call.facts.lists.all() if g.kind == "workgroup"]
        return Done("unknown_group", {"said": said, "groups": groups}, ok=False)
    return group


def person_meant(call: Call) -> Person | Done:
    """Whom the order is about: the sender, or somebody the office names."""
    address = normal(str(call.order.args.get("address", ""))) or call.letter.sender.address
    person = call.facts.people.by_address(address)
    if person is None or person.status == "left":
        return Done("unknown_person", {"address": address, "may_invite": call.is_staff}, ok=False)
    return person


def other_name(person: Person, call: Call) -> str:
    """The person's name where the order is about somebody else than its sender."""
    return "" if call.sender and call.sender.id == person.id else person.name


def shown(call: Call) -> dict[str, Any]:
    """Whom an order puts on a list or takes off it, where that is not its sender."""
    group, person = call.facts.lists.get(str(call.order.args.get("group", ""))), person_meant(call)
    about = other_name(person, call) if isinstance(person, Person) else ""
    return {"group": group.name if group else "", "about": about}


def joined(group: Group, person: Person, now: datetime) -> tuple[Effect, ...]:
    return (Save(Membership(id=f"{group.id}:{person.id}", group=group.id, person=person.id, since=now)),)


def welcome(group: Group, person: Person, facts: Facts) -> Send:
    """What somebody new to a group needs to know of it."""
    context = {
        "group": group.name,
        "slug": group.id,
        "address": group.address,
        "topic": group.topic,
        "speakers": [p.name for p in handover.speakers(group, facts)],
        "archive": facts.lists.kind(group).archive,
        "leave": facts.forum.addresses.of("leave", group.id),
    }
    return Send("group/joined", Mailbox(person.address, person.name), context)


def deciders(group: Group, facts: Facts) -> list[Person]:
    """The group's Sprecher:innen where it has some and they decide, else the office."""
    speakers = [p for s in group.speakers if (p := facts.people.get(s)) and p.status in {"member", "staff"}]
    return speakers if speakers and facts.lists.kind(group).join == "coordinator" else facts.people.staff()


def join_asked(group: Group, person: Person, call: Call) -> tuple[Effect, ...]:
    people = deciders(group, call.facts)
    details = {"person": person.id, "group": group.id}
    about = f"{group.id}:{person.id}"
    if any(q.kind == "join" and q.state == "open" for q in call.facts.questions.about(about)):
        return ()
    asked = question("join", about, tuple(p.address for p in people), call.now, call.letter.id, days=kinds()["join"].days, details=details)
    context = {"who": person.name, "seat": person.seat, "role": person.role, "group": group.name}
    asks = Ask(asked, tuple(Send("group/join_request", Mailbox(p.address, p.name), context | {"name": p.name}, about) for p in people))
    named = context | {"speakers": [p.name for p in people]}
    copied = handover.copies(group, call.facts, call.now)
    return (asks, *(Send("group/join_copy", Mailbox(p.address, p.name), named | {"name": p.name}, about) for p in copied))


def consent_asked(group: Group, person: Person, call: Call) -> tuple[Effect, ...]:
    """Asks somebody whether they want to be on a list that another would put them on."""
    about = f"{group.id}:{person.id}"
    if any(q.kind == "added" and q.state == "open" for q in call.facts.questions.about(about)):
        return ()
    by = call.sender
    details = {"person": person.id, "group": group.id, "by": by.id if by else ""}
    asked = question("added", about, (person.address,), call.now, call.letter.id, days=kinds()["added"].days, details=details)
    context = {"name": person.name, "by": by.name if by else "", "group": group.name, "topic": group.topic, "until": asked.expires}
    return (Ask(asked, (Send("group/added_asked", Mailbox(person.address, person.name), context, about, waits=True),)),)


def support_asked(group: Group, founder: Person, call: Call) -> tuple[Effect, ...]:
    """Every member is asked once whether their county supports the proposal."""
    effects: list[Effect] = []
    for person in call.facts.people.members():
        if person.id == founder.id:
            continue
        context = {
            "name": person.name,
            "group": group.name,
            "topic": group.topic,
            "founder": founder.name,
            "seat": founder.seat,
            "needed": SUPPORTERS,
        }
        asked = question("support", group.id, (person.address,), call.now, f"{call.letter.id}:{person.id}", days=kinds()["support"].days)
        to = Mailbox(person.address, person.name)
        effects.append(Ask(asked, (Send("group/proposal", to, context | {"until": asked.expires}, group.id),)))
    return tuple(effects)


def supported(group: Group, by: Person | None, facts: Facts, now: datetime) -> tuple[dict[str, Any], tuple[Effect, ...]]:
    """(how a proposed group stands, effects) once `by` supports it; with enough counties it stands and its supporters are on it."""
    supporters = {p.id: p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person))}
    effects: tuple[Effect, ...] = ()
    if by and by.id not in supporters:
        effects, supporters = joined(group, by, now), supporters | {by.id: by}
    seats = len({p.seat or p.id for p in supporters.values()})
    stands = group.state == "proposed" and seats >= SUPPORTERS
    if stands:
        effects += (Save(replace(group, state="active")), *group_announced(group, supporters, facts, by))
    told = {
        "group": group.name,
        "address": group.address,
        "seats": seats,
        "needed": SUPPORTERS,
        "stands": stands or group.state == "active",
    }
    return told, effects


def group_announced(group: Group, inside: Container[str], facts: Facts, by: Person | None) -> tuple[Effect, ...]:
    """Tells every member that a new group stands, and how to join it where they are not in it yet; who brought it about is answered."""
    context = {"group": group.name, "address": group.address, "topic": group.topic, "join": facts.forum.addresses.of("join", group.id)}
    return tuple(
        Send("group/founded", Mailbox(p.address, p.name), context | {"name": p.name, "inside": p.id in inside}, group.id)
        for p in facts.people.members()
        if by is None or p.id != by.id
    )
