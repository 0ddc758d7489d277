"""Feast days by which people date their absence: "bis Ostermontag", "nach Pfingsten", "bis Heiligabend"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_FROM_EASTER = {
    "rosenmontag": -48, "aschermittwoch": -46, "gründonnerstag": -3, "karfreitag": -2, "good friday": -2, "karsamstag": -1,
    "ostersonntag": 0, "easter sunday": 0, "nach ostern": 1, "after easter": 1, "vor ostern": -3, "before easter": -3, "ostermontag": 1, "easter monday": 1, "ostern": 0, "easter": 0,
    "christi himmelfahrt": 39, "himmelfahrt": 39, "ascension day": 39, "pfingstsonntag": 49, "vor pfingsten": 47, "nach pfingsten": 50, "pfingstmontag": 50,
    "pfingsten": 49, "fronleichnam": 60,
}  # fmt: skip
"""Days before or behind Easter Sunday. Work begins again after the Monday: "bis nach Ostern" ends on it; before a feast is the last day of work."""
_FIXED = {
    "dreikönig": (1, 6), "heilige drei könige": (1, 6), "neujahr": (1, 1), "new year s day": (1, 1), "tag der arbeit": (5, 1),
    "tag der deutschen einheit": (10, 3), "reformationstag": (10, 31), "allerheiligen": (11, 1), "nikolaus": (12, 6),
    "heiligabend": (12, 24), "christmas eve": (12, 24), "weihnachten": (12, 25), "christmas": (12, 25), "vor weihnachten": (12, 23), "nach weihnachten": (12, 26),
    "before christmas": (12, 23), "after christmas": (12, 26), "silvester": (12, 31),
    "new year s eve": (12, 31),
}  # fmt: skip
NAMES = tuple(sorted([*_FROM_EASTER, *_FIXED], key=len, reverse=True))
_HOLY_WEEK = re.compile(r"\b(?:in der |während der |during |in )?(?:karwoche|holy week)\b")
_NAMED = re.compile(r"\b(?:" + "|".join(re.escape(name) for name in NAMES) + r")\b(?! \d)")


def with_feasts_dated(text: str, today: date) -> str:
    """Lower-case text without apostrophes in which each feast day is a date, the next one to come, and Holy Week a span."""
    if "woche" in text or "week" in text:
        text = _HOLY_WEEK.sub(_holy_week(today), text)
    return _NAMED.sub(lambda found: f"{_next(found[0], today):%d.%m.%Y}", text)


def _holy_week(today: date) -> str:
    karsamstag = _next("karsamstag", today)
    return f"vom {karsamstag - timedelta(days=5):%d.%m.%Y} bis {karsamstag:%d.%m.%Y}"


def _next(name: str, today: date) -> date:
    this, following = (_day(name, year) for year in (today.year, today.year + 1))
    return this if this >= today else following


def _day(name: str, year: int) -> date:
    return date(year, *_FIXED[name]) if name in _FIXED else easter(year) + timedelta(days=_FROM_EASTER[name])


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm, Nature 13, 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
