"""Dates and times as people read them, with weekday, in the forum's zone; telephone numbers; words of others as a sentence of ours."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

HOME = 49
"""The country whose numbers are written without its code."""
_DAY = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}
_CLOCK = {"de": "HH:mm 'Uhr'", "en": "HH:mm"}
FEMININE = {"der": "die", "Der": "Die", "den": "die", "dem": "der"}
"""The articles before the name of a district, and what each becomes before a region or a city."""
_MASCULINE = re.compile(r"(?:[\w-]+er )?[\w-]*[Kk]reis\b|Regionalverband\b")
_CALLED_FEMININE = re.compile(r"(?:Stadt|Region|Städteregion)\b")
_ADJECTIVE = re.compile(r"er(?= Kreis\b)")


def day(value: date | datetime, language: str, zone: ZoneInfo) -> str:
    """Dienstag, 16. März 2027"""
    local = value.astimezone(zone).date() if isinstance(value, datetime) else value
    return format_date(local, _DAY[language], locale=language)


def clock(value: datetime, language: str, zone: ZoneInfo) -> str:
    """14:00 Uhr"""
    return format_datetime(value, _CLOCK[language], tzinfo=zone, locale=language)


def when(value: datetime, language: str, zone: ZoneInfo) -> str:
    """Dienstag, 16. März 2027, 14:00 Uhr"""
    return f"{day(value, language, zone)}, {clock(value, language, zone)}"


def number(value: float, language: str) -> str:
    """6,5 in a German letter, 6.5 in an English one."""
    return format_decimal(value, locale=language)


def sentence(text: str) -> str:
    """The words with an end, where their writer has put none."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def phone(number: str) -> str:
    """05818 2123, or +43 1 514500 for one from abroad; as it stands if it is no number by E.164."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == HOME
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def with_article(name: str, article: str) -> str:
    """den Landkreis Uelzen, die Region Hannover, dem Märkischen Kreis; a name of another kind stays as it is."""
    if _CALLED_FEMININE.match(name):
        return f"{FEMININE[article]} {name}"
    if not _MASCULINE.match(name):
        return name
    return f"{article} {_ADJECTIVE.sub('e' if article.lower() == 'der' else 'en', name)}"
