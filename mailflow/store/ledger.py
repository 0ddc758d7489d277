"""The journal's chain: each line's hash holds the hash before it, so that a line changed or taken out is noticed.

Lines are chained shortly after they were written, by the clock, so that no decision waits for another's line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from mailflow.model.records import JournalEntry
from mailflow.store.tables import TABLES, ledger

_journal = TABLES[JournalEntry]
_FIELDS = ("id", "at", "letter", "actor", "about", "what", "text", "kind", "record", "before", "after_version")
"""Fixed: a column added later must not change the hash of lines already chained."""
_SLACK = timedelta(hours=1)
"""Lines of long transactions may be committed after younger ones."""
_CHAIN = 5_210_377
"""Names the lock under which one process at a time goes on with the chain."""
MOST = 5000
"""Lines chained in one transaction."""


def extend(c: Connection) -> int:
    """Chains journal lines that are not yet; returns how many."""
    if c.dialect.name == "postgresql":
        c.execute(select(func.pg_advisory_xact_lock(_CHAIN)))
    newest = select(ledger.c.n, ledger.c.hash, _journal.c.at).outerjoin(_journal, _journal.c.id == ledger.c.line)
    last = c.execute(newest.order_by(ledger.c.n.desc()).limit(1)).first()
    n, before = (last.n, last.hash) if last else (0, "")
    rows = []
    for line in _unchained(c, last.at - _SLACK if last and last.at else None):
        n, before = n + 1, _hash(before, line)
        rows.append({"n": n, "line": line["id"], "hash": before})
    if rows:
        c.execute(insert(ledger), rows)
    return len(rows)


def _unchained(c: Connection, since: datetime | None) -> Sequence[RowMapping]:
    """Lines not yet chained, oldest first. Only a clock that was set back, or a loss, makes it necessary to look at all of them."""
    fresh = select(_journal).outerjoin(ledger, ledger.c.line == _journal.c.id).where(ledger.c.n.is_(None))
    fresh = fresh.order_by(_journal.c.at, _journal.c.id).limit(MOST)
    if since and (found := c.execute(fresh.where(_journal.c.at >= since)).mappings().all()):
        return found
    written = c.scalar(select(func.count()).select_from(_journal)) or 0
    return c.execute(fresh).mappings().all() if written != length(c) else ()


def gaps(c: Connection) -> list[str]:
    """What is wrong with the chain, one sentence each; [] if every line stands as it was written or an erasure blackened it."""
    found: list[str] = []
    before, blackened, declared = "", 0, 0
    for expected, row in enumerate(
        c.execute(select(ledger.c.n, ledger.c.line, ledger.c.hash).order_by(ledger.c.n).execution_options(yield_per=1000)), 1
    ):
        if row.n != expected:
            return [*found, f"links {expected} to {row.n - 1} of the journal's chain are missing"]
        line = c.execute(select(_journal).where(_journal.c.id == row.line)).mappings().first()
        if line is None:
            found.append(f"line {row.line} of the journal is missing")
        elif line["what"] == "erased":
            blackened += 1
        elif _hash(before, line) != row.hash:
            found.append(f"line {row.line} of the journal was changed after {line['at']:%Y-%m-%d %H:%M}")
        else:
            declared += int(line["text"]) if line["what"] == "erasure" else 0
        before = row.hash
    declared += sum(int(line["text"]) for line in _unchained(c, None) if line["what"] == "erasure")
    if blackened > declared:
        found.append(f"{blackened - declared} lines of the journal were blackened, and no erasure says so")
    return found


def length(c: Connection) -> int:
    return c.scalar(select(func.count()).select_from(ledger)) or 0


def _hash(before: str, line: Mapping[Any, Any]) -> str:
    values = [line[name].isoformat() if isinstance(line[name], datetime) else line[name] for name in _FIELDS]
    return hashlib.sha256(json.dumps([before, *values], sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
