"""Who is in the forum, and who may write for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mailflow.model.records.record import Record

FOR_GOOD = date(9999, 12, 31)
"""Last day of a pause that only the person, or the office, ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A human. `address` is the one letters go to; other verified ones are `PersonAddress` records."""

    name: str
    address: str
    status: str = "member"
    """staff | member | guest | left."""
    seat: str = ""
    """Landkreis or guest institution."""
    role: str = ""
    phone: str = ""
    language: str = ""
    """ "de" or "en", as they last wrote to the forum; "" where they have not: then the forum's own."""
    delivery: str = "single"
    """single | daily | weekly | monthly | off: how list posts come; "weekly mime", "daily plain" ...: in editions (`decide/editions`)."""
    paused_from: date | None = None
    paused_until: date | None = None
    """Last day of a pause."""
    joined: datetime | None = None
    left_on: date | None = None
    """The day they left, or their last one if it is still to come: from its year on what is kept of them grows old."""
    bounces: int = 0
    last_bounce: datetime | None = None

    @property
    def rests(self) -> bool:
        """Gets nothing that nobody asks of us: who restricted the use of their data (Art. 18 DSGVO), or cannot be reached."""
        return self.paused_until == FOR_GOOD

    def is_away(self, day: date) -> bool:
        return self.paused_until is not None and day <= self.paused_until and (self.paused_from is None or self.paused_from <= day)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAddress(Record):
    """`id` is the normal address."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Record):
    """Somebody who may write for a person from a day until another; `id` is "person:address"."""

    person: str
    address: str
    since: date | None = None
    """The first day; None: from when it was said."""
    until: date
    """The last day."""

    def holds(self, day: date) -> bool:
        return day <= self.until and (self.since is None or self.since <= day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Record):
    """Somebody's yes to one purpose, in the words they were shown: the evidence (Art. 7(1) DSGVO). `id` is "purpose:edition:address"."""

    purpose: str
    """A table of config/consents.toml."""
    edition: str = ""
    wording: str = ""
    """What was shown to them; both are "" where they said it of their own accord."""
    address: str
    asked: datetime | None = None
    request: str = ""
    """Message-ID of the letter that asked."""
    agreed: datetime
    letter: str
    """Id of the letter with the yes, which is kept as it came."""
    said: str = ""
    proof: str = ""
    """How sure we were who wrote it (`Proof.told`)."""
    ended: datetime | None = None
    ended_by: str = ""
    """Id of the letter that took it back; "" where it ended with what it was for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat(Record):
    """A Landkreis in the forum, as far as its people have settled who does what; `id` is its name (see `decide.seats`)."""

    main: str = ""
    """Id of the person whom letters about the seat go to."""
    deputy: str = ""
    """Id of who answers for it where that person cannot."""
    mailbox: str = ""
    """Its function mailbox, once a letter from there has confirmed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest(Record):
    """Somebody of another institution, here for a purpose and a time (R29); `id` is the address they agreed from."""

    name: str = ""
    institution: str = ""
    kind: str = ""
    """landkreistag | civil_society | science | funder | municipality | other, "" where nobody said (R30)."""
    purpose: str = ""
    contact: str = ""
    """Id of the person inside who answers for them."""
    lists: tuple[str, ...] = ()
    until: date
    """Their last day."""
    state: str = "asked"
    """asked | announced | objected | here | declined | ended."""
    rights: str = ""
    """Version of the rights that they agreed to (config/guests.toml)."""
    agreed: datetime | None = None
    agreed_by: str = ""
    """The letter that says so."""
    reads_from: datetime | None = None
