"""The groups, who is on their lists, and what people call them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from mailflow.model.address import normal
from mailflow.model.facts.part import Part
from mailflow.model.forum import Forum
from mailflow.model.lists import ListKind, Readers, Readership, Way, Wish
from mailflow.model.records import Group, Membership, Writer
from mailflow.model.store import Records
from mailflow.model.vocabulary import GroupName


def _english(name: str) -> tuple[str, ...]:
    return (name, name.removesuffix(" working group")) if name else ()


class Lists(Part):
    def __init__(self, records: Records, forum: Forum) -> None:
        super().__init__(records)
        self._forum = forum

    def get(self, slug: str) -> Group | None:
        return self._records.get(Group, slug)

    def all(self) -> list[Group]:
        return self._records.all(Group, state="active")

    def proposed(self) -> list[Group]:
        return self._records.all(Group, state="proposed")

    def with_archive(self) -> list[Group]:
        """The lists whose posts can be looked up: those that stand, and those that are closed."""
        return self.all() + self._records.all(Group, state="closed")

    def kind(self, group: Group) -> ListKind:
        return self._forum.kinds[group.kind]

    def at(self, address: str) -> Group | None:
        """The group whose list address this is."""
        return next(iter(self._records.all(Group, address=normal(address))), None)

    def roster(self, slug: str) -> list[Membership]:
        return self._records.all(Membership, group=slug)

    def joined_since(self, moment: datetime, slugs: Iterable[str]) -> list[Membership]:
        return self._records.all(Membership, since=("since", moment), group=list(slugs))

    def size(self, slug: str) -> int:
        """How many read the list: whoever has left and stands on its roster is none of them."""
        return sum(alike.people for alike in self._records.readers(slug, date.min))

    def readership(self, slug: str, day: date) -> Readership:
        """How many read this list, whatever way its posts come to them, and who gets them one by one on that day."""
        found = list(self._records.readers(slug, day))
        copies = Counter[str]()
        for alike in found:
            copies[alike.language] += alike.copies
        guests = sum(alike.people for alike in found if alike.status == "guest")
        districts = {alike.seat for alike in found if alike.status == "member" and alike.seat}
        return Readership(slug, day, +copies, sum(alike.people for alike in found) - guests, len(districts), guests)

    def to_hand_on(self, day: date) -> dict[str, frozenset[str]]:
        """Who gets posts one by one, by the local part of each list that a list server may know; confidential ones it may not."""
        found = {}
        for group in self.with_archive():
            if self.kind(group).level != "confidential":
                reached = self._records.addresses(Readers(group.id, day)) if group.state == "active" else ()
                found[group.address.partition("@")[0]] = frozenset(reached)
        return found

    def ways(self, day: date) -> Iterator[tuple[str, list[Way]]]:
        """How posts come to each person, by id, who is inside and not away that day."""
        for person, ways in groupby(self._records.ways(day), key=attrgetter("person")):
            yield person, list(ways)

    def wished(self, people: Sequence[str]) -> dict[str, list[Wish]]:
        """How posts of their lists come to these people."""
        found: dict[str, list[Wish]] = defaultdict(list)
        for person, *wish in self._records.values(Membership, ("person", "group", "delivery", "since"), person=list(people)):
            found[person].append(Wish(*wish))
        return found

    def of_person(self, person: str) -> list[Membership]:
        return self._records.all(Membership, person=person)

    def membership(self, slug: str, person: str) -> Membership | None:
        return self._records.get(Membership, f"{slug}:{person}")

    def writer(self, slug: str, addresses: Iterable[str]) -> Writer | None:
        """What was said of posts of this author, who has these addresses, to the list."""
        return next((w for a in addresses if (w := self._records.get(Writer, f"{slug}:{a}"))), None)

    def names(self) -> tuple[GroupName, ...]:
        """How people call each list; a "Housing working group" is "housing" in English as "AG Wohnen" is "Wohnen" in German."""
        told = self._records.values(Group, ("id", "name", "address", "aliases", "name_en", "subject_tag"), state="active")
        return tuple(
            GroupName(id, name, address, (*aliases, *_english(in_english)), tag) for id, name, address, aliases, in_english, tag in told
        )
