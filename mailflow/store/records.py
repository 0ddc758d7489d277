"""Records in SQL, and the same in dictionaries for `explain --seed` and tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, delete, func, insert, select, update

from mailflow.model.records import Record
from mailflow.store.tables import TABLES, record_of, row_of, texts

R = TypeVar("R", bound=Record)


class ConflictError(Exception):
    """Somebody saved the record since it was read; the decision must be made again on fresh facts."""


class SqlRecords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: type[R], id: str, /) -> R | None:
        table = TABLES[kind]
        row = self._connection.execute(select(table).where(table.c.id == id)).first()
        return record_of(kind, row) if row else None

    def all(self, kind: type[R], /, *, since: tuple[str, datetime] | None = None, **equal: object) -> list[R]:
        table = TABLES[kind]
        query = select(table).order_by(table.c.id)
        for name, value in equal.items():
            query = query.where(table.c[name].in_(texts(self._connection, value)) if isinstance(value, list) else table.c[name] == value)
        if since:
            query = query.where(table.c[since[0]] >= since[1])
        return [record_of(kind, row) for row in self._connection.execute(query)]

    def last_number(self, kind: type[Record], prefix: str) -> int:
        table = TABLES[kind]
        last = self._connection.scalar(select(func.max(table.c.id)).where(table.c.id.like(f"{prefix}-%")))
        return _number(last or "")

    def save(self, record: Record) -> Record | None:
        """Writes the record with its version raised and returns the one before; ConflictError if it changed meanwhile."""
        table, before = TABLES[type(record)], self.get(type(record), record.id)
        if (before.version if before else 0) != record.version:
            raise ConflictError(f"{type(record).__name__} {record.id}")
        row = row_of(record) | {"version": record.version + 1}
        if before is None:
            self._connection.execute(insert(table).values(row))
            return None
        changed = self._connection.execute(update(table).where(table.c.id == record.id, table.c.version == record.version).values(row))
        if changed.rowcount != 1:
            raise ConflictError(f"{type(record).__name__} {record.id}")
        return before

    def remove(self, record: Record) -> Record | None:
        table, before = TABLES[type(record)], self.get(type(record), record.id)
        self._connection.execute(delete(table).where(table.c.id == record.id))
        return before


class MemoryRecords:
    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._rows: dict[type[Record], dict[str, Record]] = defaultdict(dict)
        for record in records:
            self._rows[type(record)][record.id] = record

    def get(self, kind: type[R], id: str, /) -> R | None:
        return self._rows[kind].get(id)  # type: ignore[return-value]  # each dictionary holds one kind

    def all(self, kind: type[R], /, *, since: tuple[str, datetime] | None = None, **equal: object) -> list[R]:
        fitting = []
        for id in sorted(self._rows[kind]):
            record = self._rows[kind][id]
            recent = since is None or ((at := getattr(record, since[0])) is not None and at >= since[1])
            if recent and all(_fits(getattr(record, name), value) for name, value in equal.items()):
                fitting.append(record)
        return fitting  # type: ignore[return-value]

    def last_number(self, kind: type[Record], prefix: str) -> int:
        return max((_number(id) for id in self._rows[kind] if id.startswith(f"{prefix}-")), default=0)

    def save(self, record: Record) -> None:
        self._rows[type(record)][record.id] = record


def _fits(value: object, wanted: object) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


def _number(id: str) -> int:
    found = re.search(r"-(\d{1,9})$", id)
    return int(found[1]) if found else 0
