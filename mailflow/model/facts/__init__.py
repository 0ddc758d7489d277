"""What a decision may read: one narrow part per area, over any store of records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailflow.model.facts.archive import Archive, Journal
from mailflow.model.facts.lists import Lists
from mailflow.model.facts.matters import Matters
from mailflow.model.facts.people import People
from mailflow.model.facts.questions import Questions
from mailflow.model.forum import Forum
from mailflow.model.records import Period, Record
from mailflow.model.store import Records

__all__ = ["Facts", "Records", "handled_id"]


@dataclass(frozen=True, slots=True)
class Facts:
    forum: Forum
    records: Records

    @property
    def people(self) -> People:
        return People(self.records)

    @property
    def lists(self) -> Lists:
        return Lists(self.records, self.forum)

    @property
    def questions(self) -> Questions:
        return Questions(self.records)

    @property
    def matters(self) -> Matters:
        return Matters(self.records)

    @property
    def archive(self) -> Archive:
        return Archive(self.records)

    @property
    def journal(self) -> Journal:
        return Journal(self.records)

    def next_number(self, letter: str, kind: type[Record], now: datetime) -> str:
        """The next number people can quote, e.g. F-2027-0031."""
        prefix = f"{letter}-{self.today(now).year}"
        return f"{prefix}-{self.records.last_number(kind, prefix) + 1:04}"

    def handled(self, message_id: str) -> bool:
        """Whether a letter under this Message-ID had its effects before this store knew of it, as a seed says."""
        return self.ran(handled_id(message_id))

    def ran(self, period: str) -> bool:
        return self.records.get(Period, period) is not None

    def ran_since(self, moment: datetime) -> frozenset[str]:
        return frozenset(id for (id,) in self.records.values(Period, ("id",), since=("ran", moment)))

    def last_run(self, beginning: str, since: datetime, *, but_for: str) -> datetime | None:
        """When the newest period ran whose name begins so and does not end with `but_for`; None if none since then."""
        found = self.records.all(Period, since=("ran", since))
        return max((p.ran for p in found if p.id.startswith(beginning) and not p.id.endswith(but_for)), default=None)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.forum.timezone)).date()


def handled_id(message_id: str) -> str:
    """The period that stands for a letter handled before."""
    return f"letter:{message_id}"
