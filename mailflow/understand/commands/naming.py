"""Matters called by what the quoted letter calls them: "0011 genehmigen", "Fuchshain aufnehmen"."""

from __future__ import annotations

import re

from mailflow.understand.commands.stretches import CASE

MOST_QUOTED = 20000
"""Characters of a quote in which matters are looked for."""
_TITLE = re.compile(
    rf"{CASE.pattern}[^\n\[]{{0,80}}?\b(?:Landkreis|Kreis|LK|Stadt|Gemeinde|Region)\s(?P<name>[A-ZÄÖÜ][\wäöüß-]{{2,40}})", re.I
)
_END_OF_NUMBER = re.compile(r"(?<![\w./:-])(?:[A-Z][ -])?(?P<end>0\d{3})(?![\w./-]|\s?[-/]\s?\d)")
_BEFORE = r"(?:\b(?:den|der|die|das|dem|des|für|zu|zum|bei)\s)?(?:\b(?:Antrag|Aufnahmeantrag)\s(?:des|der|von|aus)\s)?(?:\b(?:Landkreis|Landkreises|Kreis|Kreises|LK|Stadt)\s)?"


def numbered_by(quote: str, lines: list[str]) -> list[str]:
    """The lines with the full number of each matter of a quoted list that is called by its end or its county; one alone needs no name."""
    cases = {case.upper() for case in CASE.findall(quote[:MOST_QUOTED])}
    if len(cases) < 2:
        return lines
    names: dict[str, set[str]] = {}
    for found in _TITLE.finditer(quote[:MOST_QUOTED]):
        names.setdefault(found["name"], set()).add(found[1].upper())
    known = {name: next(iter(of)) for name, of in names.items() if len(of) == 1}
    return [_numbered(line, cases, known) for line in lines]


def _numbered(line: str, cases: set[str], known: dict[str, str]) -> str:
    if CASE.search(line):
        return line
    for name, case in known.items():
        line = re.sub(rf"{_BEFORE}\b{re.escape(name)}s?(?![\w-])", case, line)
    return _END_OF_NUMBER.sub(lambda found: _only([c for c in cases if c.endswith(found["end"])]) or found[0], line)


def _only(found: list[str]) -> str:
    return found[0] if len(found) == 1 else ""
