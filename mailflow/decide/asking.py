"""Opening and closing questions: the one way in which the forum asks anybody anything."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from mailflow.model.effects import Decision, Effect, Save
from mailflow.model.facts import Facts
from mailflow.model.intent import Order, Reading
from mailflow.model.letter import Letter
from mailflow.model.records import Person, Question, SentLetter


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter of somebody who was asked, with all that deciding about it may need."""

    question: Question
    letter: Letter
    reading: Reading
    sender: Person | None
    facts: Facts
    now: datetime

    @property
    def asked_as(self) -> str:
        """The address under which the sender was asked."""
        own = self.facts.people.addresses(self.sender) if self.sender else ()
        return next((a for a in (self.letter.sender.address, *own) if a in self.question.asked), self.question.asked[0])


DECIDES = timedelta(days=14)
"""How long a letter can be answered by which something is decided over others (faults.md section 3)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One file in decide/questions/: which answers it understands and what each does."""

    name: str
    answered: Callable[[Answer], Decision]
    days: int = 14
    lives: timedelta | None = DECIDES
    """How long one letter that asks it can be answered; None: as long as it is open, where each answers for nobody but themselves."""
    offered: tuple[str, ...] = ()
    """Commands that may be said in own words here."""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Plain answers and how they are said."""
    own_answers: Callable[[Question, Facts], Mapping[str, tuple[str, ...]]] | None = None
    """Plain answers that this one question understands, where they differ from one to the next."""
    form: Callable[[Question, Facts], Sequence[tuple[str, str]]] | None = None
    """The questions of a reply form, each with the answer it has already, "" while open."""
    dates: Callable[[Question, Facts], Sequence[datetime]] | None = None
    """The dates of which the answer says whether they suit."""
    shown: Callable[[Question, Facts], dict[str, Any]] | None = None
    """What the reminder and the weekly letter tell of it, besides its title."""
    gathered: bool = False
    """Many are asked the same: an answer may be changed until their matter ends, which closes all of them together."""
    final: bool = False
    """An answer is not taken back: it only adds to what is known, or lets go what its author can send again."""
    in_person: bool = False
    """Nobody answers it for whoever was asked: it is what keeps a deputy from deciding over their rights, or with two voices."""
    numbered: bool = False
    lasting: bool = False
    """An answer counts after its end too: it says what its writer wants for themselves, and nobody else waits for it."""
    free: bool = False
    """Any words answer it."""
    goes_on: bool = False
    """What somebody writes once it is settled is more than a late answer: the office reads it."""
    is_rsvp: bool = False
    is_offer: bool = False
    """Nobody waits for an answer: it is never asked again, the next letter of its kind offers the same."""
    dated: bool = False
    """The answer may name a day from which on it holds."""
    ticks: bool = False
    """The answer says which items of the newcomer's list are done."""
    completes: bool = False
    """The answer completes an application record."""
    in_digest: bool = False
    """Stands in the weekly letter while it is open, to be answered by number."""
    lapsed: Callable[[Question, Facts, datetime], tuple[Effect, ...]] | None = None
    """What follows where nobody answers in time, if anything does."""
    reminds_after: tuple[timedelta, ...] = ()
    """How long after it was asked it is asked again, each time under another address."""
    reminds_before: tuple[timedelta, ...] = ()
    """How long before its end it is asked again."""

    def answers_to(self, question: Question, facts: Facts) -> Mapping[str, tuple[str, ...]]:
        return self.own_answers(question, facts) if self.own_answers else self.answers

    def dates_of(self, question: Question, facts: Facts) -> tuple[datetime, ...]:
        return tuple(self.dates(question, facts)) if self.dates else ()


@cache
def kinds() -> Mapping[str, Kind]:
    # Imported on first use: the files in questions/ need this module.
    from mailflow.decide import questions

    found = {}
    for module in pkgutil.iter_modules(questions.__path__):
        kind: Kind = importlib.import_module(f"{questions.__name__}.{module.name}").KIND
        if kind.name != module.name:
            raise ValueError(f"{module.name}.py defines the question {kind.name}")
        found[kind.name] = kind
    return found


def question(
    kind: str,
    about: str,
    asked: tuple[str, ...],
    now: datetime,
    cause: str,
    *,
    days: int,
    orders: tuple[Order, ...] = (),
    details: Mapping[str, Any] | None = None,
) -> Question:
    """A new question; its id follows from what caused it, so that a decision made again asks the same question again."""
    return Question(
        id=f"{kind}:{about}:{cause}",
        kind=kind,
        about=about,
        asked=asked,
        opened=now,
        expires=now + timedelta(days=days),
        orders=orders,
        details=details or {},
    )


def answerable_until(question: Question, now: datetime) -> datetime | None:
    """From when on a letter that asks it now cannot be answered any more."""
    lives = kinds()[question.kind].lives
    return now + lives if lives else None


def lives(sent: SentLetter, now: datetime) -> bool:
    """Whether this letter can still be answered."""
    return sent.answerable_until is None or now < sent.answerable_until


def written_to(letters: Iterable[SentLetter], question: Question) -> frozenset[str]:
    """Whom these letters ask the question; everybody asked where that is not known, as in a seed file."""
    return frozenset(sent.to for sent in letters if sent.to) or frozenset(question.asked)


def closed(question: Question, answer: str, by: str, now: datetime) -> Save:
    return Save(replace(question, state="answered", answer=answer, answered_by=by, answered=now))


def closed_all(facts: Facts, about: str, kinds: tuple[str, ...], answer: str, by: str, now: datetime) -> tuple[Save, ...]:
    """Closes every open question of these kinds about a matter: who answers now is told that it is decided."""
    return tuple(closed(q, answer, by, now) for q in facts.questions.about(about) if q.kind in kinds and q.state == "open")


def superseded(facts: Facts, about: str, kinds: tuple[str, ...]) -> tuple[Save, ...]:
    """The open questions of these kinds about a matter give way to the next one; an answer to them is read as one to it."""
    return tuple(Save(replace(q, state="superseded")) for q in facts.questions.about(about) if q.kind in kinds and q.state == "open")
