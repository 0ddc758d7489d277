"""The shape of a posting rule: one file in decide/rules/ each, named in a list's TOML; the first verdict wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailflow.model.effects import Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Proof
from mailflow.model.lists import ListKind
from mailflow.model.records import Group, Person


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter to a list, as the rules see it. `sender` is None for somebody the forum does not know."""

    letter: Letter
    proof: Proof
    sender: Person | None
    group: Group
    kind: ListKind
    facts: Facts
    now: datetime

    @property
    def is_on_roster(self) -> bool:
        return self.sender is not None and self.facts.lists.membership(self.group.id, self.sender.id) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """`verdict_on` answers None where the rule has nothing against the post. `reasons` tells the verdict to people (template words)."""

    name: str
    verdict_on: Callable[[Posting], Verdict | None]
