"""A sentence cut into stretches that each concern their own matters, and those into clauses.

"A-2027-0001 und A-2027-0002 aufnehmen, A-2027-0003 ablehnen weil doppelt" is two stretches; "1 aufnehmen, 2 ablehnen" as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from mailflow.understand.wording import folded

CASE = re.compile(r"\b([A-Z]-\d{4}-\d{4})\b", re.I)
_UNITS = (
    r"(?:uhr|personen|leute|tagen?|wochen?|monate?|jahre?|seiten?|mails?|mb|kb|gb|euro|prozent"
    r"|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)"
)
"""What a number counts that numbers no item: "14 MB sind zu viel"."""
_NUMBER = re.compile(
    r"(?<![\w.:/-])(?:(?:nr\.?|nummer|punkt)\s*)?#?(\d{1,2})[:.)]?(?=\s+[^\W\d]|\s*[,;+&])(?!\s*"
    rf"{_UNITS}\b)",
    re.I,
)
_STARTS = re.compile(
    r"^\s*(?:[-*•]\s*)?(?:nr\.?|nummer|punkt)?\s*#?\d{1,2}(?!\s*"
    rf"{_UNITS}\b)\s*[:.),;&+]?\s+(?=\D|\d{{1,2}}\b)",
    re.I,
)
_RANGE = re.compile(r"^(\s*(?:[-*•]\s*)?(?:nr\.?|nummer|punkte?)?\s*)(\d{1,2})\s*(?:[-–—]|bis|to)\s*(\d{1,2})(?=\s+[^\W\d])", re.I)
"""A line that begins with several items: "5-7 freigeben", "1 bis 3 aufnehmen"."""
_RANGE_INSIDE = re.compile(
    rf"(?<=[,;.]\s)((?:nr\.?|nummer|punkte?)?\s*)(\d{{1,2}})\s*(?:[-–—]|bis|to)\s*(\d{{1,2}})(?=\s+[^\W\d])(?!\s*{_UNITS}\b)", re.I
)
"""The same behind others: "1 und 2 freigeben, 4 bis 8 ablehnen"."""
_NOTHING = re.compile(
    r"^(?:[\s,;:&+/()>–—.!-]|\b(?:und|and|sowie|dann|auch|ebenso|ebenfalls|gleichfalls|genauso|desgleichen|dito|likewise|too|as well|die|den|bitte|please)\b)*$",
    re.I,
)
"""Words that give a matter what the one before it got."""
_CLAUSE = re.compile(
    r"[,;](?![\d()])\s*|\s[:;]-?[()]+(?:\s|$)|(?<=[^\s\d][.!?])\s+|(?<=\d\d\d[.!?])\s+|\s[-–—]\s|\s(?:und|and|sowie|außerdem|ausserdem)\s",
    re.I,
)
MOST_CLAUSES = 12
_NAMED_IN_BRACKETS = re.compile(r"\b([A-Z]-\d{4}-\d{4})\s\((?!(?:nicht|not|no|kein|erst|wenn|falls)\b)[A-ZÄÖÜ][\w .-]{1,40}\)")
_IN_BRACKETS = re.compile(
    r"(?:\b(?:[Dd]en|[Dd]ie|[Dd]as|the|Landkreis|Kreis|LK|Stadt|Gemeinde)\s(?:[a-zäöüß]+e[nsr]?\s)?[A-ZÄÖÜ][\w-]{1,40}(?:\s[A-ZÄÖÜ][\w-]{1,40}){0,3}\s)\(([A-Z]-\d{4}-\d{4})\)"
)
"""What a matter is called beside its number: "A-2027-0001 (Uelzen)", "den Jobtag (M-2027-0002)"."""
_WHY_IN_BRACKETS = re.compile(r"\b(?:verw[eoi]rf|verworfen|loesch|lösch|discard|reject|ablehn|abgelehnt)\w*[^()]*\bM-\d{4}-\d{4}\s\(", re.I)
"""Behind the number of a held post that is refused stands why; behind others, whose it is."""
_ASIDE = re.compile(r"\s*(\([^()]{2,200}\))")
"""Stands behind a matter and says why."""
_EDGE = " \t,;:->–—=()[]•*"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words about certain matters. `refs` are case numbers, or numbers of a list, as written."""

    refs: tuple[str | int, ...]
    text: str
    before: str = ""
    """The words of `text` that stand before the matters."""

    @property
    def written(self) -> str:
        """As it was written, or nearly."""
        before = self.before if self.text.startswith(self.before) else ""
        behind = self.text[len(before) :]
        apart = " " if behind[:1].isalnum() else ""
        named = " und ".join(part for part in (", ".join(map(str, self.refs[:-1])), str(self.refs[-1]) if self.refs else "") if part)
        return f"{before} {named}{apart}{behind}".strip()


def numbered(line: str) -> bool:
    """Whether a line begins with the number of an item."""
    return bool(_STARTS.match(_in_single_numbers(line)))


def stretches_of(sentence: str, *, numbers: bool, opens: Callable[[str], bool]) -> list[Stretch]:
    """The stretches in order. `numbers`: plain numbers may stand for matters; `opens` tells whether words say a command."""
    if CASE.search(sentence):
        sentence = _STARTS.sub("", sentence)
        named = sentence if _WHY_IN_BRACKETS.search(sentence) else _NAMED_IN_BRACKETS.sub(r"\1", sentence)
        sentence = _IN_BRACKETS.sub(r"\1", named)
    marks = [(m.start(), m.end(), m[1].upper()) for m in CASE.finditer(sentence)]
    if not marks and numbers and numbered(sentence):
        sentence = _in_single_numbers(sentence)
        marks = [(m.start(), m.end(), m[1]) for m in _NUMBER.finditer(sentence)]
    if not marks:
        return [Stretch((), _STARTS.sub("", sentence))]
    gaps = [sentence[a:b] for a, b in zip([0, *(m[1] for m in marks)], [*(m[0] for m in marks), len(sentence)], strict=True)]
    refs = [int(m[2]) if m[2].isdigit() else m[2] for m in marks]
    return _verb_first(gaps, refs) if opens(gaps[0]) else _matter_first(gaps, refs)


def _in_single_numbers(line: str) -> str:
    return _RANGE_INSIDE.sub(_counted, _RANGE.sub(_counted, line, count=1))


def _counted(found: re.Match[str]) -> str:
    several = range(int(found[2]), int(found[3]) + 1)
    return f"{found[1]}{', '.join(map(str, several))}" if several else found[0]


def _matter_first(gaps: list[str], refs: list[str | int]) -> list[Stretch]:
    """ "0001 aufnehmen, 0002 ablehnen": the words stand behind their matters; what stands before the first belongs to it."""
    found: list[Stretch] = []
    waiting: list[str | int] = []
    for ref, behind in zip(refs, gaps[1:], strict=True):
        waiting.append(ref)
        if not _NOTHING.match(behind):
            lead = "" if found else f"{gaps[0].strip()} "
            found.append(Stretch(tuple(waiting), f"{lead}{_trimmed(behind)}".strip(), lead.strip()))
            waiting = []
    if waiting and found:
        found[-1] = Stretch((*found[-1].refs, *waiting), found[-1].text)
    return found or [Stretch(tuple(waiting), _trimmed(f"{gaps[0].strip()}{gaps[-1]}"))]


def _verb_first(gaps: list[str], refs: list[str | int]) -> list[Stretch]:
    """ "Aufnehmen: 0001 und 0002": the words stand before their matters; what stands behind the last belongs to it."""
    found: list[Stretch] = []
    for before, ref in zip(gaps, refs, strict=False):
        if found and (aside := _ASIDE.match(before)):  # "ablehnen A (doppelt), verwerfen B"
            found[-1] = replace(found[-1], text=f"{found[-1].text} {aside[1]}")
            before = before[aside.end() :]
        if found and _NOTHING.match(before):
            found[-1] = replace(found[-1], refs=(*found[-1].refs, ref))
        else:
            found.append(Stretch((ref,), _trimmed(before), _trimmed(before)))
    if not _NOTHING.match(gaps[-1]):
        found[-1] = replace(found[-1], text=f"{found[-1].text}{' ' if gaps[-1][:1].isalnum() else ''}{gaps[-1]}".strip())
    return found


def clauses_of(text: str, names: tuple[str, ...] = ()) -> list[str]:
    """Clauses between commas, "und" and sentence ends; the rest of a sentence that never ends is the last one.

    None ends in the middle of one of the names: "Arbeit und Ausbildung".
    """
    found = [c for c in (part.strip() for part in _CLAUSE.split(text, maxsplit=MOST_CLAUSES)) if c] or [text]
    joint = [name for written in names if " und " in (name := folded(written).removeprefix("ag "))]
    whole: list[str] = []
    for clause in found:
        joined = f"{whole[-1]} und {clause}" if whole else ""
        if any(name in folded(joined) and name not in folded(whole[-1]) for name in joint if whole):
            whole[-1] = joined
        else:
            whole.append(clause)
    return whole


def _trimmed(text: str) -> str:
    bare = re.sub(r"\s(?:und|and|sowie|während|wohingegen|while|whereas)$", "", text.strip(_EDGE), flags=re.I).strip(_EDGE)
    return f"{bare})" if bare.count("(") > bare.count(")") else bare
