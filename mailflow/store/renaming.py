"""Addresses are part of numbers too: of questions, periods, journal lines. Those of the erased get a name there that says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, String, Table, cast, or_, select, update

from mailflow.model.records import Application, Hold, JournalEntry, Meeting, Period, Question, SentLetter
from mailflow.store.tables import TABLES, ledger, mail

Renamed = Callable[[str], str]
_JOURNAL = TABLES[JournalEntry]
_NUMBERS = ("id", "letter", "about", "record")
_PLACES: dict[Table, tuple[str, ...]] = {
    TABLES[Question]: ("id", "about", "details", "orders"),
    TABLES[SentLetter]: ("question", "about"),
    TABLES[Application]: ("decided_by",),
    TABLES[Hold]: ("decided_by",),
    TABLES[Meeting]: ("audience",),
    TABLES[Period]: ("id",),
    mail: ("about", "cause"),
    _JOURNAL: _NUMBERS,
    ledger: ("line",),
}


def rename(addresses: Iterable[str], renamed: Renamed, c: Connection) -> None:
    """Puts `renamed` in the place of every such number; lines of the journal that have one must have been blackened before."""
    for table, names in _PLACES.items():
        columns = [table.c[name] for name in names]
        [key] = table.primary_key.columns
        for row in c.execute(select(key.label("key"), *columns).where(_any_names(columns, addresses))).mappings().all():
            c.execute(update(table).where(key == row["key"]).values(_values(row, names, renamed)))


def lines_naming(addresses: Iterable[str], renamed: Renamed, c: Connection) -> set[str]:
    """Ids of the lines of the journal that name one of these addresses, in numbers or in what was there before."""
    names = (*_NUMBERS, "before")
    columns = [_JOURNAL.c[name] for name in names]
    rows = c.execute(select(*columns).where(_any_names(columns, addresses))).mappings().all()
    # The database also finds an address that only ends like one of them.
    return {row["id"] for row in rows if _values(row, names, renamed) != dict(row)}


def _any_names(columns: Iterable[Column[Any]], addresses: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(cast(column, String).contains(address, autoescape=True) for column in columns for address in addresses))


def _values(row: RowMapping, names: Iterable[str], renamed: Renamed) -> dict[str, Any]:
    return {
        name: renamed(row[name]) if isinstance(row[name], str) else json.loads(renamed(json.dumps(row[name], ensure_ascii=False)))
        for name in names
    }
