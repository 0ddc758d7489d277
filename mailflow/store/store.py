"""One transaction: records, journal, inbox and outbox change together or not at all (invariant 2)."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from mailflow.model.changes import Change, changes
from mailflow.model.records import JournalEntry, Question, Record
from mailflow.store import outbox
from mailflow.store.engine import Database
from mailflow.store.records import SqlRecords
from mailflow.store.tables import plain_of, rebuilt


class Transaction:
    """What one decision may change, and the journal that says so. `cause` is the letter (or tick) it is about."""

    def __init__(self, connection: Connection, now: datetime, cause: str = "", actor: str = "") -> None:
        self.connection = connection
        self.records = SqlRecords(connection)
        self.now = now
        self.cause = cause
        self.actor = actor
        self.undoable_until: datetime | None = None
        # A letter with two recipients is two transactions with one cause.
        self._serial = secrets.token_hex(3)
        self._journal: list[JournalEntry] = []

    def save(self, record: Record) -> None:
        before = self.records.save(record)
        self.note(_about(record), "save", str(getattr(record, "state", "")), record=record, before=before)

    def remove(self, record: Record) -> None:
        before = self.records.remove(record)
        if before:
            self.note(_about(record), "remove", "", record=record, before=before, after_version=0)

    def note(
        self,
        about: str,
        what: str,
        text: str,
        *,
        record: Record | None = None,
        before: Record | None = None,
        after_version: int | None = None,
    ) -> None:
        version = after_version if after_version is not None else (record.version + 1 if record else 0)
        entry = JournalEntry(
            id=f"{self.cause}-{self.now.timestamp():.6f}-{self._serial}-{len(self._journal) + 1:04}",
            at=self.now,
            letter=self.cause,
            actor=self.actor,
            about=about,
            what=what,
            text=text,
            kind=type(record).__name__ if record else "",
            record=record.id if record else "",
            before=plain_of(before) if before else None,
            after_version=version,
            undoable_until=self.undoable_until,
        )
        self._journal.append(entry)

    def forget(self, is_theirs: Callable[[object], bool], renamed: Callable[[str], str]) -> None:
        """Nobody is named in what this transaction has noted so far, and nothing read before is believed any more."""
        if is_theirs(self.actor):
            self.actor = ""
        self._journal = [replace(e, about=renamed(e.about), record=renamed(e.record)) for e in self._journal]
        self._journal = [replace(e, actor="", text="", before=None) if is_theirs(e.actor) else e for e in self._journal]
        self.records = SqlRecords(self.connection)

    def write_journal(self) -> None:
        """The last thing a transaction does."""
        self.records.add(self._journal)

    def stands(self, letter: str) -> bool:
        """Whether anything that this decision changed is still as it left it."""
        for change in changes(self.records.all(JournalEntry, letter=letter)):
            current = self.records.get(change.kind, change.id)
            now = plain_of(current) if current else None
            if change.still_stands(current) and _but_version(change.before) != _but_version(now):
                return True
        return False

    def undo(self, letter: str) -> list[Record]:
        """Puts back what the decision in that letter changed, newest first; returns what could not be put back because it changed since."""
        stuck: list[Record] = []
        for change in changes(self.records.all(JournalEntry, letter=letter)):
            current = self.records.get(change.kind, change.id)
            if isinstance(current, Question) and current.kind == "undo":
                continue  # its receipt has left the house and may be answered again
            if change.still_stands(current):
                self._put_back(change, current)
            elif current:
                stuck.append(current)
        kept = outbox.cancel(self.connection, letter, self.now)
        outbox.reinstate(self.connection, letter)
        self.note(letter, "undo", f"{kept} letters not sent")
        return stuck

    def _put_back(self, change: Change, current: Record | None) -> None:
        if change.before is not None:
            self.save(rebuilt(change.kind, dict(change.before) | {"version": current.version if current else 0}))
        elif current:
            self.remove(current)


def _but_version(plain: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if plain is None else {key: value for key, value in plain.items() if key != "version"}


def _about(record: Record) -> str:
    return str(getattr(record, "about", "") or getattr(record, "meeting", "") or record.id)


class Store:
    """The forum's memory: transactions over one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextlib.contextmanager
    def writing(self, now: datetime, cause: str = "", actor: str = "", *, flush: bool = True) -> Iterator[Transaction]:
        with self.database.writing(flush=flush) as connection:
            tx = Transaction(connection, now, cause, actor)
            yield tx
            tx.write_journal()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.database.reading() as connection:
            yield connection
