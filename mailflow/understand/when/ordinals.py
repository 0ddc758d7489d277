"""Days of a month in words: "vom zehnten bis zum einundzwanzigsten August"."""

from __future__ import annotations

import re

_UNITS = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_FIRST = ("ersten", "zweiten", "dritten", "vierten", "fünften", "sechsten", "siebten", "achten", "neunten", "zehnten", "elften", "zwölften")
_TEENS = ("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
_DAYS = {
    **{word: number for number, word in enumerate(_FIRST, start=1)},
    **{f"{word}ten": number for number, word in enumerate(_TEENS, start=13)},
    **{f"{unit}{'und' if unit else ''}zwanzigsten": 20 + number for number, unit in enumerate(_UNITS)},
    "dreißigsten": 30,
    "einunddreißigsten": 31,
}
_MONTH = r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)"
_SAID = re.compile(rf"\b(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})(?=\s(?:{_MONTH}\b|bis\s(?:zum\s)?\w+\s{_MONTH}\b))")


def with_days_numbered(text: str) -> str:
    """Lower-case text in which a day told in words is a number: "am zehnten august" is "am 10. august"."""
    return _SAID.sub(lambda found: f"{_DAYS[found['day']]}.", text)
