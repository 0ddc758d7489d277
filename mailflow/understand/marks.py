"""Rows of forms: what programs and people write at one place of a letter, each with where it was seen.

A new client, gateway or phrase is one more row, and a letter in tests/corpus/. A row sees the head of a line: its first 400 characters
with single blanks. It repeats nothing inside a repeat. So no letter can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

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


def _in_lower_case(pattern: str) -> str:
    """Letters behind a backslash are no letters of a text."""
    return re.sub(r"\\.|[^\\]+", lambda part: part[0] if part[0].startswith("\\") else part[0].lower(), pattern)


def _any_of(patterns: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)", flags)


class Marks:
    """The rows of one table. Whether any of them is there is looked for in lower case, which takes half as long as both cases."""

    def __init__(self, *rows: tuple[str, str]) -> None:
        self._spelt = [(seen, _with_spelt_umlauts(pattern)) for seen, pattern in rows]
        self._lower = _any_of((_in_lower_case(pattern) for _, pattern in self._spelt if "(?-i:" not in pattern), re.NOFLAG)
        self._written = _any_of((pattern for _, pattern in self._spelt if "(?-i:" in pattern), re.I)

    @cached_property
    def rows(self) -> tuple[Mark, ...]:
        """Made when the first of them is there: a sixth of the time in which a process gets ready to read went into making all."""
        return tuple(Mark(re.compile(pattern, re.I), seen) for seen, pattern in self._spelt)

    def at(self, head: str) -> str:
        """Where the form that this line begins with was seen; "" if none does. Takes the head of a line (see `head_of`)."""
        if self._lower.match(head.lower()) or self._written.match(head):
            return next((m.seen for m in self.rows if m.pattern.match(head)), "")
        return ""

    def within(self, text: str, length: int = SIGHT) -> str:
        """Where a form found anywhere in the first `length` characters was seen; "" if none is there."""
        text = " ".join(text[:length].split())
        if self._lower.search(text.lower()) or self._written.search(text):
            return next((m.seen for m in self.rows if m.pattern.search(text)), "")
        return ""
