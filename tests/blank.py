"""Stores in memory get their tables by copying: making them anew takes 15 ms, and thousands of tests want one."""

from __future__ import annotations

from functools import cache

from mailflow.store.engine import Database


def bring_up(database: Database) -> None:
    """As `database.upgrade()` leaves it."""
    if database.is_sqlite and database.file is None:
        _driver(database).deserialize(_tables())
    else:
        database.upgrade()


@cache
def _tables() -> bytes:
    database = Database("sqlite://")
    database.upgrade()
    return _driver(database).serialize()


def _driver(database: Database):
    return database.engine.raw_connection().driver_connection
