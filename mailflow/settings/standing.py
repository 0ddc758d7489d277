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

PLACES = {"everyone": "everyone", "announcements": "announce"}
"""The address of each kind of list that every forum has."""


def missing(settings: Settings, forum: Forum, facts: Facts) -> Iterator[Record]:
    """What the store still lacks of them, or has otherwise; nothing the second time. Each is to be saved before the next is asked for.

    Raises SettingsError.
    """
    yield from _staff(settings, facts)
    yield from _moved(forum, facts)
    names = {"everyone": forum.name, "announcements": "Ankündigungen"}
    for kind, place in PLACES.items():
        address = normal(forum.addresses.of(place))
        if facts.lists.at(address) is None:
            slug = address.partition("@")[0]
            yield Group(id=place if facts.lists.get(slug) else slug, name=names[kind], kind=kind, address=address)


def _staff(settings: Settings, facts: Facts) -> Iterator[Record]:
    if not settings.office.staff:
        return
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


def _moved(forum: Forum, facts: Facts) -> Iterator[Group]:
    """Lists whose addresses the settings change: where the list of all moves to another domain, the others go with it."""
    groups = facts.records.all(Group)
    before = {group.address.rpartition("@")[2] for group in groups if group.kind == "everyone"}
    for group in groups:
        local, _, domain = group.address.rpartition("@")
        if group.kind in PLACES:
            address = forum.addresses.of(PLACES[group.kind])
        else:
            address = f"{local}@{forum.addresses.domain if domain in before else domain}"
        if normal(address) != group.address:
            yield replace(group, address=normal(address))
