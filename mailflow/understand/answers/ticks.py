"""Items of a numbered list that are done: "1 und 3 erledigt", "alles erledigt", "1-4 ok, 5 noch nicht"."""

from __future__ import annotations

import re

_ALL = re.compile(r"\b(?:alles?|alle punkte|all|everything)\b(?!.{0,40}\b(?:außer|bis auf|except|nicht|not)\b)", re.I)
_NOT = re.compile(r"\b(?:nicht|noch offen|fehlt|fehlen|offen|kein\w*|not|open|missing|außer|bis auf|except)\b", re.I)
_SPAN = re.compile(r"\b(\d{1,2})\s*(?:-|–|bis|to)\s*(\d{1,2})\b")
_NUMBER = re.compile(r"(?<![\d.:])\b(\d{1,2})\b(?![.:]?\d)")


def ticked_in(text: str, count: int) -> tuple[int, ...]:
    """The numbers from 1 to `count` that the text says are done."""
    ticked: set[int] = set()
    for part in re.split(r"[.;!?\n]\s|\n|,(?=[^,]*[a-zäöü]{4})", text[:2000]):
        if _NOT.search(part):
            ticked -= _numbers(part, count)
        elif _ALL.search(part) and not _numbers(part, count):
            ticked = set(range(1, count + 1))
        else:
            ticked |= _numbers(part, count)
    return tuple(sorted(ticked))


def _numbers(part: str, count: int) -> set[int]:
    found = {int(n) for n in _NUMBER.findall(part)}
    for first, last in _SPAN.findall(part):
        found |= set(range(int(first), int(last) + 1))
    return {n for n in found if 1 <= n <= count}
