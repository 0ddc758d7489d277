"""What one decision made of each record: what taking it back has to put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mailflow.model.records import RECORDS, JournalEntry, Record

_KINDS = {kind.__name__: kind for kind in RECORDS}


@dataclass(frozen=True, slots=True)
class Change:
    """One record, from what it was to what the decision left, however often the decision saved it."""

    kind: type[Record]
    id: str
    before: Mapping[str, Any] | None
    """None: there was none."""
    after: int
    """The version it was left with; 0 = removed."""

    def still_stands(self, current: Record | None) -> bool:
        return (current.version if current else 0) == self.after


def changes(entries: Iterable[JournalEntry]) -> list[Change]:
    """Newest first; a record that somebody else changed in between is taken back to what they left."""
    found: dict[tuple[str, str], Change] = {}
    for entry in sorted(entries, key=lambda e: e.id, reverse=True):
        if entry.what not in {"save", "remove"}:
            continue
        later = found.get((entry.kind, entry.record))
        if later is None:
            found[entry.kind, entry.record] = Change(_KINDS[entry.kind], entry.record, entry.before, entry.after_version)
        elif (later.before or {}).get("version", 0) == entry.after_version:
            found[entry.kind, entry.record] = replace(later, before=entry.before)
    return list(found.values())
