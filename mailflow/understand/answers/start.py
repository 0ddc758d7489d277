"""From when on an answer holds: "gern, aber erst nach den Osterferien", "ja, ab 3. Mai"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from mailflow.understand.when.dates import date_in, span_in
from mailflow.understand.when.feasts import NAMES

SHORTEST_SENTENCE = 6
"""Words below which a letter may be a day and nothing else."""
_SEASON = (
    r"(?:(?:de[mnr]|the|nächste\w*|kommende\w*|neue\w*|next|new|anfang|mitte|ende|early|mid|late) ){0,3}"
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|may|june|july|october|december"
    r"|frühjahr|frühling|sommer|herbst|winter|jahr|monat|quartal|halbjahr|spring|summer|autumn|year|month|quarter)"
)
"""A stretch of the year that names no day."""
_LATER = re.compile(
    r"[,;–-]?\s*\b(?:(?:aber|jedoch|allerdings|nur|but)\s+)?(?:(?P<late>(?:erst|frühestens|only)\s+(?:wieder\s+)?(?:ab|nach|im|am|from|after|in|on)|nicht vor|not before|(?:ab|from|im|in)(?=\s"
    + _SEASON
    + r"\w*\b)|^\s*(?:nach|after)(?=\s[^.!?\n]{0,20}(?:ferien|holidays)))|ab|from)\s+"
    r"(?P<when>[^,;!?\n]{2,60})",
    re.I,
)
_AWAY = re.compile(
    r"[,;–-]?\s*\b(?:(?:aber|jedoch|allerdings|nur|but)\s+)?(?:(?:ich\s+)?(?:bin|habe)(?:\s+ich)?|i am|i'm)\s+(?:noch\s+|leider\s+|still\s+)*"
    r"(?P<until>(?:bis|until|till)\s[^,;!?\n]{2,30}?)\s+(?:noch\s+|leider\s+)?"
    r"(?:(?:im|in|auf|beim)\s(?:\w+\s)?[A-ZÄÖÜ]\w+|urlaub|weg|verreist|krank\w*|nicht (?:da|im haus)|away|on (?:leave|holiday|vacation))(?:[,;]?\s+(?:und\s+)?(?:danach|dann|after that|then)\b)?",
    re.I,
)
"""Who is away until a day begins on the next one."""

_AFTER = re.compile(r"\b(?:nach|after)$", re.I)
_FEAST = re.compile(r"(?:dem |den |the )?(" + "|".join(NAMES) + ")", re.I)


class Start(NamedTuple):
    day: date | None
    """None where none was named, or none that can be told."""
    said: str = ""
    """The words that put it off."""
    rest: str = ""
    """What else the text says."""


def start_in(text: str, today: date) -> Start:
    """The day that an answer names as its beginning."""
    if (away := _AWAY.search(text)) and (last := span_in(away["until"], today)[1]):
        return Start(last + timedelta(days=1), away[0].strip(" ,;.–-"), text[: away.start()] + text[away.end() :])
    for found in _LATER.finditer(text):
        day = _day_after(found["when"], today) if _AFTER.search(found["late"] or "") else None
        day = day or span_in(f"ab {found['when']}", today)[0] or date_in(found["when"], today)
        if day or found["late"]:
            return Start(day, found[0].strip(" ,;.–-"), text[: found.start()] + text[found.end() :])
    return Start(date_in(text, today) if len(text.split()) < SHORTEST_SENTENCE else None, rest=text)


def _day_after(when: str, today: date) -> date | None:
    """The first day of work behind a feast: "nach Pfingsten" is a Tuesday."""
    feast = _FEAST.match(when)
    last = date_in(f"nach {feast[1]}", today) if feast else None
    return next(d for d in (last + timedelta(days=n) for n in range(1, 4)) if d.weekday() < 5) if last else None
