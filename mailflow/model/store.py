"""How decisions reach what is kept, wherever it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from mailflow.model.lists import Alike, Readers, Way
from mailflow.model.records import Post, Record

R = TypeVar("R", bound=Record)


class Records(Protocol):
    """Where records lie: SQL in production, a dictionary in tests and for `explain --seed`."""

    def get(self, kind: type[R], id: str, /) -> R | None: ...

    def all(self, kind: type[R], /, *, since: tuple[str, date] | None = None, **equal: object) -> list[R]:
        """Records whose fields equal the given values, or one of them where a list is given. `since` is (field, earliest day or moment).

        Ordered by id.
        """
        ...

    def values(
        self, kind: type[Record], fields: tuple[str, ...], /, *, since: tuple[str, date] | None = None, **equal: object
    ) -> list[tuple[Any, ...]]:
        """Only these fields of what `all` would return: thousands of whole records would need much room."""
        ...

    def count(self, kind: type[Record], /, **equal: object) -> int:
        """How many `all` would return."""
        ...

    def readers(self, group: str, day: date) -> Iterable[Alike]:
        """Who reads a list, counted, and to how many of them its posts go one by one on that day."""
        ...

    def ways(self, day: date) -> Iterable[Way]:
        """How posts of every list come to whoever is inside and not away that day, a person after the other."""
        ...

    def addresses(self, of: Readers) -> Iterable[str]:
        """Where posts go one by one."""
        ...

    def found(self, query: str, readable: Mapping[str, datetime | None], most: int, before: datetime | None = None) -> list[Post]:
        """Posts with all words of the query, newest first, out of these lists, each from a moment on, and from before another."""
        ...

    def last_number(self, kind: type[Record], prefix: str) -> int:
        """The highest NNNN among ids "PREFIX-NNNN", 0 if none."""
        ...
