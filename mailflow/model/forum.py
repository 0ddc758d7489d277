"""One forum's constants: its name, addresses and habits, as decisions read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from mailflow.model.address import Addresses
from mailflow.model.lists import ListKind
from mailflow.model.vocabulary import County

GRACE = timedelta(days=1)
"""How long after the last day of a round a letter still counts: gateways hold letters back."""


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days what is personal is kept; the monthly deletion run takes what is older."""

    letters: int = 90
    """Raw letters that were dealt with."""
    deliveries: int = 90
    held: int = 30
    """Posts that were held, once decided."""
    applications: int = 183
    """Rejected, withdrawn, or a question nobody followed up."""
    answers: int = 365
    """Answers to invitations, from the end of the meeting."""
    guests: int = 183
    """Guests, from their last day."""
    members: int = 1096
    """Who has left, from the end of that year on."""
    consents: int = 1096
    """The evidence of a consent, once it has ended."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What people may consent to, in its present words; `name` and `wording` by language."""

    edition: str
    since: date
    name: Mapping[str, str]
    wording: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Purposes:
    """The tables of config/consents.toml."""

    application: Purpose
    charter: Purpose
    guest: Purpose
    contacts: Purpose
    """Members see each other's address and telephone number."""


@dataclass(frozen=True, slots=True)
class GuestRights:
    """What guests may do, as config/guests.toml lays it down (R31)."""

    version: str
    since: date
    """First day of this version."""
    months: int = 12
    """How long a guest is here where nobody names a last day."""
    archive: bool = False
    """Looking things up in the archives of their lists, from the day they came."""
    members: bool = False
    """Seeing who reads their lists."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """How each kind of guest is called beside the name (R30)."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """School holidays of one season, a table of config/ferien.toml."""

    words: tuple[str, ...]
    """How they are called."""
    last: Mapping[str, tuple[date, ...]]
    """By Land, the last day without school of each year."""


@dataclass(frozen=True, slots=True)
class SchoolHolidays:
    """The tables of config/ferien.toml."""

    christmas: Holidays
    winter: Holidays
    easter: Holidays
    whitsun: Holidays
    summer: Holidays
    autumn: Holidays


@dataclass(frozen=True, slots=True)
class Forum:
    name: str = "Forum"
    addresses: Addresses = Addresses()
    timezone: str = "Europe/Berlin"
    language: str = "de"
    undo: timedelta = timedelta(minutes=10)
    kinds: Mapping[str, ListKind] = field(default_factory=dict)
    counties: tuple[County, ...] = ()
    interest_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language; see `questions_in`."""
    checklist: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language, what a newcomer does in the first weeks; see `checklist_in`."""
    example_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language, the form for examples of practice; see `example_questions_in`."""
    guests: GuestRights = GuestRights("1", date(2026, 11, 26))
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    """To what people say yes, by name."""
    holidays: SchoolHolidays | None = None
    """None: nobody has written them down."""
    registration: str = "mail"
    """mail: a county's letter is its written registration; signed: a signed paper or its scan has to come."""
    rounds: tuple[date, ...] = ()
    """Last days of rounds of applications, each decided about as a whole; () = one by one, as soon as all is there."""
    duty: str = ""
    """Address of whoever is reminded of applications that rest; "" = the first of the office."""
    coordinates_until: date | None = None
    """Last day on which the office coordinates the working groups; None = for good."""
    retention: Retention = Retention()
    controller: str = ""
    """Who answers for the data (Art. 4 No. 7 DSGVO); "" while that is not settled."""
    trusted_authserv: tuple[str, ...] = ()
    external_markers: tuple[str, ...] = ()
    second_person: bool = True
    """What changes others' rights needs two members of staff, where there are two."""
    list_server: str = ""
    """Domain at which a list server behind us has our lists and sends out their posts; "" = we do."""
    public_url: str = ""
    """Under which the world reaches our web door, without a slash at its end; "" = no https links in letters."""
    seals: bool = False
    """Copies of posts carry a sealed word of ours on who wrote them (ARC)."""
    digest_weekday: int = 4
    """0 is Monday."""
    digest_time: time = time(9, 0)

    def round_of(self, day: date) -> date | None:
        """Last day of the round that what comes in on this day belongs to, a day late included; None where there is none."""
        return min((last for last in self.rounds if day <= last + GRACE), default=None)

    def questions_in(self, language: str) -> tuple[str, ...]:
        """The questions of the Interessenbekundung in this language, "" being the forum's."""
        return self.interest_questions.get(language or self.language, ())

    def example_questions_in(self, language: str) -> tuple[str, ...]:
        """The form for examples of practice in this language, "" being the forum's."""
        return self.example_questions.get(language or self.language, ())

    def checklist_in(self, language: str) -> tuple[str, ...]:
        """The items of the newcomer's list in this language, "" being the forum's."""
        return self.checklist.get(language or self.language, ())
