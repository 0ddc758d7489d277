"""The shape of an e-mail command: one file in decide/commands/ each; help letter and handbook are generated from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mailflow.model.effects import Ask, Distribute, Effect, Erase, Remove, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.letter import Letter, Level
from mailflow.model.records import Person, Question
from mailflow.model.vocabulary import CommandWords


class Who(StrEnum):
    ANYONE = "anyone"
    INSIDE = "inside"
    """Members, guests and staff."""
    FELLOW = "fellow"
    """Staff, or a member on the list of the group in question."""
    DECIDER = "decider"
    """Staff, or Sprecher:in of any group."""
    STAFF = "staff"
    MODERATOR = "moderator"
    """Staff, or Sprecher:in of the group in question."""


class Risk(StrEnum):
    """What a wrong execution would cost (design.md section 6)."""

    GENERAL = "general"
    OWN = "own"
    FINAL = "final"
    """One's own, but it cannot be taken back, tells everything, or lets somebody else decide."""
    OTHERS = "others"
    MANY = "many"
    RIGHTS = "rights"
    """What others may: a second member of staff has to agree."""

    @property
    def needs(self) -> Level:
        return {
            Risk.GENERAL: Level.CLAIMED,
            Risk.OWN: Level.ALIGNED,
            Risk.FINAL: Level.CONFIRMED,
            Risk.OTHERS: Level.ANSWERED,
            Risk.MANY: Level.CONFIRMED,
            Risk.RIGHTS: Level.CONFIRMED,
        }[self]


@dataclass(frozen=True, slots=True)
class Call:
    """One order and all it may look at. `sender` is None for somebody the forum does not know."""

    order: Order
    sender: Person | None
    letter: Letter
    facts: Facts
    now: datetime

    @property
    def name(self) -> str:
        return self.sender.name if self.sender else self.letter.sender.name or self.letter.sender.address

    @property
    def is_staff(self) -> bool:
        return self.sender is not None and self.sender.status == "staff"


@dataclass(frozen=True, slots=True)
class Done:
    """What an order came to: `part` names the piece of the answer letter (templates/*/_done/) that tells it.

    `ok` False means nothing was changed. `asks` is the question that the answer letter puts, if it puts one.
    """

    part: str
    context: Mapping[str, Any] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    ok: bool = True
    asks: Question | None = None

    @property
    def undoable(self) -> bool:
        """Whether it changes something that can be put back, or writes letters that wait until it cannot be taken back any more."""
        is_final = any(isinstance(e, Erase) for e in self.effects)
        return (
            self.ok
            and not is_final
            and any(isinstance(e, Save | Remove | Ask | Distribute) or (isinstance(e, Send) and e.waits) for e in self.effects)
        )


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    words: tuple[str, ...]
    usage: str
    usage_en: str
    help: str
    help_en: str
    who: Who
    risk: Risk
    run: Callable[[Call], Done]
    phrases: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    """How people say it in sentences (`CommandWords`)."""
    takes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Ends of the nouns its matter goes by (`CommandWords`)."""
    apart: tuple[str, ...] = ()
    """Ends of the nouns that make it something else (`CommandWords`)."""
    deletes: bool = False
    """What it removes cannot be had back, so its word must be spelt right."""
    shown: Callable[[Call], Mapping[str, Any]] | None = None
    """What the confirmation letter says will be done, beyond the order's own words."""

    def as_words(self) -> CommandWords:
        strict = self.risk in {Risk.OTHERS, Risk.MANY, Risk.RIGHTS}
        exact = self.deletes or self.risk is Risk.MANY
        return CommandWords(
            self.name, self.words, self.phrases, self.takes, self.wishes, self.about, self.apart, strict, exact, self._english
        )

    @property
    def _english(self) -> tuple[str, ...]:
        german, english = (usage.split()[0].strip(",") for usage in (self.usage, self.usage_en))
        return (english,) if english != german else ()
