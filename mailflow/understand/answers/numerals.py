"""A choice by number, said in words: "die eins bitte", "dann halt Nummer drei", "the second one"."""

from __future__ import annotations

import re

from mailflow.understand.wording import folded

_NUMERALS = (
    ("1", "eins", "einsen", "one", "erste", "ersten", "erstes", "first"),
    ("2", "zwei", "zwo", "two", "zweite", "zweiten", "zweites", "second"),
    ("3", "drei", "three", "dritte", "dritten", "drittes", "third"),
    ("4", "vier", "four", "vierte", "vierten", "viertes", "fourth"),
    ("5", "fuenf", "five", "fuenfte", "fuenften", "fuenftes", "fifth"),
)
_DIGIT = {word: digit for digit, *words in _NUMERALS for word in (digit, *words)}
_BEFORE = (
    r"(?:ja|ok|okay|gut|hm+|also|dann|bitte|please|doch|lieber|eher|halt|eben|wohl|mal|nur|gern|gerne|die|das|den|der|dem|the|nummer|nr|number|option|variante|moeglichkeit"
    r"|punkt|ziffer|antwort|auswahl|wahl|choice|ich|wir|i|we|nehmen?|nimm|nehmt|waehlen?|sagen?|machen?|wuerden?|moechten?|haetten?|waeren?|bin|sind|fuer|sie|es|it|is|ist"
    r"|i'd|i'll|we'd|we'll|would|will|go|with|for|take|choose|pick|like|make|let's|mit|zur|zu)"
)
_BEHIND = r"(?:bitte|please|danke|thanks|dann|also|nehmen|waehlen|sagen|machen|one|gern|gerne|sein|sie|variante|option|moeglichkeit|it|is|ist|es|waere|genannte)"
_CHOSEN = re.compile(rf"^\W*(?:{_BEFORE}\b\W+)*(?P<said>{'|'.join(_DIGIT)})\b(?:\W+{_BEHIND}\b)*\W*$")
_COUNTS = re.compile(
    r"\b\d{1,2}(?=\s*(?:uhr|h|min\w*|stunden?|tagen?|wochen?|monaten?|jahren?|mal|prozent|%|euro|€|leuten?|personen|menschen|kolleg\w+|fragen?|punkten?|themen|antraege?n?"
    r"|beitraege?n?|weitere\w*|andere\w*|hours?|days?|weeks?|months?|years?|people|persons?|questions?|points?|more|others?|o'?clock|am|pm)\b|\s?[%€])"
    r"|\b(?:zwischen|um|gegen|seit|vor|nach|noch|at|since|between)\s+(?:de[mnr]\s+|the\s+)?\d{1,2}\b"
)
_DENIED = re.compile(
    r"\b(?:nicht|not|kein\w*|nie|never|statt|ausser|except|instead of|auf (?:gar )?keinen fall)\b[^,;.!]*\b\d\b|\b\d\b\s+(?:nicht|not)\W*$"
)


def chosen(clause: str) -> str:
    """The clause with the digit it chooses and nothing else; without numbers that only count, "" where it denies one."""
    plain = folded(clause)
    if found := _CHOSEN.match(plain):
        return _DIGIT[found["said"]]
    plain = _COUNTS.sub(" ", plain)
    return "" if _DENIED.search(plain) else plain
