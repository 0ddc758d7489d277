"""What `mailflow explain` says to a person: which lines were read as what and why, what follows, and what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST_LINES, WIDTH = 4, 100
"""Lines shown of a part that is not new, and characters shown of a line."""


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
        yield f"  order    {order['intent']} " + ", ".join(f"{name}: {value}" for name, value in order["args"].items() if value)
    for unclear in (understood.get("orders") or {}).get("unclear", []):
        yield f"  unclear  {_short(unclear['words'])!r}: {unclear['why']}"
    for name in ("application", "bounce", "calendar"):
        if found := understood.get(name):
            yield f"  {name:<8} " + ", ".join(f"{key}: {value}" for key, value in found.items() if value)
    yield f"  verdict  {told['verdict']['action']}: {told['verdict']['reason']}"
    yield from (f"  effect   {effect}" for effect in told["effects"])
    yield from (f"  defect   {defect}" for defect in told["defects"])


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
