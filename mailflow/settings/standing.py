"""What stands in every forum because the settings say so: the people of the office, the list of all, the announcements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailflow.model.address import normal
from mailflow.model.facts import Facts
from mailflow.model.forum import Forum
from mailflow.model.records import Group, Person, PersonAddress, Record
from mailflow.settings.mistakes import SettingsError
from mailflow.settings.sections import Settings


def missing(settings: Settings, forum: Forum, facts: Facts) -> Iterator[Record]:
    """What the store still lacks of them, or has otherwise; nothing the second time. Raises SettingsError."""
    if settings.office.staff:
        wanted = {normal(s.address): s.name for s in settings.office.staff}
        if "" in wanted:
            raise SettingsError(f"office.staff: the address of {wanted['']} is none")
        for person in facts.people.staff():
            if person.address not in wanted:
                yield replace(person, status="left")
        number = facts.records.last_number(Person, "P")
        for address, name in wanted.items():
            known = facts.people.by_address(address)
            if known is None:
                number += 1
                yield Person(id=f"P-{number:04}", name=name, address=address, status="staff")
                yield PersonAddress(id=address, person=f"P-{number:04}")
            elif known.status != "staff":
                yield replace(known, status="staff")
    for place, kind, name in (("everyone", "everyone", forum.name), ("announce", "announcements", "Ankündigungen")):
        address = forum.addresses.of(place)
        if facts.lists.at(address) is None:
            yield Group(id=address.partition("@")[0], name=name, kind=kind, address=address)
