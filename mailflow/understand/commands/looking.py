"""What limits a search, as people write it: "seit Januar", "since 2026", "in der AG Wohnen"."""

from __future__ import annotations

import re
from datetime import date

from mailflow.understand.when.dates import MONTH, MONTHS, date_in

_SINCE = re.compile(
    rf"\b(?:seit|ab|since)\s+(?:(?:dem|anfang|beginn|vom|the|of)\s+)*"
    rf"(?:(?P<month>{MONTH})\b\.?(?:\s+(?P<of>\d{{4}})\b)?|(?P<year>(?:19|20)\d\d)\b|(?P<day>\d[\d.\-/]{{2,9}}))",
    re.I,
)
_WITHIN = re.compile(
    r"\b(?:in|aus|auf|from|on)\s+(?:(?:der|dem|den|the)\s+)?(?P<where>(?:AG|Arbeitsgruppe|Gruppe|Liste|Raum|group|list)\s+[^\W_][\w -]{1,60})",
    re.I,
)


def without_since(text: str, today: date) -> tuple[str, date | None]:
    """(the text without the limit, the day from which on posts are looked for); a day without a year is the last one."""
    found = _SINCE.search(text)
    day = _day(found, today) if found else None
    return (f"{text[: found.start()]} {text[found.end() :]}".strip(), day) if found and day else (text, None)


def _day(found: re.Match[str], today: date) -> date | None:
    if found["month"]:
        month = MONTHS[found["month"].lower()]
        return date(int(found["of"] or today.year - (month > today.month)), month, 1)
    if found["year"]:
        return date(int(found["year"]), 1, 1)
    day = date_in(found["day"].rstrip("."), today) or date_in(found["day"], today)
    return day.replace(year=day.year - 1) if day and day > today and (day.month, day.day) != (2, 29) else day


def place_in(text: str) -> tuple[str, str]:
    """(the text without it, the list that it names to look in), "" if it names none."""
    found = _WITHIN.search(text)
    return (f"{text[: found.start()]} {text[found.end() :]}".strip(), found["where"]) if found else (text, "")
