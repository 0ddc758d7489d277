"""What the house remembers of its own work: what it asked, sent, did and erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mailflow.model.intent import Order
from mailflow.model.records.record import Record
from mailflow.model.vocabulary import County


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Record):
    """Whom the forum asked what, until when; the one mechanism behind every answer that decides something."""

    kind: str
    """A file in decide/questions/."""
    about: str
    """The matter: a number people can quote, or the id of a hold, meeting, period."""
    asked: tuple[str, ...]
    """Normal addresses of those who may answer."""
    opened: datetime
    expires: datetime | None = None
    state: str = "open"
    """open | answered | expired | superseded."""
    answer: str = ""
    answered_by: str = ""
    answered: datetime | None = None
    orders: tuple[Order, ...] = ()
    """The commands a confirmation will run, or the numbered choices."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Plain values the kind needs, e.g. the items of a digest."""
    reminded: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter(Record):
    """`id` is the Message-ID of a letter of ours, so that an answer finds what it answers and a bounce what it reports.

    One that asks a question has a reply address of its own, by which nobody answers but whom it was written to.
    """

    to: str = ""
    question: str = ""
    about: str = ""
    sent: datetime | None = None
    address_hash: str = ""
    """SHA-256 of the local part it is answered to: no live token lies in the database."""
    answerable_until: datetime | None = None
    """From when on it cannot be answered any more; None: as long as its question is open."""
    strikes: int = 0
    """Foreign answers to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Record):
    """A job that ran for a period, e.g. "digest:p-7:2027-03-19": the row makes it run once."""

    ran: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Record):
    """Somebody was erased; `id` is `Fingerprints.of` an address, so that no import and no old backup brings them back."""

    at: datetime
    with_posts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter(Record):
    """What a seed file says of the forum itself; settings win where both name a thing. `id` is "forum"."""

    name: str = ""
    domain: str = ""
    timezone: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    trusted_authserv: tuple[str, ...] = ()
    external_markers: tuple[str, ...] = ()
    counties: tuple[County, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry(Record):
    """One line of the audit trail, written by `perform` only; `letter` groups what one decision did."""

    at: datetime
    letter: str
    actor: str
    about: str
    what: str
    """proof | note | save | remove | send | distribute | undo."""
    text: str
    kind: str = ""
    record: str = ""
    before: Mapping[str, Any] | None = None
    after_version: int = 0
    undoable_until: datetime | None = None
