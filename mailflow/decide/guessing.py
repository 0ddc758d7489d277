"""Words nobody understands: the commands that come nearest, to choose from by number."""

from __future__ import annotations

import re
from datetime import datetime

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Command, Risk
from mailflow.decide.office import commands_for, to_humans
from mailflow.model.effects import Ask, Decision, Forward, Send
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.letter import Letter
from mailflow.model.records import Person

_CASE = re.compile(r"\s+[A-Z]-\d{4}-\d{4}\b")
MOST = 3
STEM = 5
"""Letters by which two words are alike: "Gruppen", "Arbeitsgruppe" are not, "Gruppe", "Gruppen" are."""
ASK_BACK = ("search", "vote")
"""Commands that ask for what is missing: offered where their word is in what somebody wrote of no matter with a number."""
USUAL = ("status", "list_groups", "help")
"""Offered where nothing comes nearer."""


def offered(letter: Letter, sender: Person, facts: Facts, now: datetime) -> Decision:
    """The office gets the letter as always; its sender may choose one of three meanings meanwhile."""
    passed_on = to_humans(letter, facts)
    nearest = _nearest(letter.new_text, commands_for(sender, facts), paused=sender.paused_until is not None)
    orders = tuple(Order(command.name, _about(command, letter.new_text), command.usage) for command in nearest)
    guesses = [{"usage": _alone(c.usage), "usage_en": _alone(c.usage_en), "help": c.help, "help_en": c.help_en} for c in nearest]
    asked = question("guess", letter.id, (letter.sender.address,), now, letter.id, days=kinds()["guess"].days, orders=orders)
    send = Send("orders/guess", letter.sender, {"subject": letter.subject_base, "guesses": guesses}, letter.id, letter.message_id)
    forwards = tuple(effect for effect in passed_on.effects if isinstance(effect, Forward))
    return Decision(passed_on.verdict, (*forwards, Ask(asked, (send,))), passed_on.understood)


def _nearest(text: str, commands: list[Command], *, paused: bool) -> list[Command]:
    """Of the commands that need no more than their word, those that share most words with the text; none takes anything back unasked.

    Who paused and writes again may be back.
    """
    said = _stems(text)
    alone = [c for c in commands if not set(c.takes) - {"case"} and c.risk in {Risk.GENERAL, Risk.OWN} and c.name != "undo"]
    spoken_of = [c for c in commands if c.name in ASK_BACK and _speaks_of(c, text) and not _CASE.search(text.upper())]
    usual = {name: rank for rank, name in enumerate(USUAL)}
    nearest = sorted(
        alone,
        key=lambda c: (
            not (paused and c.name == "resume"),
            -len(said & _stems(f"{c.help} {' '.join(c.words)}")),
            usual.get(c.name, len(USUAL)),
            c.name,
        ),
    )
    return [*spoken_of, *nearest][:MOST]


def _speaks_of(command: Command, text: str) -> bool:
    """Whether a word of the text has the last of the command's words in it: "durchsuchen", "geheim abstimmen"."""
    said = text.casefold().replace("ß", "ss").split()
    return any(_stem(words.split()[-1]) in word for words in command.words for word in said)


def _stem(word: str) -> str:
    return word.casefold()[:STEM]


def _about(command: Command, text: str) -> dict[str, str]:
    """The matter that the letter names."""
    found = _CASE.search(f" {text.upper()}") if "case" in command.takes else None
    return {"case": found[0].strip()} if found else {}


def _alone(usage: str) -> str:
    """The command as it is written without a matter: a number of the handbook's would lead nowhere."""
    return _CASE.sub("", usage)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in text.casefold().split() if len(word) >= STEM}
