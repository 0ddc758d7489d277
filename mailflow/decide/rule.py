"""The shape of a posting rule: one file in decide/rules/ each, named in a list's TOML; the first verdict wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailflow.model.effects import Effect, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Reading
from mailflow.model.letter import ENCODED, Attachment, Letter, Proof
from mailflow.model.lists import ListKind
from mailflow.model.records import Group, Person, Writer


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter to a list, as the rules see it. `sender` is None for somebody the forum does not know."""

    letter: Letter
    reading: Reading
    proof: Proof
    sender: Person | None
    group: Group
    kind: ListKind
    facts: Facts
    now: datetime

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address under which its author is known."""
        own = self.facts.people.addresses(self.sender) if self.sender else ()
        return tuple(dict.fromkeys((self.letter.sender.address, *own)))

    @property
    def writer(self) -> Writer | None:
        """What was said of this author's posts to this list, if anything was."""
        return self.facts.lists.writer(self.group.id, self.addresses)

    @property
    def left_out(self) -> tuple[Attachment, ...]:
        """The files, largest first, without which the letter fits; none where it fits with all of them, or would not fit without."""
        if "too_large" not in self.kind.rules:
            return ()
        over = self.letter.size - self.kind.max_size_mb * 1_000_000
        chosen: list[Attachment] = []
        for file in sorted(self.letter.attachments, key=lambda a: a.size, reverse=True):
            if over <= 0:
                break
            chosen.append(file)
            over -= file.size * ENCODED
        return tuple(chosen) if over <= 0 else ()


def nothing_else(posting: Posting, verdict: Verdict) -> tuple[Effect, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """`verdict_on` answers None where the rule has nothing against the post."""

    name: str
    verdict_on: Callable[[Posting], Verdict | None]
    reasons: tuple[str, ...] = ()
    """Those of its verdicts that people hear of; templates/*/_why/ has a file for each."""
    asks: str = ""
    """The question to its author where the verdict is to ask them back; such rules stand behind all that hold a post."""
    of_letters: bool = False
    """It judges how a letter came to the list; words that come in an answer to us are spared it."""
    letter: str = ""
    """The letter to its author, where it is not the usual one of the verdict."""
    besides: Callable[[Posting, Verdict], tuple[Effect, ...]] = nothing_else
    """What the verdict brings about beyond the post itself."""
