"""A person named in a sentence: "Mentorin wäre Frau Kern aus Celle"."""

from __future__ import annotations

import re

_PARTICLE = r"(?:(?:von|van|de|zu)\s+(?:(?:der|den|dem)\s+)?)?"
_WORD = r"(?-i:[A-ZÄÖÜ])[\w'-]{1,40}"
_AFTER = re.compile(
    r"\b(?:mentor(?:in|:in|\*in)?|patin|pate|tandem(?:partner(?:in)?)?|begleit(?:ung|er|erin)|person)\b\s*(?::|wäre|waere|ist|wird|soll|könnte|macht|übernimmt|bitte|schlage ich|schlagen wir|würde ich|wuerde ich|nehmen wir|haben wir|hätte ich gern|is|would be|will be|should be|with)?\s*"
    rf"(?:sein|be|mit)?\s*:?\s*(?P<name>(?:(?:frau|herr|herrn|dr\.?|prof\.?|ms\.?|mr\.?|mrs\.?)\s+){{0,3}}{_PARTICLE}{_WORD}(?:\s+{_PARTICLE}{_WORD}){{0,2}})"
    rf"(?:\s*\((?P<brackets>[^()]{{2,60}})\)|\s+(?:aus|vom|von|from|of)\s+(?:dem\s+|der\s+)?(?P<place>(?:St\.\s)?{_WORD}(?:\s{_WORD})?))?",
    re.I,
)
_TITLE = re.compile(r"^(?:frau|herrn?|dr\.?|prof\.?|ms\.?|mrs?\.?)\s+", re.I)


def person_in(text: str) -> tuple[str, str]:
    """(name without titles, place) of the person with whom a text begins."""
    return person_named(f"Person: {text}")


def person_named(text: str) -> tuple[str, str]:
    """(name without titles, place), "" for what is not said."""
    found = _AFTER.search(text[:2000])
    if not found:
        return "", ""
    name = found["name"]
    while (shorter := _TITLE.sub("", name)) != name:
        name = shorter
    place = (found["brackets"] or found["place"] or "").strip()
    place = "" if "@" in place else place
    return name.strip(), re.sub(r"^(?:LK|Landkreis|Kreis|Lkr\.?)\s+", "", place)
