"""The federal state ("Bundesland") a text gives: never derived from a region, postcode or number."""

from __future__ import annotations

import re

_STATES = {
    "Baden-Württemberg": r"baden[- ]w(?:ü|ue)rttemberg|ba-?w(?:ü|ue)",
    "Bayern": r"bayern|bavaria",
    "Berlin": r"berlin",
    "Brandenburg": r"brandenburg",
    "Bremen": r"bremen",
    "Hamburg": r"hamburg",
    "Hessen": r"hessen|hesse",
    "Mecklenburg-Vorpommern": r"mecklenburg[- ]vorpommern|meck-?pomm|m-?v",
    "Niedersachsen": r"niedersachsen|nds\.?|lower saxony",
    "Nordrhein-Westfalen": r"nordrhein[- ]westfalen|nrw|north rhine[- ]westphalia",
    "Rheinland-Pfalz": r"rheinland[- ]pfalz|rlp|rhineland[- ]palatinate",
    "Saarland": r"saarland(?:es)?",
    "Sachsen-Anhalt": r"sachsen[- ]anhalt|saxony[- ]anhalt",
    "Sachsen": r"sachsen|(?<!lower )saxony(?!-)",
    "Schleswig-Holstein": r"schleswig[- ]holstein|s-?h",
    "Thüringen": r"th(?:ü|ue)ringen|thuringia",
}
_ADJECTIVES = {
    "Bayern": r"bayerische|bayrische", "Brandenburg": r"brandenburgische", "Hessen": r"hessische", "Niedersachsen": r"niedersächsische",
    "Rheinland-Pfalz": r"rheinland-pfälzische", "Saarland": r"saarländische", "Sachsen-Anhalt": r"sachsen-anhaltische",
    "Sachsen": r"sächsische", "Schleswig-Holstein": r"schleswig-holsteinische", "Thüringen": r"thüringische|thüringer",
    "Baden-Württemberg": r"baden-württembergische", "Nordrhein-Westfalen": r"nordrhein-westfälische",
    "Mecklenburg-Vorpommern": r"mecklenburg-vorpommersche",
}  # fmt: skip
_NAMED = re.compile("|".join(rf"(?P<s{i}>\b(?:{pattern})(?![\w-]))" for i, pattern in enumerate(_STATES.values())), re.I)
_BEFORE = re.compile(r"(?:\(|,|/|[-–]|\b(?:in|im|aus|freistaat|land|bundesland|landes))\s*(?:\((?:das )?)?$", re.I)
_OF_A_COUNTY = re.compile(
    r"\b(?:" + "|".join(f"(?P<s{list(_STATES).index(name)}>{said})" for name, said in _ADJECTIVES.items()) + r")[rsnm]?\s(?:land)?kreis",
    re.I,
)


def state_of(value: str) -> str:
    """The value of a field "Bundesland"; "" if it names none or several."""
    found = {_name(m) for m in _NAMED.finditer(value[:200])}
    return found.pop() if len(found) == 1 else ""


def state_in(text: str) -> str:
    """The first one that prose gives for the writer: "(Hessen)", "in Hessen", "Freistaat Bayern", "der hessische Landkreis"."""
    for found in _NAMED.finditer(text):
        if _BEFORE.search(text[max(0, found.start() - 20) : found.start()]):
            return _name(found)
    adjective = _OF_A_COUNTY.search(text)
    return _name(adjective) if adjective else ""


def _name(found: re.Match[str]) -> str:
    return list(_STATES)[int(str(found.lastgroup)[1:])]
