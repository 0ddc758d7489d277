"""A person named in a sentence: "Mentorin wäre Frau Kern aus Celle"."""

from __future__ import annotations

import re

_AFTER = re.compile(
    r"\b(?:mentor(?:in|:in|\*in)?|patin|pate|tandem(?:partner(?:in)?)?|begleit(?:ung|er|erin))\b\s*(?::|wäre|waere|ist|wird|soll|könnte|macht|übernimmt|bitte|schlage ich|schlagen wir|würde ich|wuerde ich|nehmen wir|haben wir|hätte ich gern|is|would be|will be|should be|with)?\s*"
    r"(?:sein|be|mit)?\s*:?\s*(?P<name>(?:(?:frau|herr|herrn|dr\.?|prof\.?|ms\.?|mr\.?|mrs\.?)\s+){0,3}[A-ZÄÖÜ][\w'-]{1,40}(?:\s+(?:von|van|de|zu)?\s*[A-ZÄÖÜ][\w'-]{1,40}){0,2})"
    r"(?:\s*\((?P<brackets>[^()]{2,60})\)|\s+(?:aus|vom|von|from|of)\s+(?:dem\s+|der\s+)?(?P<place>[A-ZÄÖÜ][\w.-]{1,40}(?:\s[A-ZÄÖÜ][\w.-]{1,40})?))?",
    re.I,
)
_TITLE = re.compile(r"^(?:frau|herrn?|dr\.?|prof\.?|ms\.?|mrs?\.?)\s+", re.I)


def person_named(text: str) -> tuple[str, str]:
    """(name without titles, place), "" for what is not said."""
    found = _AFTER.search(text[:2000])
    if not found:
        return "", ""
    name = found["name"]
    while (shorter := _TITLE.sub("", name)) != name:
        name = shorter
    if not name[:1].isupper():
        return "", ""
    place = (found["brackets"] or found["place"] or "").strip()
    return name.strip(), re.sub(r"^(?:LK|Landkreis|Kreis|Lkr\.?)\s+", "", place)
