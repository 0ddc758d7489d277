"""The journal's chain: each line's hash holds the hash before it, so that a line changed or taken out is noticed.

Lines are chained shortly after they were written, by the clock, so that no decision waits for another's line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from mailflow.model.records import JournalEntry
from mailflow.store.tables import TABLES, ledger

_journal = TABLES[JournalEntry]
_FIELDS = ("id", "at", "letter", "actor", "about", "what", "text", "kind", "record", "before", "after_version")
"""Fixed: a column added later must not change the hash of lines already chained."""
_CHAIN = 5_210_377
"""Names the lock under which one process at a time goes on with the chain."""
MOST = 5000
"""Lines chained in one transaction."""


def extend(c: Connection) -> int:
    """Chains journal lines that are not yet; returns how many."""
    if c.dialect.name == "postgresql":
        c.execute(select(func.pg_advisory_xact_lock(_CHAIN)))
    last = c.execute(select(ledger.c.n, ledger.c.hash).order_by(ledger.c.n.desc()).limit(1)).first()
    n, before = (last.n, last.hash) if last else (0, "")
    fresh = select(_journal).outerjoin(ledger, ledger.c.line == _journal.c.id).where(ledger.c.n.is_(None))
    rows = []
    for line in c.execute(fresh.order_by(_journal.c.at, _journal.c.id).limit(MOST)).mappings():
        n, before = n + 1, _hash(before, line)
        rows.append({"n": n, "line": line["id"], "hash": before})
    if rows:
        c.execute(insert(ledger), rows)
    return len(rows)


def gaps(c: Connection) -> list[str]:
    """What is wrong with the chain, one sentence each; [] if every chained line stands as it was written."""
    found: list[str] = []
    before = ""
    for expected, row in enumerate(
        c.execute(select(ledger.c.n, ledger.c.line, ledger.c.hash).order_by(ledger.c.n).execution_options(yield_per=1000)), 1
    ):
        if row.n != expected:
            return [*found, f"links {expected} to {row.n - 1} of the journal's chain are missing"]
        line = c.execute(select(_journal).where(_journal.c.id == row.line)).mappings().first()
        if line is None:
            found.append(f"line {row.line} of the journal is missing")
        elif _hash(before, line) != row.hash:
            found.append(f"line {row.line} of the journal was changed after {line['at']:%Y-%m-%d %H:%M}")
        before = row.hash
    return found


def length(c: Connection) -> int:
    return c.scalar(select(func.count()).select_from(ledger)) or 0


def _hash(before: str, line: Mapping[Any, Any]) -> str:
    values = [line[name].isoformat() if isinstance(line[name], datetime) else line[name] for name in _FIELDS]
    return hashlib.sha256(json.dumps([before, *values], sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
