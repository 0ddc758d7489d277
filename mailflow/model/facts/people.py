"""Who is in the forum, at which addresses, and who may write for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from mailflow.model.address import normal
from mailflow.model.facts.part import Part
from mailflow.model.letter import is_vouched_for
from mailflow.model.records import Consent, Delegation, Guest, JournalEntry, Person, PersonAddress, Seat

INSIDE = ("member", "guest", "staff")
"""Of these statuses are those who may read lists."""


class People(Part):
    def get(self, id: str) -> Person | None:
        return self._records.get(Person, id)

    def of(self, ids: Iterable[str]) -> list[Person]:
        return self._records.all(Person, id=list(ids))

    def by_address(self, address: str) -> Person | None:
        row = self._records.get(PersonAddress, normal(address))
        # Somebody unknown costs the same look as somebody known (faults.md F5).
        return self._records.get(Person, row.person if row else "")

    def addresses(self, person: Person) -> tuple[str, ...]:
        return tuple(row.id for row in self._records.all(PersonAddress, person=person.id))

    def may_write_for(self, address: str, person: Person, day: date) -> bool:
        """Whether a letter from this address speaks for the person: their own, their deputy's (VERTRETUNG), or their seat's."""
        return address in self.addresses(person) or person.id in {p.id for p in self.represented_by(address, day)}

    def was_vouched_for(self, person: Person, since: datetime) -> bool:
        """Whether a mail system has called a letter of theirs its own since then, as the journal says."""
        told = self._records.values(JournalEntry, ("text",), since=("at", since), actor=person.address, what="proof")
        return any(is_vouched_for(text) for (text,) in told)

    def represented_by(self, address: str, day: date) -> list[Person]:
        """Whom this address may write for today, besides its owner."""
        delegations = [d for d in self._records.all(Delegation, address=normal(address)) if d.holds(day)]
        named = [p for d in delegations if (p := self.get(d.person)) and p.status != "left"]
        return [*named, *(p for p in self.main_of_seat(address) if p not in named)]

    def main_of_seat(self, address: str) -> list[Person]:
        """The main person of a seat whose function mailbox this is, or whose deputy writes from it."""
        writer = self.by_address(address)
        deputised = [s for s in self._records.all(Seat, deputy=writer.id) if s.id == writer.seat] if writer else []
        mains = [(s, self.get(s.main)) for s in (*self._records.all(Seat, mailbox=normal(address)), *deputised)]
        return [p for s, p in mains if p and p.status == "member" and p.seat == s.id]

    def represented_on_other_days(self, address: str, day: date) -> list[tuple[Person, Delegation]]:
        """Whom this address may write for, but not on this day: not yet, or not any more."""
        others = [d for d in self._records.all(Delegation, address=normal(address)) if not d.holds(day)]
        return [(person, d) for d in others if (person := self.get(d.person))]

    def deputies(self, person: Person) -> list[Delegation]:
        """Whom the person named, whether their time is over or not."""
        return self._records.all(Delegation, person=person.id)

    def staff(self) -> list[Person]:
        return self._records.all(Person, status="staff")

    def is_staff(self, address: str) -> bool:
        person = self.by_address(address)
        return person is not None and person.status == "staff"

    def paused_until(self, day: date) -> list[Person]:
        """Whose pause has this last day."""
        return self._records.all(Person, paused_until=day)

    def members(self) -> list[Person]:
        return self._records.all(Person, status="member")

    def with_last_day(self) -> list[Person]:
        """Members of whom it is known when they leave their office."""
        return self._records.all(Person, status="member", since=("left_on", date.min))

    def inside(self) -> list[Person]:
        """Members and guests."""
        return self.members() + self._records.all(Person, status="guest")

    def count_inside(self) -> int:
        return sum(self._records.count(Person, status=status) for status in ("member", "guest"))

    def joined_since(self, moment: datetime) -> list[Person]:
        return self._records.all(Person, since=("joined", moment))

    def joined_after(self, moment: datetime) -> frozenset[str]:
        """Their ids."""
        return frozenset(id for id, joined in self._records.values(Person, ("id", "joined"), since=("joined", moment)) if joined > moment)

    def bounced_since(self, moment: datetime) -> list[Person]:
        """People some letter to whom came back since then."""
        return self._records.all(Person, since=("last_bounce", moment))

    def of_seat(self, seat: str) -> list[Person]:
        return [p for p in self._records.all(Person, seat=seat) if p.status in {"member", "guest"}]

    def seat(self, name: str) -> Seat | None:
        """What the people of a seat have settled, if they have."""
        return self._records.get(Seat, name)

    def guest(self, address: str) -> Guest | None:
        return self._records.get(Guest, normal(address))

    def guests(self, state: str) -> list[Guest]:
        return self._records.all(Guest, state=state)

    def consents(self, addresses: Iterable[str]) -> list[Consent]:
        """What whoever has these addresses has said yes to and not taken back, the newest last."""
        said = self._records.all(Consent, address=list(addresses))
        return sorted((c for c in said if c.ended is None), key=lambda c: c.agreed)

    def agreed_to(self, purpose: str) -> set[str]:
        """Addresses of everybody whose yes to this purpose stands."""
        return {c.address for c in self._records.all(Consent, purpose=purpose) if c.ended is None}

    def named(self, name: str, place: str = "") -> list[Person]:
        """People inside whose name contains every word of `name`, in the seat whose name contains `place`."""
        words = name.casefold().split()
        fitting = [p for p in self.inside() if words and all(w in p.name.casefold().split() for w in words)]
        return [p for p in fitting if place.casefold() in p.seat.casefold()] or fitting

    def next_id(self) -> str:
        return f"P-{self._records.last_number(Person, 'P') + 1:04}"
