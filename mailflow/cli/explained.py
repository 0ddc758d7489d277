"""What `mailflow explain` says to a person: which lines were read as what and why, what follows, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_LINES, WIDTH = 4, 100
"""Lines shown of a part that is not new, and characters shown of a line."""
UNCLEAR = {
    "negation": "says that it is not to be done, or not yet",
    "condition": "hangs on a condition or a later day",
    "question": "asks, and orders nothing",
    "doubt": "doubts, proposes, or tells what others say",
    "irony": "may be meant as a joke",
    "words": "has words that were not understood",
    "aside": "agrees, but perhaps to something else",
    "which": "does not say to what",
    "several": "could mean several orders",
    "contradiction": "contradicts another line of the letter",
    "spelling": "is misspelt, and too weighty to be guessed",
    "who": "does not say for whom",
}
"""Why a line was not acted on."""
_LONG_ID = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def in_words(told: Mapping[str, Any]) -> str:
    """The object of `explain --json` as text for a terminal."""
    return "\n".join(_lines(told))


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    understood = told["understood"]
    yield f"{told['file']}: {told['intent']} ({told['why']})" if told["why"] else f"{told['file']}: {told['intent']}"
    if letter := understood.get("letter"):
        yield f"  from     {letter['from_name']} <{letter['from']}>"
        yield f"  sender   {told['proof']['words']}"
        yield f"  subject  {letter['subject_base']}"
        for segment in letter["segments"]:
            yield from _segment(segment)
        for attached in letter["attachments"]:
            yield f"  attached {attached['name']} ({attached['type']}, {attached['size']} bytes)"
    for order in (understood.get("orders") or {}).get("commands", []):
        yield f"  order    {order['intent']} " + ", ".join(
            f"{name}: {_on_one_line(value)}" for name, value in order["args"].items() if value
        )
    for unclear in (understood.get("orders") or {}).get("unclear", []):
        yield f"  unclear  {_short(unclear['words'])!r} {UNCLEAR.get(unclear['why'], unclear['why'])}"
    if applied := understood.get("application"):
        yield from _application(applied)
    for name in ("bounce", "calendar"):
        if found := understood.get(name):
            yield f"  {name:<8} " + ", ".join(f"{key}: {value}" for key, value in found.items() if value)
    yield f"  verdict  {told['verdict']['action']}: {told['verdict']['reason']}"
    yield from ("  effect   " + _LONG_ID.sub(r"\1...", effect) for effect in told["effects"])
    yield from (f"  defect   {defect}" for defect in told["defects"])


def _application(applied: Mapping[str, Any]) -> Iterator[str]:
    """Field by field what was found of each applicant, what is missing, and what is special about the letter."""
    for record in applied["records"]:
        for name, value in record.items():
            if value and name not in {"missing", "missing_fields"}:
                shown = ", ".join(map(str, value)) if isinstance(value, list) else value
                yield f"  applies  {name}: {_on_one_line(shown)}"
        if missing := record["missing_fields"]:
            yield f"  missing  {', '.join(missing)}"
    if flags := applied["flags"]:
        yield f"  noticed  {', '.join(flags)}"


def _on_one_line(value: Any) -> str:
    return " / ".join(line for line in str(value).split("\n") if line.strip())


def _segment(segment: Mapping[str, Any]) -> Iterator[str]:
    first, last, lines = segment["first"], segment["last"], segment["lines"]
    where = f"{first}" if first == last else f"{first}-{last}"
    yield f"  {where:<8} {segment['kind']}" + (f": {segment['why']}" if segment["why"] else "")
    shown = lines if segment["kind"] == "new" else lines[:MOST_LINES]
    yield from (f"           | {_short(line)}" for line in shown)
    if len(lines) > len(shown):
        yield f"           | ... {len(lines) - len(shown)} more lines"


def _short(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 3] + "..."
