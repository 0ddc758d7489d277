"""An answer by number: "2 Zusage", "3: ein längerer Text"."""

from __future__ import annotations

import re
from itertools import pairwise

from mailflow.model.intent import Choice

_POINT = r"(?:(?:zu|ad|bei|für)\s+)?(?:(?:punkt|nr\.?|nummer|item|number|point)\s+)?"
_NUMBERED = re.compile(rf"^\s*(?:(?:und|and)\s+)?{_POINT}#?(\d{{1,2}})\s*(?:[:.)–-]|\s(?=\S))\s*(.*)$", re.I)
_WITHIN = re.compile(
    rf"(?:^|(?<=[.!?,;])\s+|\s(?=(?:und|and)\s))(?=(?:(?:und|and)\s+)?(?:(?:zu|ad|bei|punkt|nr\.|nummer|item|point)\s+)(?:(?:punkt|nr\.|nummer|item)\s+)?\d{{1,2}}\s*[:)])"
    r"|(?<=[.!?,;])\s+(?=(?:(?:und|and)\s+)?(?:bei|ad|zu)\s+\d{1,2}\s+(?!(?:personen|leuten?|uhr|tagen?|wochen)\b)[a-zäöü])"
    rf"|(?:,\s*)?\s(?:und|and)\s+(?={_POINT}\d{{1,2}}\s+(?:bitte\s+)?(?:ja|nein|yes|no|zusage|absage|leider|gerne?|dafür|dagegen|enthaltung|vorbehalt|aufnehmen|ablehnen|freigeben|verwerfen|zurückstellen)\b)",
    re.I,
)
"""Where another number begins in the middle of a line: "zu 1: gern. Und zu 2: ..."; a bare one needs a word that answers behind it."""
_NOT_A_CHOICE = re.compile(
    r"^\s*(?:zu|bei|für)\s+\d{1,2}\s+(?:(?-i:(?!Zusage|Absage|Ja\b|Nein|Vorbehalt|Gern|Leider|Bitte|Dafür|Dagegen)[A-ZÄÖÜ])|(?:weiteren?|anderen?|uhr)\b)|^\s*\d{1,2}\.\s?(?:\d{1,2}\.|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|^\s*\d{1,2}[:.]\d{2}\b|^\s*\d{1,2}\s*(?:uhr|personen|stunden|%)",
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
        for part in _parts(line):
            lines += re.split(r"[,;]\s+(?=\d{1,2}\s+[A-Za-zÄÖÜäöü])", part) if _NUMBERED.match(part[:2000]) else [part]
    return lines


def _parts(line: str) -> list[str]:
    """The line, cut where a number is named within it."""
    cuts = [found.start() for found in _WITHIN.finditer(line[:2000])]
    return [part for a, b in pairwise([0, *cuts, None]) if (part := line[a:b].strip(" ,;"))] or [line]


def _in_a_row(line: str) -> list[str]:
    """ "1 koordination 2 wohnen 3 patenschaften" in one line: each number with its words, where they count up from one to three at least."""
    starts = [0] if re.match(r"1[\s.):]", line) else []
    while starts and (found := re.compile(rf"\s(?={len(starts) + 1}[.):]?\s[^\W\d])").search(line, starts[-1])):
        starts.append(found.end())
    return [line[a:b].strip(" ,;") for a, b in pairwise([*starts, None])] if len(starts) >= LEAST_IN_A_ROW else []


def _is_close(line: str) -> bool:
    return bool(re.match(r"^\s*(?:viele|beste|liebe|herzliche|freundliche)?\s*(?:grüße|gruß|danke|vg|lg|mfg)\b", line, re.I))
