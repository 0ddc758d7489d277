"""What an organiser has to prepare for, told beside the answer to an invitation: each clause in its writer's words, under what it is about."""

from __future__ import annotations

import re

from mailflow.model.intent import Details
from mailflow.understand.wording import any_of, folded, is_greeting, sentences

_TIME = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?uhr)?|halb \w+|mittags?|nachmittags?)"
_ARRIVAL = any_of(
    rf"""(?:erst|spaetestens|etwas|ein bisschen|leicht) (?:gegen|um|ab|nach|spaeter) ?(?:{_TIME})?, (?:komme|bin|sind|kommen|reise\w*|treffe|da|an) (?:\w+ ){{0,3}}?(?:gegen|um|ab) {_TIME}, (?:komme|kommen) (?:\w+ )?spaeter, spaeter (?:dazu|kommen|da|an), verspaet\w*,
    anreise\w*, reise\w* (?:\w+ )*?an, am vorabend, arriv\w*, late\b, a bit later, from {_TIME}"""
)
_LEAVING = any_of(
    rf"""frueher (?:gehen|los|weg|fahren), (?:muss|muessen) (?:\w+ ){{0,3}}?(?:um|gegen|ab|nach|schon|frueher) (?:{_TIME} )?(?:\w+ ){{0,2}}?(?:gehen|los|weg|fahren|zum zug), (?:nur )?bis {_TIME}, abreise\w*, leav\w*, only until"""
)
_MEALS = any_of(
    r"""vegetari\w*, vegan\w*, \w*(?:fleisch|fisch|schwein\w*|laktose|gluten|nuss|nuesse)\w*, \w*allerg\w*, unvertraeglich\w*, halal, koscher, \w*essen, \w*verpflegung, imbiss, buffet, fasten?, meat, fish, dairy, nuts?,
    lunch, dinner, meals?, kosher, diet\w*"""
)
_ACCESS = any_of(
    r"""rollstuhl\w*, rollator, gehhilfe, kruecken, barrierefrei\w*, stufenlos\w*, (?:keine )?treppen?\w*, stufen, aufzug, fahrstuhl, ebenerdig\w*, \w*gebaerden\w*, \w*dolmetsch\w*, hoerschleife, hoergeraet\w*, induktions\w*, schwerhoerig\w*, gehoerlos\w*,
    sehbehindert\w*, blind\w*, leichte sprache, assistenz\w*, behinderten\w*, wheelchair, step-?free, lift, elevator, stairs, sign language, hearing (?:loop|aid), interpreter, accessib\w*"""
)
_KINDS = {"arrival": _ARRIVAL, "leaving": _LEAVING, "meals": _MEALS, "access": _ACCESS}
_CLAUSE = re.compile(r"[,;]\s+(?:(?:und|aber|and|but)\s)?|\s(?:und|sowie|and)\s|\s[-–]\s")
LONGEST = 200
"""Characters of what is said of one kind."""


def details_in(text: str) -> Details:
    """When somebody arrives or leaves, what they eat, what they need to take part; "" where nothing is said of it."""
    spoken = [s for s in sentences(text[:4000]) if not is_greeting(s) and not s.rstrip().endswith("?")]
    clauses = [clause.strip(" .!") for s in spoken for clause in _CLAUSE.split(s)]
    return Details(**{kind: "; ".join(c for c in clauses if said.search(folded(c)))[:LONGEST] for kind, said in _KINDS.items()})
