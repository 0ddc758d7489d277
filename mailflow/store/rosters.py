"""Who was on a list at another list server: text exports of Mailman 2 and 3 (a line each) and Sympa (`dump`: a paragraph each), or what
Mailman 3 answers over REST.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.model.address import normal
from mailflow.model.facts import Facts
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.records import Erasure, Group, Membership, Person, PersonAddress
from mailflow.store.people import Plan

_LINE = re.compile(r"(?:\"?(?P<name>[^<>]*?)\"?\s*<)?(?P<address>[^\s<>]+)>?")
_RECEPTION = {"digest": "daily", "digestplain": "daily", "summary": "daily", "nomail": "off"}
"""Sympa's modes that are not a copy of each post."""
_MODES = {"mime_digests": "daily mime", "plaintext_digests": "daily", "summary_digests": "daily"}
"""Mailman's."""


class UnreadableError(Exception):
    """It looks like an answer of Mailman 3, but is none about a roster."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`delivery` is a mode of ours, "" for each post by itself."""

    said: str
    """The address as it stands there."""
    name: str = ""
    delivery: str = ""


def plan(text: str, group: Group, facts: Facts, status: str, prints: Fingerprints) -> Plan:
    """What the roster would change here. `status` is what those become whom the forum does not know; with "" they stay out."""
    planned, seen = Plan(), set[str]()
    next_number = int(facts.people.next_id()[2:])
    for subscriber in _subscribers(text):
        address = normal(subscriber.said)
        if not address:
            planned.problem("unreadable", f"{subscriber.said!r} is no address")
            continue
        person = facts.people.by_address(address)
        if (person.id if person else address) in seen:
            continue
        seen.add(person.id if person else address)
        if person is None and facts.records.get(Erasure, prints.of(address)):
            planned.problem("conflicting", f"whoever had {address} was erased at their own wish; they can apply anew")
        elif person is None and not status:
            planned.problem("unknown", f"{address} is nobody here yet")
        elif person and person.status == "left":
            planned.problem("left", f"{person.name} <{address}> is not in the forum any more")
        else:
            if person is None:
                person = Person(id=f"P-{next_number:04}", name=subscriber.name or address, address=address, status=status)
                planned.records += [person, PersonAddress(id=address, person=person.id)]
                next_number += 1
            _plan_membership(planned, person, subscriber, group, facts)
    return planned


def _plan_membership(planned: Plan, person: Person, subscriber: Subscriber, group: Group, facts: Facts) -> None:
    if facts.lists.membership(group.id, person.id):
        planned.rows.append(("known", f"{person.name} <{person.address}>"))
        return
    planned.rows.append(("joins", f"{person.name} <{person.address}>{subscriber.delivery and f', {subscriber.delivery}'}"))
    planned.records.append(Membership(id=f"{group.id}:{person.id}", group=group.id, person=person.id, delivery=subscriber.delivery))


def _subscribers(text: str) -> Iterator[Subscriber]:
    if text.lstrip().startswith("{"):
        return _of_rest(text)
    return _of_sympa(text) if re.search(r"(?m)^email\s", text) else _of_mailman(text)


def _of_rest(text: str) -> Iterator[Subscriber]:
    """What Mailman 3 answers about `/lists/.../roster/member`; raises UnreadableError."""
    try:
        for entry in json.loads(text).get("entries", ()):
            yield Subscriber(entry["email"], entry.get("display_name") or "", _MODES.get(entry.get("delivery_mode"), ""))
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise UnreadableError(f"no roster of Mailman 3 (/lists/.../roster/member): {e}") from e


def _of_mailman(text: str) -> Iterator[Subscriber]:
    for line in filter(None, map(str.strip, text.splitlines())):
        read = _LINE.fullmatch(line)
        yield Subscriber(read["address"], (read["name"] or "").strip()) if read else Subscriber(line)


def _of_sympa(text: str) -> Iterator[Subscriber]:
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        fields = {key: value.strip() for key, _, value in (line.partition(" ") for line in paragraph.splitlines())}
        if "email" in fields:
            yield Subscriber(fields["email"], fields.get("gecos", ""), _RECEPTION.get(fields.get("reception", ""), ""))
