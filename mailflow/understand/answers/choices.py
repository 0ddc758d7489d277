"""An answer by number: "2 Zusage", "3: ein längerer Text"."""

from __future__ import annotations

import re
from itertools import pairwise

from mailflow.model.intent import Choice

_NUMBERED = re.compile(r"^\s*(?:punkt|nr\.?|nummer|zu|item)?\s*#?(\d{1,2})\s*(?:[:.)–-]|\s(?=\S))\s*(.*)$", re.I)
_NOT_A_CHOICE = re.compile(
    r"^\s*\d{1,2}\.\s?(?:\d{1,2}\.|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|^\s*\d{1,2}[:.]\d{2}\b|^\s*\d{1,2}\s*(?:uhr|personen|stunden|%)",
    re.I,
)


LEAST_IN_A_ROW = 3


def choices_in(text: str) -> tuple[Choice, ...]:
    """Numbered lines, each with what follows it up to the next number; "1 ja, 2 Absage" on one line counts as two."""
    found: list[Choice] = []
    for line in _split(text):
        match = _NUMBERED.match(line[:2000])
        if match and not _NOT_A_CHOICE.match(line):
            found.append(Choice(int(match[1]), match[2].strip()))
        elif found and not _is_close(line):
            found[-1] = Choice(found[-1].number, f"{found[-1].text}\n{line}".strip())
    return tuple(found)


def _split(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n")[:500]:
        if in_a_row := _in_a_row(line[:2000]):
            lines += in_a_row
            continue
        lines += re.split(r"[,;]\s+(?=\d{1,2}\s+[A-Za-zÄÖÜäöü])", line) if _NUMBERED.match(line[:2000]) else [line]
    return lines


def _in_a_row(line: str) -> list[str]:
    """ "1 koordination 2 wohnen 3 patenschaften" in one line: each number with its words, where they count up from one to three at least."""
    starts = [0] if re.match(r"1[\s.):]", line) else []
    while starts and (found := re.compile(rf"\s(?={len(starts) + 1}[.):]?\s[^\W\d])").search(line, starts[-1])):
        starts.append(found.end())
    return [line[a:b].strip(" ,;") for a, b in pairwise([*starts, None])] if len(starts) >= LEAST_IN_A_ROW else []


def _is_close(line: str) -> bool:
    return bool(re.match(r"^\s*(?:viele|beste|liebe|herzliche|freundliche)?\s*(?:grüße|gruß|danke|vg|lg|mfg)\b", line, re.I))
