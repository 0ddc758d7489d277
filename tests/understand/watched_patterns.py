"""Reads nasty letters and prints, for every pattern with an endless repeat, the longest text it was shown: in reading, in finding the meaning.

A program of its own (`python watched_patterns.py`), because a pattern has to be watched from when it is made.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

LINE, LINES_TOGETHER = 6_500, 12
SHOWN_TO = {"match": 0, "search": 0, "fullmatch": 0, "split": 0, "findall": 0, "finditer": 0, "sub": 1, "subn": 1}
"""At which place of its arguments a method takes the text."""
ENDLESS = 5_000
"""A repeat with a smaller bound costs at most so many steps a character."""
shown: dict[str, int] = {}


class Watched:
    """A pattern that notes how long a text it is shown."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        return partial(self._noted, found, SHOWN_TO[name]) if name in SHOWN_TO else found

    def _noted(self, method: Any, place: int, *args: Any, **named: Any) -> Any:
        text = args[place] if len(args) > place else named["string"]
        name = self._pattern.pattern if isinstance(self._pattern.pattern, str) else self._pattern.pattern.decode("latin-1")
        shown[name] = max(shown.get(name, 0), len(text))
        return method(*args, **named)


def has_endless_repeat(parsed: Any) -> bool:
    for op, args in parsed:
        if str(op) in {"MAX_REPEAT", "MIN_REPEAT"} and (int(args[1]) > ENDLESS or has_endless_repeat(args[2])):
            return True
        parts = {"BRANCH": lambda a: a[1], "SUBPATTERN": lambda a: [a[3]], "ASSERT": lambda a: [a[1]], "ASSERT_NOT": lambda a: [a[1]]}
        if any(has_endless_repeat(part) for part in parts.get(str(op), lambda _: [])(args)):
            return True
    return False


def is_one_run(parsed: Any) -> bool:
    """One class of characters, repeated: each character is looked at once."""
    return len(parsed) == 1 and str(parsed[0][0]) == "MAX_REPEAT" and [str(op) for op, _ in parsed[0][1][2]] in (["IN"], ["LITERAL"])


def watch_patterns_of_mailflow() -> None:
    made: Any = re._compile  # type: ignore[attr-defined]

    @cache
    def compiled(pattern: Any, flags: int) -> Any:
        if isinstance(pattern, Watched):
            return pattern
        found = made(pattern, flags)
        parsed = re._parser.parse(found.pattern, int(flags))  # type: ignore[attr-defined]
        ours = "/mailflow/understand/" in sys._getframe(2).f_code.co_filename
        return Watched(found) if ours and has_endless_repeat(parsed) and not is_one_run(parsed) else found

    re._compile = compiled  # type: ignore[attr-defined]


def letters(nasty: list[str]) -> Iterator[str]:
    """Each of them repeated in one long line, a few lines a letter."""
    lines = [(one * (LINE // len(one) + 1))[:LINE] for one in nasty]
    for start in range(0, len(lines), LINES_TOGETHER):
        yield "\n".join(lines[start : start + LINES_TOGETHER])


def main() -> None:
    watch_patterns_of_mailflow()
    sys.path[:0] = [str(Path(__file__).parent)]
    from letters import TODAY, plain, read, vocabulary, written
    from test_meaning_work import ASKED
    from test_meaning_work import NASTY as MEANT
    from test_work import NASTY, PAGES

    from mailflow.understand.intent import reading_of

    for text in letters(list(NASTY.values())):
        plain(text)
        head = text[:LINE]
        read(f"From: a@b.example\nSubject: {head}\nTo: {head}\nReferences: {head}\n\nx")
        read(f"From: mailer-daemon@b.example\nSubject: Undeliverable\n\n{text}"[: 4 * LINE])
    for page in PAGES:
        read(f"From: a@b.example\nContent-Type: text/html\n\n<html><body>{page * (LINE // len(page))}")
    reading = dict(shown)
    shown.clear()
    for text in letters(MEANT):
        for asked in ASKED.values():
            reading_of(written(text), vocabulary(), asked, TODAY)
    print(json.dumps({"reading": reading, "meaning": {pattern: length for pattern, length in shown.items() if pattern not in reading}}))


if __name__ == "__main__":
    main()
