"""What limits a search, as people write it: "seit Januar", "vor Oktober", "since 2026", "in der AG Wohnen"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mailflow.understand.when.dates import MONTH, MONTHS, date_in

_TIME = rf"(?:(?P<month>{MONTH})\b\.?(?:\s+(?P<of>\d{{4}})\b)?|(?P<year>(?:19|20)\d\d)\b|(?P<day>\d{{1,2}}\.\s*(?:{MONTH})\b\.?(?:\s+\d{{4}}\b)?|\d[\d.\-/]{{2,9}}))"
_FILLED = r"\s+(?:(?:dem|anfang|beginn|ende|vom|zum|the|of|end)\s+)*"
_SINCE = re.compile(rf"\b(?:seit|ab|since){_FILLED}{_TIME}", re.I)
_BEFORE = re.compile(rf"\b(?P<word>vor|bis|before|until|till){_FILLED}{_TIME}", re.I)
_LATELY = re.compile(
    r"\b(?:(?:aus|in|von|from)\s+)?(?:(?:der|dem|the)\s+)?(?:letzte[rnms]?|vergangene[rnms]?|last)\s+(?P<span>woche|monat|jahr|week|month|year)\b",
    re.I,
)
_SPANS = {"woche": 7, "week": 7, "monat": 31, "month": 31, "jahr": 366, "year": 366}
_WITHIN = re.compile(
    r"\b(?:in|aus|auf|from|on)\s+(?:(?:der|dem|den|the)\s+)?(?P<where>(?:AG|Arbeitsgruppe|Gruppe|Liste|Raum|group|list)\s+[^\W_][\w -]{1,60})",
    re.I,
)


def without_since(text: str, today: date) -> tuple[str, date | None]:
    """(the text without the limit, the day from which on posts are looked for); a day without a year is the last one."""
    found = _SINCE.search(text)
    if day := _day(found, today) if found else None:
        return _without(text, found), day
    found = _LATELY.search(text)
    return (_without(text, found), today - timedelta(days=_SPANS[found["span"].lower()])) if found else (text, None)


def without_end(text: str, today: date) -> tuple[str, date | None]:
    """(the text without the limit, the day before which posts are looked for): "vor Oktober" leaves October out, "bis Oktober" ends with it."""
    found = _BEFORE.search(text)
    day = _day(found, today) if found else None
    if found is None or day is None:
        return text, None
    if found["word"].lower() in {"vor", "before"}:
        return _without(text, found), day
    span = 1 if found["day"] else 366 if found["year"] else 31
    after = day + timedelta(days=span)
    return _without(text, found), after if found["day"] else after.replace(day=1) if found["month"] else date(day.year + 1, 1, 1)


def _without(text: str, found: re.Match[str] | None) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip() if found else text


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
