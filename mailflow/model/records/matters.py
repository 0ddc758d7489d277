"""Applications, mentors, meetings: what a decision is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mailflow.model.intent import ApplicationRecord
from mailflow.model.records.record import Record


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
    def contact(self) -> str:
        """Who shall take part."""
        return self.record.contact_name or self.sender_name

    @property
    def addressee(self) -> str:
        """Whom letters to its sender greet: who shall take part, unless somebody else wrote under a name of their own."""
        wrote_for_another = self.record.email not in {"", self.sender} and "function_mailbox" not in self.flags
        same_name = not {*self.sender_name.casefold().split()}.isdisjoint(self.contact.casefold().split())
        return self.sender_name if wrote_for_another and not same_name else self.contact

    def greeted(self, address: str) -> str:
        """Whom a letter to this address greets."""
        return self.addressee if address == self.sender else self.contact


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
class Meeting(Record):
    """`id` is its number; times are UTC."""

    uid: str
    title: str
    start: datetime
    end: datetime
    place: str = ""
    dial_in: str = ""
    text: str = ""
    places: int = 0
    """How many can take part, the organiser not counted; 0 = whoever comes."""
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
    """A word of iCalendar (RFC 5545 section 3.2.12), or WAITING for a place."""
    guests: int = 0
    comment: str = ""
    arrival: str = ""
    leaving: str = ""
    meals: str = ""
    access: str = ""
    """As in `model.intent.Details`."""
    delegate: str = ""
    answered: datetime | None = None
