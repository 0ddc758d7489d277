"""Records in SQL, and the same in dictionaries for `explain --seed` and tests."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Connection,
    Insert,
    Row,
    Select,
    String,
    Table,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from mailflow.model import readers
from mailflow.model.finding import wanted_in
from mailflow.model.lists import Alike, Readers, Way
from mailflow.model.records import Post, Record
from mailflow.store import readers as asked
from mailflow.store import search
from mailflow.store.tables import TABLES, insert_if_new, record_of, row_of, texts

R = TypeVar("R", bound=Record)


class ConflictError(Exception):
    """Somebody saved the record since it was read; the decision must be made again on fresh facts."""


class SqlRecords:
    """Records in one transaction; what has been read is not read again until a record of its kind is written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[type[Record], dict[object, Any]] = defaultdict(dict)

    def get(self, kind: type[R], id: str, /) -> R | None:
        read = self._read[kind]
        if id not in read:
            row = self._connection.execute(_by_id(TABLES[kind]), {"id": id}).first()
            read[id] = record_of(kind, row) if row else None
        found: R | None = read[id]
        return found

    def all(self, kind: type[R], /, *, since: tuple[str, date] | None = None, **equal: object) -> list[R]:
        read, question = self._read[kind], (since, repr(equal))
        if question not in read:
            read[question] = found = [record_of(kind, row) for row in self._rows(kind, (), since, equal)]
            read |= {record.id: record for record in found}
        return list(read[question])

    def values(
        self, kind: type[Record], fields: tuple[str, ...], /, *, since: tuple[str, date] | None = None, **equal: object
    ) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._rows(kind, fields, since, equal)]

    def _rows(
        self, kind: type[Record], fields: tuple[str, ...], since: tuple[str, date] | None, equal: Mapping[str, object]
    ) -> Sequence[Row[Any]]:
        lists = frozenset(name for name, value in equal.items() if isinstance(value, list))
        query = _fitting(TABLES[kind], fields, tuple(equal), lists, since[0] if since else "", self._connection.dialect.name)
        values = {name: json.dumps(value) if name in lists else value for name, value in equal.items()}
        return self._connection.execute(query, values | ({"since": since[1]} if since else {})).all()

    def count(self, kind: type[Record], /, **equal: object) -> int:
        return self._connection.scalar(_count(TABLES[kind], tuple(equal)), equal) or 0

    def readers(self, group: str, day: date) -> Iterable[Alike]:
        return asked.alike(self._connection, group, day)

    def ways(self, day: date) -> Iterable[Way]:
        return asked.ways(self._connection, day)

    def addresses(self, of: Readers) -> Iterable[str]:
        return asked.addresses(self._connection, of)

    def found(self, query: str, readable: Mapping[str, datetime | None], most: int, before: datetime | None = None) -> list[Post]:
        return [record_of(Post, row) for row in search.found(self._connection, query, readable, most, before)]

    def last_number(self, kind: type[Record], prefix: str) -> int:
        table = TABLES[kind]
        last = self._connection.scalar(select(func.max(table.c.id)).where(table.c.id.like(f"{prefix}-%")))
        return _number(last or "")

    def save(self, record: Record) -> Record | None:
        """Writes the record with its version raised and returns the one before; ConflictError if it changed meanwhile."""
        before = None
        if record.version:
            before = self._changed(record)
        else:
            self._added(record)
        self._read.pop(type(record), None)
        return before

    def _added(self, record: Record) -> None:
        """What has no version yet must be new, which the database sees for itself."""
        try:
            self._connection.execute(_insert(TABLES[type(record)]), row_of(record) | {"version": 1})
        except IntegrityError as e:
            raise ConflictError(f"{type(record).__name__} {record.id}") from e

    def _changed(self, record: Record) -> Record:
        table, before = TABLES[type(record)], self.get(type(record), record.id)
        row = row_of(record) | {"version": record.version + 1}
        key = {"its_id": record.id, "its_version": record.version}
        if before is None or self._connection.execute(_update(table), row | key).rowcount != 1:
            raise ConflictError(f"{type(record).__name__} {record.id}")
        if isinstance(record, Post):
            search.leave_out(self._connection, record.id)
        return before

    def add(self, records: Sequence[R]) -> None:
        """Writes new records of one kind in one statement."""
        if records:
            kind = type(records[0])
            self._connection.execute(_insert(TABLES[kind]), [row_of(record) | {"version": record.version + 1} for record in records])
            self._read.pop(kind, None)

    def keep(self, record: Record) -> None:
        """Writes the record unless there is one of its id."""
        self._connection.execute(insert_if_new(TABLES[type(record)], self._connection.dialect.name), row_of(record) | {"version": 1})
        self._read.pop(type(record), None)

    def remove(self, record: Record) -> Record | None:
        table, before = TABLES[type(record)], self.get(type(record), record.id)
        self._connection.execute(delete(table).where(table.c.id == record.id))
        self._read.pop(type(record), None)
        return before


# Built once for each kind of record: composing a statement costs more than running it, and a letter needs dozens.


@cache
def _by_id(table: Table) -> Select[Any]:
    return select(table).where(table.c.id == bindparam("id"))


@cache
def _fitting(table: Table, fields: tuple[str, ...], names: tuple[str, ...], lists: frozenset[str], since: str, dialect: str) -> Select[Any]:
    """`fields` of the rows whose columns `names` equal a parameter, or one of those of a `lists` parameter; all fields if none is named."""
    query = select(*(table.c[field] for field in fields or table.c.keys())).order_by(table.c.id)
    for name in names:
        value: BindParameter[Any] = bindparam(name, type_=String() if name in lists else table.c[name].type)
        query = query.where(table.c[name].in_(texts(dialect, value)) if name in lists else table.c[name] == value)
    return query.where(table.c[since] >= bindparam("since")) if since else query


@cache
def _count(table: Table, names: tuple[str, ...]) -> Select[Any]:
    equal = (table.c[name] == bindparam(name, type_=table.c[name].type) for name in names)
    return select(func.count()).select_from(table).where(*equal)


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _update(table: Table) -> Update:
    values: dict[str, BindParameter[Any]] = {column.name: bindparam(column.name) for column in table.c}
    return update(table).where(table.c.id == bindparam("its_id"), table.c.version == bindparam("its_version")).values(values)


class MemoryRecords:
    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._rows: dict[type[Record], dict[str, Record]] = defaultdict(dict)
        for record in records:
            self._rows[type(record)][record.id] = record

    def get(self, kind: type[R], id: str, /) -> R | None:
        return self._rows[kind].get(id)  # type: ignore[return-value]  # each dictionary holds one kind

    def all(self, kind: type[R], /, *, since: tuple[str, date] | None = None, **equal: object) -> list[R]:
        fitting = []
        for id in sorted(self._rows[kind]):
            record = self._rows[kind][id]
            recent = since is None or ((at := getattr(record, since[0])) is not None and at >= since[1])
            if recent and all(_fits(getattr(record, name), value) for name, value in equal.items()):
                fitting.append(record)
        return fitting  # type: ignore[return-value]

    def values(
        self, kind: type[Record], fields: tuple[str, ...], /, *, since: tuple[str, date] | None = None, **equal: object
    ) -> list[tuple[Any, ...]]:
        return [tuple(getattr(record, field) for field in fields) for record in self.all(kind, since=since, **equal)]

    def count(self, kind: type[Record], /, **equal: object) -> int:
        return len(self.all(kind, since=None, **equal))

    def readers(self, group: str, day: date) -> Iterable[Alike]:
        return readers.alike(self, group, day)

    def ways(self, day: date) -> Iterable[Way]:
        return readers.ways(self, day)

    def addresses(self, of: Readers) -> Iterable[str]:
        return readers.addresses(self, of)

    def found(self, query: str, readable: Mapping[str, datetime | None], most: int, before: datetime | None = None) -> list[Post]:
        return found_among((p for p in self.all(Post) if before is None or p.at < before), query, readable, most)

    def last_number(self, kind: type[Record], prefix: str) -> int:
        return max((_number(id) for id in self._rows[kind] if id.startswith(f"{prefix}-")), default=0)

    def save(self, record: Record) -> None:
        self._rows[type(record)][record.id] = record


def found_among(posts: Iterable[Post], query: str, readable: Mapping[str, datetime | None], most: int) -> list[Post]:
    """As `search.found` over posts in memory."""
    wanted = wanted_in(query)
    fitting = [
        p
        for p in posts
        if p.group in readable and p.is_found and (not (since := readable[p.group]) or p.at >= since)
        if wanted.words and search.fits(p, wanted)
    ]
    return sorted(fitting, key=lambda p: p.at, reverse=True)[:most]


def _fits(value: object, wanted: object) -> bool:
    return value in wanted if isinstance(wanted, list) else value == wanted


def _number(id: str) -> int:
    found = re.search(r"-(\d{1,9})$", id)
    return int(found[1]) if found else 0
