"""Rows of forms: what programs and people write at one place of a letter, each with where it was seen.

A new client, gateway or phrase is one more row, and a letter in tests/corpus/. Every row sees at most the first 400 characters
of a line and repeats nothing without a bound, so no letter can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGHT = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """One form (a pattern without groups that count) and the product or habit it comes from."""

    pattern: re.Pattern[str]
    seen: str


class Marks:
    """The rows of one table."""

    def __init__(self, *rows: tuple[str, str]) -> None:
        self.rows = tuple(Mark(re.compile(pattern, re.I), seen) for seen, pattern in rows)
        self._any = re.compile("|".join(f"(?:{pattern})" for _, pattern in rows), re.I)

    def at(self, line: str) -> str:
        """Where the form that this line begins with was seen; "" if none does."""
        line = line[:SIGHT]
        return self._seen(line) if self._any.match(line) else ""

    def within(self, text: str, length: int = SIGHT) -> str:
        """Where a form found anywhere in the first `length` characters was seen; "" if none is there."""
        text = text[:length]
        return next((m.seen for m in self.rows if m.pattern.search(text)), "") if self._any.search(text) else ""

    def _seen(self, line: str) -> str:
        return next(m.seen for m in self.rows if m.pattern.match(line))
