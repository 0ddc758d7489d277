"""From when on an answer holds: "gern, aber erst nach den Osterferien", "ja, ab 3. Mai"."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from mailflow.understand.dates import date_in, span_in

SHORTEST_SENTENCE = 6
"""Words below which a letter may be a day and nothing else."""
_LATER = re.compile(
    r"[,;–-]?\s*\b(?:(?:aber|jedoch|allerdings|nur|but)\s+)?(?:(?P<late>(?:erst|frühestens|only)\s+(?:wieder\s+)?(?:ab|nach|im|am|from|after|in|on)|nicht vor|not before)|ab|from)\s+"
    r"(?P<when>[^,;!?\n]{2,60})",
    re.I,
)


class Start(NamedTuple):
    day: date | None
    """None where none was named, or none that can be told."""
    said: str = ""
    """The words that put it off."""
    rest: str = ""
    """What else the text says."""


def start_in(text: str, today: date) -> Start:
    """The day that an answer names as its beginning."""
    for found in _LATER.finditer(text):
        day = span_in(f"ab {found['when']}", today)[0] or date_in(found["when"], today)
        if day or found["late"]:
            return Start(day, found[0].strip(" ,;.–-"), text[: found.start()] + text[found.end() :])
    return Start(date_in(text, today) if len(text.split()) < SHORTEST_SENTENCE else None, rest=text)
