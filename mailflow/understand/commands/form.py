"""Labelled lines, "Titel: ...": the form people fill in a letter; the last label may run over several lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "titel": "titel", "title": "titel", "betreff": "titel", "thema": "thema", "topic": "thema", "zweck": "thema", "purpose": "thema",
    "an": "an", "to": "an", "eingeladen": "an",
    "beginn": "beginn", "start": "beginn", "begin": "beginn", "wann": "beginn", "termin": "beginn", "datum": "beginn",
    "ende": "ende", "end": "ende", "bis": "ende", "until": "ende",
    "ort": "ort", "place": "ort", "wo": "ort", "location": "ort",
    "einwahl": "einwahl", "dial-in": "einwahl", "link": "einwahl",
    "text": "text", "beschreibung": "text", "description": "text",
    "vorgang": "vorgang", "nummer": "vorgang", "case": "vorgang",
    "mit": "an", "with": "an", "name": "titel",
    "frage": "frage", "question": "frage",
    "antworten": "antworten", "auswahl": "antworten", "answers": "antworten", "choices": "antworten",
    "wer": "wer", "who": "wer", "was": "was", "what": "was", "aufgabe": "was",
    "termine": "termine", "dates": "termine",
    "plätze": "plaetze", "plaetze": "plaetze", "places": "plaetze",
    "geheim": "geheim", "secret": "geheim",
    "für": "fuer", "fuer": "fuer", "for": "fuer",
}  # fmt: skip
_BELOW = ("an", "ende")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.):])\s+")
"""One of several values below their label."""
_DATE = re.compile(
    r"^\s*(?:(?:[-*•]|\d{1,2}[.):])\s+(?!jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[cz]))?(?P<date>.*\d.*)$", re.I
)
"""A date below its label; "6. April" is no sixth item."""
_LINE = re.compile(r"^\s*[-*•]?\s*([A-Za-zÄÖÜäöü-]{2,20})\s*:\s*(.*)$")


def block_in(lines: list[str]) -> tuple[dict[str, str], int]:
    """(label -> value, number of lines read).

    Text: runs to the end, but for whom and until when below it; Antworten: and Termine: may stand on lines of their own; others are one line.
    """
    block: dict[str, str] = {}
    last = ""
    for i, line in enumerate(lines):
        found = _LINE.match(line[:400])
        label = LABELS.get(found[1].lower()) if found else None
        if found and label == "text":
            text, below = _text_and_below([found[2], *lines[i + 1 :]])
            return block | {"text": text} | {name: value for name, value in below.items() if name not in block}, len(lines)
        if found and label:
            block.setdefault(label, found[2].strip())
            last = label
        elif last == "antworten" and _ITEM.match(line):
            block[last] = f"{block[last]}; {_ITEM.sub('', line).strip()}".lstrip("; ")
        elif last == "termine" and (date := _DATE.match(line)):
            block[last] = f"{block[last]}; {date['date'].strip()}".lstrip("; ")
        elif line.strip():
            return block, i
    return block, len(lines)


def _text_and_below(lines: list[str]) -> tuple[str, dict[str, str]]:
    """A text, and for whom and until when if that stands below it: taken for a part of the text, it would bring a case to everybody."""
    below: dict[str, str] = {}
    while lines and (not lines[-1].strip() or _below(lines[-1])):
        below |= _below(lines.pop())
    return "\n".join(lines).strip(), below


def _below(line: str) -> dict[str, str]:
    found = _LINE.match(line[:400])
    label = LABELS.get(found[1].lower(), "") if found else ""
    return {label: found[2].strip()} if found and label in _BELOW else {}


def is_labelled(line: str) -> bool:
    found = _LINE.match(line[:400])
    return bool(found and found[1].lower() in LABELS)
