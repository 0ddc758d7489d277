"""A post that proposes a new working group in its own words: »Hätte jemand Lust auf eine AG Fachkräfte?« (scenario S18)."""

from __future__ import annotations

import re

_PROPOSED = re.compile(
    r"\b(?:lust auf|interesse an|bedarf an|wie wäre es mit|(?:wollen|sollen|sollten) wir|(?:ich|wir) (?:möchten?|würden?|wollen?)"
    r"|interested in|shall we)\b[^.?!\n]{0,40}?"
    r"\b(?:(?:eine[rn]?|neue[rn]?|a|new)\s+){1,2}(?:AG|Arbeitsgruppe|working group)\s+(?:(?:zum Thema|zu[mr]?|on|about)\s+)?"
    r"[„“\"»]?(?P<name>[A-ZÄÖÜ][^.?!\n„“\"«»()]{2,50}?)[“\"«]?"
    r"(?=\s*(?:[.?!\n(]|$|\s(?:gründen|aufmachen|starten|machen|bilden|aufbauen|einrichten|anstoßen|vorschlagen|anregen|haben|ins Leben|auf die Beine)\b))",
    re.I,
)
_NAMED = re.compile(
    r"(?i:\b(?:unter|mit) dem Namen|\bals (?=AG\b)|\bnamens|\bName(?: ist|:)|\bich wollte:?|\bsondern|\bcalled|\bunder the name)\s+"
    r"[„“\"»]?(?:(?:die|eine|a|the)\s+)?(?:AG\s+|Arbeitsgruppe\s+)?[„“\"»]?(?P<name>[A-ZÄÖÜ][^.?!,\n„“\"«»()]{2,50})"
)
"""What a group shall be called: »gern, aber lieber unter dem Namen Wohnsitz und Verteilung«."""


def group_proposed_in(text: str) -> str:
    """The name of the group, "" where none is proposed."""
    return _tidy(_PROPOSED.search(text))


def group_named_in(text: str) -> str:
    """What the group that was asked about shall be called instead, "" where nothing of it is said."""
    return _tidy(_NAMED.search(text))


def _tidy(found: re.Match[str] | None) -> str:
    return " ".join(found["name"].split()).rstrip(" ,;:-") if found else ""
