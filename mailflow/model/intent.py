"""What a letter wants. One of these comes out of `understand.intent.intent_of`; `decide` matches on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """One command as written. `intent` is the command's name; `args` hold plain values, absent ones left out.

    Usual keys: case, reason, text, group (slug, or "*"), address, mode, from, until (ISO dates), name.
    """

    intent: str
    args: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Orders:
    """Commands in the order written. `unclear` are the lines that look like an order and are not safe to run, each with its reason.

    `unknown` are lines beside them that are written like a command and are none of ours; they cast no doubt on the others.
    """

    orders: tuple[Order, ...] = ()
    unclear: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.orders or self.unclear)


@dataclass(frozen=True, slots=True)
class Details:
    """What an organiser has to prepare for, in the words of who comes; "" where nothing was said."""

    arrival: str = ""
    leaving: str = ""
    meals: str = ""
    access: str = ""


@dataclass(frozen=True, slots=True)
class Rsvp:
    """An answer to an invitation: from iTIP or plain words. `partstat` None means it could not be told."""

    partstat: str | None
    guests: int = 0
    comment: str = ""
    delegate_name: str = ""
    delegate_address: str = ""
    details: Details = Details()


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered line of an answer: "2 Zusage", "3: Wir haben damit gute Erfahrungen"."""

    number: int
    text: str
    said: str | None = None
    """The answer it gives to the question behind the number, None if unclear or no question."""
    rsvp: Rsvp | None = None
    suits: tuple[str, ...] = ()
    """As in `Reading`."""


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """One county's or institution's application as far as it was written; "" and () are what was not found."""

    landkreis: str = ""
    ags: str = ""
    """Official district key, "" if not in the register (or invented)."""
    candidates: tuple[str, ...] = ()
    """The districts a short name could mean: non-empty means ask, never guess."""
    bundesland: str = ""
    organisation: str = ""
    contact_name: str = ""
    role: str = ""
    unit: str = ""
    """Where within the administration they work, as written: "Fachdienst Soziales"."""
    email: str = ""
    phone: str = ""
    """E.164."""
    topics: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Slugs of working groups asked for."""
    motivation: str = ""
    applicant_kind: str | None = None
    guest_kind: str | None = None
    consent_given: bool = False
    deputy: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """A letter about joining. `flags` are words of corpus/README.md; no records means somebody only asks."""

    is_application: bool
    records: tuple[ApplicationRecord, ...] = ()
    flags: tuple[str, ...] = ()
    asker: ApplicationRecord | None = None
    """What is known of somebody who only asks how to join."""


LONGEST_NOTE = 400
"""Characters beyond which a letter to a list is a post, whatever it says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the open question (or the address) lets a letter say: the context in which `understand` reads its words."""

    kind: str = ""
    offered: tuple[str, ...] = ()
    """Commands whose own-words phrases count."""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Plain answers and how they are said."""
    case: str = ""
    group: str = ""
    form: tuple[tuple[str, str], ...] = ()
    """The questions of a reply form in their order, each with the answer it has already, "" while open."""
    record: ApplicationRecord | None = None
    """What an application already says and this letter completes."""
    applies: bool = False
    """Addressed where applications go."""
    may_ask: bool = False
    """Written to the forum's people by somebody it does not know, who may ask how to join."""
    rsvp: bool = False
    numbered: Mapping[int, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Items of a numbered letter, each with the answers it understands."""
    dates: Mapping[int, tuple[datetime, ...]] = field(default_factory=dict)
    """Dates to choose from: of each item of a numbered letter, or of the one question (0)."""
    dated: bool = False
    """The answer may name a day from which on it holds."""
    items: int = 0
    """How many items of a list may be ticked."""
    post: bool = False
    """Addressed to a list: only a short note there can be an order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything `understand` could make of the words of a letter, for whichever intent needs it."""

    orders: Orders = Orders()
    application: Application | None = None
    completed: ApplicationRecord | None = None
    form: tuple[str, ...] = ()
    """Answers to `Asked.form`, "" where none was given."""
    rsvp: Rsvp | None = None
    choices: tuple[Choice, ...] = ()
    said: str | None = None
    """The answer chosen among those the open question understands, None if unclear."""
    suits: tuple[str, ...] = ()
    """For each date of the question "yes", "maybe", "no", or "" where nothing clear is said of it."""
    begins: date | None = None
    """The day from which on the answer holds."""
    puts_off: str = ""
    """The words by which it is put off, with a day or without."""
    ticked: tuple[int, ...] = ()
    """Items of the list that are done."""
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What is said for decisions that are not taken clearly, by command: who accompanies, until when, why not."""
    proposes: str = ""
    """The name of a new working group that the letter proposes in its own words."""
