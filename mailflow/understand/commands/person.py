"""A person named in a sentence: "Mentorin wäre Frau Kern aus Celle", "Herr Kern könnte sie begleiten"."""

from __future__ import annotations

import re
from itertools import pairwise

from mailflow.understand.commands.turns import ABOUT_MENTOR, IF_THEY_CAN, TAKES_BACK
from mailflow.understand.wording import doubt_in, folded

_PARTICLE = r"(?:(?:von|van|de|zu)\s+(?:(?:der|den|dem)\s+)?)?"
_WORD = r"(?-i:[A-ZÄÖÜ])[\w'-]{1,40}"
_NO_NAME = (
    r"(?!(?:Als|Für|Mit|Bei|Bitte|Ich|Wir|Sie|Er|Und|Aber|Die|Der|Das|Den|Dem|Ein|Eine|Wenn|Dann|Da|Ja|Nein|Passt|Gern|Frag\w*|Mentor\w*|Pat(?:in|en?)|Tandem\w*"
    r"|Begleit\w*|Betreu\w*|Frau|Herrn?|Kolleg\w*|Landkreis|Kreis|Region|Stadt|Amt|Vorgang|AG|LK|LRA|As|For|The|She|He|We|Please|Maybe|Perhaps|I)\b)"
)
_AFTER = re.compile(
    r"\b(?:mentor(?:in|:in|\*in|en)?|patin|paten?|tandem(?:partner(?:in)?)?|begleit(?:ung|er|erin)|person)\b\s*(?::|wäre|waere|ist|wird|soll|könnte|macht|übernimmt|bitte|schlage ich|schlagen wir|würde ich|wuerde ich|nehmen wir|haben wir|hätte ich gern|is|would be|will be|should be|with)?\s*"
    rf"(?:sein|be|mit)?\s*:?\s*(?P<name>(?:(?:frau|herr|herrn|dr\.?|prof\.?|ms\.?|mr\.?|mrs\.?)\s+){{0,3}}{_PARTICLE}{_NO_NAME}{_WORD}(?:\s+{_PARTICLE}{_WORD}){{0,2}})"
    rf"(?:\s*\((?P<brackets>[^()]{{2,60}})\)|\s+(?:aus|vom|von|from|of)\s+(?:dem\s+|der\s+)?(?P<place>(?:St\.\s)?{_WORD}(?:\s{_WORD})?))?",
    re.I,
)
_ABOUT_MENTORING = re.compile(r"mentor|\bpat(?:in|en?)\b|\bpaten\w|tandem|begleit|betreu|unter die fittiche|an die hand|buddy", re.I)
_TITLES = r"(?:(?:frau|herrn?|kolleg(?:in|en|e)|dr\.?|prof\.?|ms\.?|mr\.?|mrs\.?)\s+)"
_SOMEBODY = re.compile(
    rf"(?P<before>\b\w+\s+)?(?P<name>{_TITLES}+{_PARTICLE}{_NO_NAME}{_WORD}(?:\s+{_PARTICLE}{_WORD})?|\b{_NO_NAME}{_WORD}\s+{_PARTICLE}{_NO_NAME}{_WORD})"
    rf"(?:\s*\((?P<brackets>[^()]{{2,60}})\)|\s+(?:aus|vom|von|from|of)\s+(?:dem\s+|der\s+)?(?P<place>(?:St\.\s)?{_WORD}(?:\s{_WORD})?))?",
    re.I,
)
"""Somebody with a title, or by given and family name."""
_NOT_THEM = {"für", "fuer", "for", "nicht", "not", "statt", "ohne", "laut", "von"}
"""In front of whoever is accompanied, or is not to be asked."""
_TITLE = re.compile(r"^(?:frau|herrn?|kolleg(?:in|en|e)|dr\.?|prof\.?|ms\.?|mrs?\.?)\s+", re.I)


def person_in(text: str) -> tuple[str, str]:
    """(name without titles, place) of the person with whom a text begins."""
    return person_named(f"Person: {text}")


def person_named(text: str) -> tuple[str, str]:
    """(name without titles, place), "" for what is not said."""
    found = _AFTER.search(text[:2000]) or _beside(text[:2000])
    if not found:
        return "", ""
    name = found["name"]
    while (shorter := _TITLE.sub("", name)) != name:
        name = shorter
    place = (found["brackets"] or found["place"] or "").strip()
    place = "" if "@" in place else place
    return name.strip(), re.sub(r"^(?:LK|Landkreis|Kreis|Lkr\.?)\s+", "", place)


def _beside(text: str) -> re.Match[str] | None:
    """Who is named in the clause that speaks of mentoring, else in the clause before it."""
    for sentence in re.split(r"[.!?\n]\s", re.sub(r"\b(Dr|Prof|Mr|Mrs|Ms|St)\.\s", r"\1 ", text)):
        clauses = re.split(r"[;,]\s", sentence)
        for before, clause in pairwise(["", *clauses]):
            if _ABOUT_MENTORING.search(clause):
                return _somebody(clause) or _somebody(before)
    return None


def _somebody(clause: str) -> re.Match[str] | None:
    return next((m for m in _SOMEBODY.finditer(clause) if (m["before"] or "").strip().lower() not in _NOT_THEM), None)


def is_only_about_mentoring(text: str) -> bool:
    """Whether words behind an order say who accompanies, and nothing that changes it: "Mentorin Frau Kern, sonst Herr Bergfeld"."""
    first, *others = re.split(r"[,;]\s", text.strip(" ,(:-–"))
    return bool(ABOUT_MENTOR.match(folded(first))) and not any(_changes_it(clause) for clause in others)


def _changes_it(clause: str) -> bool:
    words = folded(clause)
    if IF_THEY_CAN.match(words) or (
        re.match(r"(?:sonst|oder|alternativ|ersatzweise|notfalls|otherwise|or)\b", words) and _somebody(clause)
    ):
        return False
    return bool(doubt_in(clause) or TAKES_BACK.search(words))
