"""Times of day as people write them: "14 Uhr", "9.30 Uhr", "halb drei", "viertel nach zehn", "2 pm", "von 10 bis 12 Uhr" (its beginning)."""

from __future__ import annotations

import re
from datetime import time

_HOURS = {
    name: number
    for number, names in enumerate(
        (
            "eins ein one", "zwei two", "drei three", "vier four", "fünf fuenf five", "sechs six", "sieben seven", "acht eight", "neun nine",
            "zehn ten", "elf eleven", "zwölf zwoelf twelve",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_HOUR = r"\d{1,2}|" + "|".join(sorted(_HOURS, key=len, reverse=True))
_RANGE = re.compile(r"(?<![\d.:])(\d{1,2}(?::\d{2})?)\s?(?:-|–|bis|to)\s?\d{1,2}(?::\d{2})?\s?(?=uhr|h\b)")
"""The beginning of "10 bis 12 Uhr" has no "Uhr" of its own."""
_SPOKEN = re.compile(
    rf"\b(?:(?P<part>halb|dreiviertel|viertel (?:nach|vor)|half past|quarter (?:past|to))\s(?P<of>{_HOUR})|(?:um|at|gegen)\s(?P<at>{_HOUR})(?![\d.:])|(?P<full>{'|'.join(_HOURS)})\suhr"
    r"|(?P<noon>mittags|noon|zwölf uhr mittags))\b(?:\s(?P<half>[ap]\.?m\.?)\b)?"
)
_FIGURES = re.compile(
    r"(?<![\d.:])(?:(?P<h>\d{1,2})(?::(?P<m>\d{2})(?::\d{2})?(?!\d)|\.(?P<dot>\d{2})(?=\s?(?:uhr|h\b)))(?:\s?(?:uhr|h\b))?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<full>\d{1,2})\s?(?:uhr(?:\s?(?P<after>\d{2})(?!\d|\.))?|h\b|(?P<ampm>[ap])\.?m\b\.?))"
)
_AFTER_NOON = re.compile(r"\b(?:nachmittags?|abends?|in the (?:afternoon|evening))\b")
_BEFORE_NOON = re.compile(r"\b(?:morgens|vormittags?|früh|frueh|in the morning)\b")
_BEFORE_OR_PAST = {
    "halb": -30,
    "dreiviertel": -15,
    "viertel nach": 15,
    "viertel vor": -15,
    "half past": 30,
    "quarter past": 15,
    "quarter to": -15,
}
"""Minutes against the full hour that is named."""
EARLIEST_SPOKEN = 7
"""Nobody meets before: "halb drei" is in the afternoon."""


def time_in(text: str) -> time | None:
    """The time of day lower-case words name, the first of a span; None if none or an impossible one."""
    text = _RANGE.sub(r"\1 uhr", text)
    minutes = _in_figures(text)
    if minutes is None:
        minutes = _in_words(text)
    if minutes is None or not 0 <= minutes < 24 * 60:
        return None
    return time(minutes // 60, minutes % 60)


def without_times(text: str) -> str:
    """The text with blanks where times stood, so that what is left can be read as a date."""
    for pattern in (_RANGE, _FIGURES, _SPOKEN):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text


def _in_figures(text: str) -> int | None:
    """Minutes after midnight."""
    found = _FIGURES.search(text)
    if found is None or _SPOKEN.search(text[: found.start()] + " " * len(found[0])):
        return None
    hour, minute = int(found["h"] or found["full"]), int(found["m"] or found["dot"] or found["after"] or 0)
    if minute > 59 or hour > 23:
        return -1
    return _halved(hour, found["half"] or found["ampm"] or "", text) * 60 + minute


def _in_words(text: str) -> int | None:
    found = _SPOKEN.search(text)
    if found is None:
        return None
    if found["noon"]:
        return 12 * 60
    named = found["of"] or found["at"] or found["full"]
    minutes = (int(named) if named.isdigit() else _HOURS[named]) * 60 + _BEFORE_OR_PAST.get(found["part"] or "", 0)
    if found["half"] or _AFTER_NOON.search(text) or _BEFORE_NOON.search(text):
        return _halved(minutes // 60, (found["half"] or "")[:1], text) * 60 + minutes % 60
    return minutes + 12 * 60 if minutes < EARLIEST_SPOKEN * 60 else minutes


def _halved(hour: int, half: str, text: str) -> int:
    """The hour of 24, told by am, pm, "nachmittags"."""
    if not half and hour < 12 and _AFTER_NOON.search(text):
        return hour + 12
    if not half or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half == "p" else 0)
