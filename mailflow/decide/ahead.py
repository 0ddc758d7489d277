"""The forum as it will be: facts on which the effects of earlier orders of the same letter are already done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from mailflow.model import readers
from mailflow.model.effects import Ask, Effect, Remove, Save
from mailflow.model.facts import Facts
from mailflow.model.lists import Alike, Readers, Way
from mailflow.model.records import Post, Record
from mailflow.model.store import Records

R = TypeVar("R", bound=Record)


class _Ahead:
    def __init__(self, records: Records, effects: Iterable[Effect]) -> None:
        self._records = records
        self._changed: dict[tuple[type[Record], str], Record | None] = {}
        for effect in effects:
            self._note(effect)

    def _note(self, effect: Effect) -> None:
        if isinstance(effect, Remove):
            self._changed[type(effect.record), effect.record.id] = None
        elif isinstance(effect, Save | Ask):
            record = effect.record if isinstance(effect, Save) else effect.question
            self._changed[type(record), record.id] = replace(record, version=record.version + 1)

    def get(self, kind: type[R], id: str, /) -> R | None:
        if (kind, id) in self._changed:
            return self._changed[kind, id]  # type: ignore[return-value]  # keyed by its own type
        return self._records.get(kind, id)

    def all(self, kind: type[R], /, *, since: tuple[str, date] | None = None, **equal: object) -> list[R]:
        before = [r for r in self._records.all(kind, since=since, **equal) if (kind, r.id) not in self._changed]
        now = [r for (k, _), r in self._changed.items() if k is kind and r is not None and _fits(r, since, equal)]
        return sorted([*before, *now], key=lambda r: r.id)  # type: ignore[list-item]

    def values(
        self, kind: type[Record], fields: tuple[str, ...], /, *, since: tuple[str, date] | None = None, **equal: object
    ) -> list[tuple[Any, ...]]:
        return [tuple(getattr(record, field) for field in fields) for record in self.all(kind, since=since, **equal)]

    def count(self, kind: type[Record], /, **equal: object) -> int:
        return len(self.all(kind, since=None, **equal))

    def readers(self, group: str, day: date) -> Iterable[Alike]:
        return readers.alike(self, group, day)

    def ways(self, day: date) -> Iterable[Way]:
        return readers.ways(self, day)

    def addresses(self, of: Readers) -> Iterable[str]:
        return readers.addresses(self, of)

    def found(self, query: str, readable: Mapping[str, datetime | None], most: int, before: datetime | None = None) -> list[Post]:
        """Out of the archive as it was: no order adds to it and looks for that."""
        return self._records.found(query, readable, most, before)

    def last_number(self, kind: type[Record], prefix: str) -> int:
        new = [int(id.rpartition("-")[2]) for (k, id), r in self._changed.items() if k is kind and r and id.startswith(f"{prefix}-")]
        return max([self._records.last_number(kind, prefix), *new])


def _fits(record: Record, since: tuple[str, date] | None, equal: dict[str, object]) -> bool:
    recent = since is None or ((at := getattr(record, since[0])) is not None and at >= since[1])
    return recent and all(
        getattr(record, name) in value if isinstance(value, list) else getattr(record, name) == value for name, value in equal.items()
    )


def facts_after(facts: Facts, effects: Iterable[Effect]) -> Facts:
    """The same facts once these effects are done."""
    return replace(facts, records=_Ahead(facts.records, effects))
