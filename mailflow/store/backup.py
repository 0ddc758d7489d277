"""A backup is one SQLite file with every row of one moment, whichever database it comes from or goes back to.

So it needs no tool of the database's own, can be read by anything that reads SQLite, and moves a forum from SQLite to
PostgreSQL. The key file is not in it: whoever finds a backup must not be able to answer as somebody else.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, delete, exists, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from mailflow.model.fingerprint import Fingerprints
from mailflow.store import erasing, holding, inbox, marks
from mailflow.store.engine import Database
from mailflow.store.schema import StoreError, bring_up, schema_of, stamp
from mailflow.store.store import Transaction
from mailflow.store.tables import letters, mail, metadata, outbox
from mailflow.store.tables import marks as marks_table

_ROWS, _ROWS_WITH_LETTERS = 1000, 20
_KEPT_MARKS = (marks.BEGUN, marks.BACKUP, marks.KEY)
GAP = 1_000_000
"""Numbers of deliveries that a restored store leaves out: they may stand in letters that left after the backup."""

Told = Callable[[int], None]
"""Is told how many more rows were copied."""


@dataclass(frozen=True, slots=True)
class Restored:
    point: datetime
    """When the backup was made."""
    key: str
    """Fingerprint of the key file it belongs to."""
    held_back: int
    erased: int
    """How many people were erased again."""
    unknown: int
    """How many of the erased nobody can be known by here, because another key made their fingerprints."""


def rows(c: Connection) -> int:
    return sum(c.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)


def write(database: Database, file: Path, now: datetime, key: str, told: Told = lambda n: None) -> int:
    """Writes a backup beside a running gateway and returns its size in bytes; `file` appears whole or not at all.

    `key` is the fingerprint of the key file, by which a restore finds out whether it has the right one.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        new = Path(folder) / "new"
        with database.snapshot() as source, _opened(new) as copy:
            metadata.create_all(copy)
            stamp(copy)
            _copy(source, copy, told)
            marks.put(copy, marks.BACKUP, now, key)
        new.chmod(0o600)
        _flush(new)
        new.replace(file)
    _flush(file.parent)
    with database.writing() as connection:
        marks.put(connection, marks.BACKUP, now, key)
    return file.stat().st_size


def restore(
    database: Database,
    file: Path,
    now: datetime,
    *,
    replace: bool = False,
    erased: Iterable[erasing.Erased] = (),
    prints: Fingerprints | None = None,
    told: Told = lambda n: None,
) -> Restored:
    """Loads a backup into an empty store (or instead of what it holds) in one transaction, and holds everything that would leave.

    `erased` are those whom a register names (`store.register`): with whoever this store remembers, they are erased again.
    Without `prints`, whose key lies in the key file, nobody can be known again.
    """
    database.make()
    room = database.file.parent if database.file else None
    with tempfile.TemporaryDirectory(dir=room) as folder, _readable(file, Path(folder)) as copy, database.writing() as connection:
        point = marks.mark(copy, marks.BACKUP)
        if point is None:
            raise StoreError(f"{file} is no backup: it does not say when it was made")
        bring_up(connection)
        if not replace and any(connection.scalar(select(exists(select(t)))) for t in metadata.sorted_tables if t is not marks_table):
            raise StoreError("the store already holds a forum; --replace gives it up for the backup")
        known = [*erasing.remembered(connection), *erased]
        if prints:
            known = [(prints.keyed(id), at, posts) for id, at, posts in known]
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        _copy(copy, connection, told)
        again = _erase_again(known, connection, now, prints)
        connection.execute(delete(marks_table).where(marks_table.c.id.not_in(_KEPT_MARKS)))
        inbox.give_back(connection)
        # Not only what is older than the backup: clocks differ, and writing one takes its time.
        held_back = holding.hold(connection, now, f"restored from a backup of {point.at:%Y-%m-%d %H:%M} UTC", holding.EVERYTHING)
        _leave_a_gap(connection, now)
        _continue_numbers(connection)
    unknown = [id for id in {id for id, _, _ in known} if not (prints and prints.tell(id))]
    return Restored(*point, held_back, again, len(unknown))


def _erase_again(erased: list[erasing.Erased], c: Connection, now: datetime, prints: Fingerprints | None) -> int:
    """Whoever was erased since the backup was made stays erased; returns how many people that were."""
    tx = Transaction(c, now, cause=f"restore:{now.isoformat()}")
    erasing.remember(erased, c)
    count = erasing.erase_again(erased, tx, prints) if prints else 0
    tx.write_journal()
    return count


def _copy(source: Connection, target: Connection, told: Told) -> None:
    for table in metadata.sorted_tables:
        size = _ROWS_WITH_LETTERS if table in (letters, mail) else _ROWS
        for batch in source.execute(select(table).execution_options(yield_per=size)).mappings().partitions():
            target.execute(insert(table), [dict(row) for row in batch])
            told(len(batch))


def _leave_a_gap(c: Connection, now: datetime) -> None:
    """Numbers of deliveries stand signed in return paths: one that left after the backup must never be taken for a new one."""
    letter, delivery = _last(c, mail) + 1, _last(c, outbox) + GAP
    id = f"<restored-{now:%Y%m%d%H%M%S}>"
    c.execute(insert(mail).values(id=letter, message_id=id, kind="restored", about="", cause="restore", raw=b"", created=now))
    row = {"id": delivery, "mail": letter, "message_id": id, "recipient": "", "state": "cancelled"}
    c.execute(insert(outbox).values(**row, priority=0, due=now, expires=now, waits=False, attempts=0, finished=now))


def _continue_numbers(c: Connection) -> None:
    """PostgreSQL counts apart from the rows."""
    if c.dialect.name == "postgresql":
        for table in (t for t in metadata.sorted_tables if t.autoincrement_column is not None):
            c.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), max(_last(c, table), 1))))


def _last(c: Connection, table: Table) -> int:
    return c.scalar(select(func.max(table.c.id))) or 0


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[Connection]:
    # Not a `Database`: a copy that nobody else uses needs no write-ahead log, and may lie on a network file system.
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextlib.contextmanager
def _readable(file: Path, folder: Path) -> Iterator[Connection]:
    """The backup with this program's schema; an older one is brought up in a copy, so the file stays as it is."""
    if not file.is_file():
        raise StoreError(f"{file}: no such backup")
    copy = folder / "copy"
    shutil.copyfile(file, copy)
    with _opened(copy) as connection:
        try:
            if connection.scalar(text("PRAGMA integrity_check")) != "ok":
                raise StoreError(f"{file} is damaged; use another backup")
            if schema_of(connection) is None:
                raise StoreError(f"{file} is no backup of mailflow")
            bring_up(connection)
        except DatabaseError as e:
            raise StoreError(f"{file} is no backup of mailflow: {e.orig}") from e
        yield connection


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
