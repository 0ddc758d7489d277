"""A post that proposes a new working group in its own words: »Hätte jemand Lust auf eine AG Fachkräfte?« (scenario S18)."""

from __future__ import annotations

import re

_PROPOSED = re.compile(
    r"\b(?:lust auf|interesse an|bedarf an|wie wäre es mit|(?:wollen|sollen|sollten) wir|(?:ich|wir) (?:möchten?|würden?|wollen?)"
    r"|interested in|shall we)\b[^.?!\n]{0,40}?"
    r"\b(?:(?:eine[rn]?|neue[rn]?|a|new)\s+){1,2}(?:AG|Arbeitsgruppe|working group)\s+(?:(?:zum Thema|zu[mr]?|on|about)\s+)?"
    r"[„“\"»]?(?P<name>[A-ZÄÖÜ][^.?!\n„“\"«»()]{2,50}?)[“\"«]?"
    r"(?=\s*(?:[.?!\n(]|$|\s(?:gründen|aufmachen|starten|machen|bilden)\b))",
    re.I,
)


def group_proposed_in(text: str) -> str:
    """The name of the group, "" where none is proposed."""
    found = _PROPOSED.search(text)
    return " ".join(found["name"].split()).rstrip(" ,;:-") if found else ""
