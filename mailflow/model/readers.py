"""Who reads a list, worked out of its records one by one; `store.readers` asks the same of the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mailflow.model.facts.people import INSIDE
from mailflow.model.lists import Alike, Readers, Way
from mailflow.model.records import Membership, Person
from mailflow.model.store import Records


def alike(records: Records, group: str, day: date) -> Iterator[Alike]:
    """The readers of a list, each by themselves."""
    for person, one_by_one in _readers(records, group, day):
        yield Alike(person.status, person.seat, person.language, 1, int(one_by_one))


def ways(records: Records, day: date) -> Iterator[Way]:
    for person in records.all(Person):
        if person.status in INSIDE and not person.is_away(day):
            own = [(m.group, m.delivery) for m in records.all(Membership, person=person.id)]
            yield from (Way(person.id, person.delivery, *one) for one in own or [("", "")])


def addresses(records: Records, of: Readers) -> Iterator[str]:
    for person, one_by_one in _readers(records, of.group, of.day):
        if one_by_one and (person.language == of.language if of.language else person.language not in of.but):
            yield person.address


def _readers(records: Records, group: str, day: date) -> Iterator[tuple[Person, bool]]:
    for membership in records.all(Membership, group=group):
        person = records.get(Person, membership.person)
        if person and person.status in INSIDE:
            yield person, (membership.delivery or person.delivery) == "single" and not person.is_away(day)
