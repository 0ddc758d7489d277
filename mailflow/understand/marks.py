"""Rows of forms: what programs and people write at one place of a letter, each with where it was seen.

A new client, gateway or phrase is one more row, and a letter in tests/corpus/. A row sees the head of a line: its first 400 characters
with single blanks. It repeats nothing inside a repeat. So no letter can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SIGHT = 400


def head_of(line: str) -> str:
    """What the rules see of a line."""
    return " ".join(line[:SIGHT].split())


_UMLAUTS = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)", "ß": "(?:ß|ss)"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One form (a pattern without groups that count) and the product or habit it comes from."""

    pattern: re.Pattern[str]
    seen: str


def _with_spelt_umlauts(pattern: str) -> str:
    """Old appliances write "geloescht": an umlaut outside a character class may be spelt with two letters."""
    return re.sub(r"\[[^\]]*\]|[äöüß]", lambda m: _UMLAUTS.get(m[0], m[0]), pattern)


class Marks:
    """The rows of one table."""

    def __init__(self, *rows: tuple[str, str]) -> None:
        spelt = [(seen, _with_spelt_umlauts(pattern)) for seen, pattern in rows]
        self.rows = tuple(Mark(re.compile(pattern, re.I), seen) for seen, pattern in spelt)
        self._any = re.compile("|".join(f"(?:{pattern})" for _, pattern in spelt), re.I)

    def at(self, head: str) -> str:
        """Where the form that this line begins with was seen; "" if none does. Takes the head of a line (see `head_of`)."""
        return self._seen(head) if self._any.match(head) else ""

    def within(self, text: str, length: int = SIGHT) -> str:
        """Where a form found anywhere in the first `length` characters was seen; "" if none is there."""
        text = " ".join(text[:length].split())
        return next((m.seen for m in self.rows if m.pattern.search(text)), "") if self._any.search(text) else ""

    def _seen(self, head: str) -> str:
        return next(m.seen for m in self.rows if m.pattern.match(head))
