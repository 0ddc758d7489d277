"""Open questions under fresh reply addresses: for whom an address is too old or in other hands, or for all when the keys are dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from mailflow.decide.asking import kinds, lives, written_to
from mailflow.decide.lists.digest import title_of
from mailflow.model.effects import Ask, Decision, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question, SentLetter

Why = Literal["foreign", "elsewhere", "keys", "old", "anothers"]


def asked_again(question: Question, of: Collection[str], why: Why, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Every address at which these people answer the question dies, and each of them gets a new one."""
    theirs = [sent for sent in facts.questions.letters(question.id) if sent.to in {"", *of}]
    return (*_dead(theirs, now), Ask(question, tuple(letter_to(address, question, why, facts) for address in sorted(of))))


def letter_to(address: str, question: Question, why: Why, facts: Facts, *, in_reply_to: str = "", key: str = "") -> Send:
    """Asks the question once more, under a new address."""
    person = facts.people.by_address(address)
    context = {"case": question.about, "title": title_of_question(question, facts), "why": why}
    to = Mailbox(address, person.name if person else "")
    return Send("question/new_address", to, context, question.about, in_reply_to, key=key)


def _dead(letters: Iterable[SentLetter], now: datetime) -> tuple[Save, ...]:
    return tuple(Save(replace(sent, answerable_until=now)) for sent in letters if lives(sent, now))


def title_of_question(question: Question, facts: Facts) -> str:
    """What the question is about, in words: the orders it would run, what can be taken back, or the matter; "" for what has no name."""
    orders = ", ".join(order.words for order in question.orders if order.words)
    if named := orders or str(question.details.get("title", "")):
        return named
    matters = [question.about]
    if question.kind == "undo":
        matters = [entry.about for entry in facts.journal.undoable(question.opened, letter=question.about)]
    titles = ((matter, title_of(matter, facts)["title"]) for matter in dict.fromkeys(matters))
    return ", ".join(title for matter, title in titles if title != matter)


def dropped(mark: str) -> str:
    """What the journal says of keys dropped in favour of the one named."""
    return f"all keys dropped; the new one is {mark}"


def all_asked_again(mark: str, waiting: Mapping[str, bool], facts: Facts, now: datetime) -> Decision:
    """What an emergency comes to: every reply address dies; who is waited for is asked again.

    `waiting` are the letters that may still leave and take new addresses along, each with whether its reader may have it already.
    """
    effects: list[Effect] = [Note("keys", dropped(mark))]
    for question in facts.questions.open():
        if question.expires and question.expires <= now:
            continue
        letters = [sent for sent in facts.questions.letters(question.id) if lives(sent, now)]
        given = [sent for sent in letters if waiting.get(sent.id, True)]
        effects += _dead((sent for sent in given if sent.id not in waiting), now)
        without = written_to(given, question) - {sent.to for sent in letters if sent not in given} if given else frozenset()
        # An offer is not made again by a letter of its own.
        if without and not kinds()[question.kind].is_offer:
            effects.append(Ask(question, tuple(letter_to(one, question, "keys", facts, key=mark) for one in sorted(without))))
    return Decision(Verdict("accept", "keys_dropped"), tuple(effects))
