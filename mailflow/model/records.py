"""What the forum keeps: immutable values with an id and a version. A decision returns them as they should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mailflow.model.intent import ApplicationRecord, Order
from mailflow.model.vocabulary import County


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    id: str
    version: int = 0
    """0 until first saved; `perform` saves only if the stored version is still this one."""


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
    """single | daily | weekly | monthly | off: how list posts come."""
    paused_from: date | None = None
    paused_until: date | None = None
    """Last day of a pause."""
    joined: datetime | None = None
    bounces: int = 0
    last_bounce: datetime | None = None

    def is_away(self, day: date) -> bool:
        return is_away(day, self.paused_from, self.paused_until)


def is_away(day: date, paused_from: date | None, paused_until: date | None) -> bool:
    return paused_until is not None and day <= paused_until and (paused_from is None or paused_from <= day)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAddress(Record):
    """`id` is the normal address."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Record):
    """Somebody who may write for a person until a day; `id` is "person:address"."""

    person: str
    address: str
    until: date


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """A mailing list: `id` is its slug, `kind` names a file in lists/."""

    name: str
    kind: str
    address: str
    name_en: str = ""
    topic: str = ""
    subject_tag: str = ""
    aliases: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Ids of the persons who coordinate it (Sprecher:innen)."""
    state: str = "active"
    """active | proposed."""
    founded: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """`id` is "group:person"."""

    group: str
    person: str
    since: datetime | None = None
    delivery: str = ""
    """Overrides the person's own mode for this list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer(Record):
    """How posts of one address to one list are treated, whatever else holds for it; `id` is "group:address"."""

    group: str
    address: str
    treatment: str
    """trusted | moderated."""


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
    address_hash: str = ""
    """SHA-256 of the local part it is answered to: no live token lies in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter(Record):
    """`id` is the Message-ID of a letter of ours, so that an answer finds what it answers and a bounce what it reports."""

    to: str = ""
    question: str = ""
    about: str = ""
    sent: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Record):
    """What somebody wrote in a matter: kept whole, so nothing an applicant wrote is lost."""

    about: str
    at: datetime
    by: str
    text: str
    letter: str = ""
    """Id of the letter it came in."""
    proof: str = ""
    """How sure we were who wrote it (`Proof.told`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The written registration of a county: the first of the two parts of an application."""

    form: str
    """mail | scan | paper."""
    day: date
    by: str = ""
    """Who signed it, or whose letter it is."""
    letter: str = ""
    """Id of the letter it came in, "" for paper."""
    files: tuple[str, ...] = ()
    """Names of what was attached."""
    seen_by: str = ""
    """Who of the office looked at it; "" while nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Record):
    """A county (or institution) on its way into the forum; `id` is its number. docs/handbuch.md tells its states."""

    state: str = "incomplete"
    """asked | incomplete | interest | registration | decision | deferred | admitted | rejected | withdrawn."""
    sender: str
    """Address that letters about it go to."""
    sender_name: str = ""
    record: ApplicationRecord
    flags: tuple[str, ...] = ()
    interest: tuple[tuple[str, str], ...] = ()
    """(question, answer) of the Interessenbekundung, answers "" until given."""
    registration: Registration | None = None
    interest_seen_by: str = ""
    """Who of the office has the answers from somewhere else, on paper or by telephone; "" while nobody has."""
    language: str = ""
    """In which letters about it are written, as in `Person`."""
    opened: datetime
    round: date | None = None
    """Last day of the round after which the office decides; None = as soon as all is there."""
    deferred_until: date | None = None
    decided: datetime | None = None
    decided_by: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in {"asked", "incomplete", "interest", "registration", "decision", "deferred"}

    @property
    def reached(self) -> str:
        """The state its answers have brought it to, whether it was put off meanwhile or not."""
        if self.record.missing or self.record.candidates:
            return "incomplete"
        if any(not answer for _, answer in self.interest) and not self.interest_seen_by:
            return "interest"
        return "decision" if self.is_registered else "registration"

    @property
    def is_registered(self) -> bool:
        """Whether the county's registration is there; an institution that becomes a guest needs none."""
        return self.registration is not None or self.record.applicant_kind != "member"

    @property
    def title(self) -> str:
        return self.record.landkreis or self.record.organisation or " / ".join(self.record.candidates) or self.sender_name or self.sender

    @property
    def addressee(self) -> str:
        """Whom letters about it greet."""
        return self.record.contact_name or self.sender_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction(Record):
    """A mentor for a new member; `id` is "application:mentor"."""

    application: str
    mentor: str
    newcomer: str
    state: str = "asked"
    """asked | willing (from a day they still have to name) | accepted | declined | ended."""
    begins: date | None = None
    """The day the mentor named, None for at once."""
    introduced: datetime | None = None
    """When both were told of each other."""
    done: tuple[int, ...] = ()
    """Ticked items of the newcomer's list (templates/*/_parts/checklist.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Record):
    """A post waiting for a decision; `id` is its number, `letter` the inbox letter that holds its bytes."""

    group: str
    letter: str
    sender: str
    sender_name: str = ""
    title: str = ""
    text: str = ""
    message_id: str = ""
    rule: str = ""
    reason: str = ""
    state: str = "held"
    """held | asked | released | discarded | withdrawn | lapsed; "asked" is one that its author alone decides about."""
    needs_our_name: bool = False
    """Copies with the author's own From would be refused by readers' servers (DMARC)."""
    vouched: str = ""
    """As in `effects.Distribute`."""
    language: str = ""
    """In which its author is told of it, as in `Person`."""
    proof: str = ""
    """As in `Said`."""
    at: datetime
    decided: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """A letter that went to a list; `id` is its Message-ID."""

    group: str
    sender: str
    sender_name: str
    place: str = ""
    subject: str = ""
    text: str = ""
    thread: str = ""
    """Message-ID of the first post of the thread."""
    level: str = ""
    """"confidential": its words are kept nowhere but in the letter itself; "" is the level of its list."""
    at: datetime
    letter: str = ""

    @property
    def is_whole_letter(self) -> bool:
        """Whether the letter it came in held this post and nothing else, as an answer by number in a digest does not."""
        return bool(self.letter) and not self.id.startswith(f"<{self.letter}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """`id` is its number; times are UTC."""

    uid: str
    title: str
    start: datetime
    end: datetime
    place: str = ""
    dial_in: str = ""
    text: str = ""
    organiser: str
    """Address of the person who invited."""
    organiser_name: str = ""
    audience: str = ""
    sequence: int = 0
    state: str = "planned"
    """planned | cancelled."""
    answers_told: datetime | None = None
    """When the organiser last got the list of answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(Record):
    """One invitee's answer; `id` is "meeting:address"."""

    meeting: str
    address: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"
    guests: int = 0
    comment: str = ""
    delegate: str = ""
    answered: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Record):
    """A job that ran for a period, e.g. "digest:p-7:2027-03-19": the row makes it run once."""

    ran: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Record):
    """Somebody was erased; `id` is `personal.fingerprint` of an address, so that no import and no old backup brings them back."""

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


RECORDS: tuple[type[Record], ...] = (
    Person, PersonAddress, Delegation, Seat, Guest, Group, Membership, Writer, Question, SentLetter, Said, Application, Introduction,
    Hold, Post, Meeting, Invitation, Period, Erasure, Charter, JournalEntry,
)  # fmt: skip
