"""The database: how it is opened, brought to the current schema, and entered for one transaction at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import math
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from mailflow import maillog
from mailflow.store.schema import StoreError, bring_up, newest, refuse_newer, schema_of

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "9p", "fuse.sshfs", "fuse.glusterfs"}


PATIENCE = 10_000
"""Milliseconds to wait for another program that has an embedded store locked."""
_SETTING_UP = 0x6D61696C
"""The advisory lock of whoever sets up a store: "mail"."""


class Database:
    """One database. On SQLite one connection does all writing and checkpointing, one process at a time (faults.md I1, I3)."""

    def __init__(self, url: str) -> None:
        self.url = _url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = Path(str(self.url.database)) if self.is_sqlite and self.url.database not in (None, "", ":memory:") else None
        self._writing = threading.RLock()
        self._writer: Connection | None = None
        self._ours: TextIO | None = None
        self._turn: TextIO | None = None
        self.engine = self._engine()

    def _engine(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_size=20, pool_pre_ping=True)
        if self.file is None:
            engine = create_engine(self.url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            _refuse_network(self.file.parent)
            engine = create_engine(self.url, connect_args={"check_same_thread": False})
            event.listen(engine, "do_connect", self._refuse_nothing)
        event.listen(engine, "connect", _careful_sqlite)
        return engine

    @property
    def is_there(self) -> bool:
        return self.file is None or self.file.exists()

    def _refuse_nothing(self, *_: object) -> None:
        """SQLite would make a store of whatever path is wrong."""
        if not self.is_there:
            raise StoreError(f"there is no store {self.file} (store.url); make one with: mailflow db upgrade")

    def make(self) -> None:
        """An empty file for an embedded store that is not there yet."""
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch(0o644)
        except OSError as e:
            raise StoreError(f"the store {self.file} (store.url) cannot be made: {e.strerror}") from e

    def beside(self, ending: str) -> Path | None:
        """Where this machine keeps what does not belong into the database; None for a store in memory."""
        if not self.is_sqlite:
            return Path(f"var/mailflow.{ending}")
        return self.file.with_suffix(f".{ending}") if self.file else None

    @property
    def name(self) -> str:
        """Of this store alone, as it may stand in the name of a file: another server may have a database that is called the same."""
        called = re.sub(r"\W", "_", self.url.database or "mailflow")
        return f"{called}-{hashlib.sha256(self.url.render_as_string().encode()).hexdigest()[:8]}"

    def room(self) -> float:
        """Bytes that the disk of an embedded store still takes; what a database server has is its own business."""
        if self.file is None:
            return math.inf
        try:
            return shutil.disk_usage(self.file.parent).free
        except OSError:
            return 0

    def alone(self) -> None:
        """Claims an embedded store for this process; a second gateway would break the promise of one reader of the inbox."""
        if self.file is None:
            return
        self.make()
        self._ours = Path(f"{self.file}.lock").open("w")  # noqa: SIM115  # held for the life of the process
        try:
            fcntl.flock(self._ours, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise StoreError(f"{self.file} is in use by another mailflow process; several processes need PostgreSQL (store.url)") from e

    def unused(self) -> None:
        """Raises StoreError while another process may read or write; what replaces everything needs the store for itself."""
        self.alone()
        if self.is_sqlite:
            return
        others = (
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        with self.reading() as connection:
            if count := connection.exec_driver_sql(others).scalar():
                raise StoreError(f"{count} other connections use the store; stop every mailflow process first")

    @contextlib.contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Keeps processes that start together on one PostgreSQL from setting it up together."""
        if self.is_sqlite:
            yield
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_SETTING_UP})")
            try:
                yield
            finally:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_SETTING_UP})")

    @contextlib.contextmanager
    def writing(self, *, flush: bool = True) -> Iterator[Connection]:
        """A transaction that commits at the end or not at all.

        Without `flush` it survives the death of every process at once, but a power cut only after the next flushed one (ADR 7).
        """
        with self._turn_to_write(flush) as connection, self._begun(connection, "BEGIN IMMEDIATE"):
            if not flush and not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield connection
            maillog.committing()

    @contextlib.contextmanager
    def _turn_to_write(self, flush: bool) -> Iterator[Connection]:
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                yield connection
            return
        with self._writing, self._among_processes():
            if self._writer is None:
                self._writer = self.engine.connect()
                self._pragma("query_only=OFF")
            if flush:
                yield self._writer
                return
            self._pragma("synchronous=NORMAL")
            try:
                yield self._writer
            finally:
                self._pragma("synchronous=FULL")

    def _pragma(self, words: str) -> None:
        assert self._writer is not None
        self._writer.connection.cursor().execute(f"PRAGMA {words}")

    @contextlib.contextmanager
    def _among_processes(self) -> Iterator[None]:
        """Commands typed beside a running gateway write too: one after the other, never while another checkpoints."""
        if self.file is None:
            yield
            return
        if self._turn is None:
            self.make()
            self._turn = Path(f"{self.file}.turn").open("w")  # noqa: SIM115  # kept open between turns
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        # One connection in memory is shared by all threads, so readers queue up with the writer there.
        with self._writing if isinstance(self.engine.pool, StaticPool) else contextlib.nullcontext():
            with self.engine.connect() as connection, self._begun(connection, "BEGIN"):
                yield connection

    @contextlib.contextmanager
    def _begun(self, connection: Connection, words: str) -> Iterator[None]:
        """A transaction. On SQLite the word is ours: one that starts to write late fails at once, timeout or not (faults.md I3).

        Said here and not by a listener, for which the engine would ask every statement after a dozen kinds of listeners.
        """
        with connection.begin():
            if self.is_sqlite:
                connection.exec_driver_sql(words)
            yield

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Reading everything as it stands at one moment, while others write."""
        if self.is_sqlite:
            with self.reading() as connection:
                yield connection
            return
        level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    def reach(self) -> str | None:
        """The schema in the store; raises StoreError where it cannot be opened or comes from a newer program."""
        try:
            with self.reading() as connection:
                refuse_newer(connection)
                return schema_of(connection)
        except DBAPIError as e:
            raise StoreError(f"the store {self.url.render_as_string()} cannot be opened: {str(e.orig).splitlines()[0]}") from e

    def upgrade(self) -> None:
        """Brings the schema up to this program's; refuses one from a newer program."""
        self.make()
        self.reach()
        with self.writing() as connection:
            bring_up(connection)

    def revision(self) -> tuple[str | None, str]:
        """(schema in the store, schema of this program)."""
        if not self.is_there:
            return None, newest()
        with self.reading() as connection:
            return schema_of(connection), newest()

    def check(self) -> None:
        """Raises StoreError unless the store can be reached and has exactly this program's schema."""
        if self.reach() != newest():
            raise StoreError("the store has an older schema (or none); run: mailflow db upgrade")

    def close(self) -> None:
        with self._writing:
            if self._writer:
                self._writer.close()
                self._writer = None
        self.engine.dispose()
        for lock in (self._ours, self._turn):
            if lock:
                lock.close()
        self._ours = self._turn = None


def trouble_with(e: Exception) -> str:
    """What a database that fails says to whoever typed a command; "" for any other failure."""
    return f"the store cannot be used now: {str(e.orig).splitlines()[0]}; please try again" if isinstance(e, OperationalError) else ""


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in ("sqlite", "postgresql+psycopg"):
        said = url.render_as_string() if url else text
        raise StoreError(f"store.url: »{said}« is no database address; expected sqlite:///path or postgresql+psycopg://user@host/db")
    return url


def _refuse_network(folder: Path, mounts: str | None = None) -> None:
    """Locks and shared memory of SQLite do not hold on a network file system (faults.md I1)."""
    if mounts is None:
        table = Path("/proc/self/mounts")
        mounts = table.read_text("utf-8", "replace") if table.exists() else ""
    lines = [line.split(" ") for line in mounts.splitlines()]
    above = [(f[1], f[2]) for f in lines if len(f) > 2 and folder.resolve().is_relative_to(f[1].replace("\\040", " "))]
    kind = max(above, key=lambda mount: len(mount[0]))[1] if above else ""
    if kind in _NETWORK:
        raise StoreError(f"{folder} is on a network file system ({kind}), where SQLite loses letters; use a local disk or PostgreSQL")


_PAGES_LEFT = 4000
"""How long the log beside the database grows, 16 MB, before its pages go there: each time costs two flushes, while nobody can write."""


def _careful_sqlite(db: Any, _: object) -> None:
    db.isolation_level = None
    careful = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE}", "query_only=ON")
    for pragma in (*careful, f"wal_autocheckpoint={_PAGES_LEFT}"):
        db.execute(f"PRAGMA {pragma}")
    if db.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise StoreError("SQLite refuses synchronous=FULL; an acknowledged letter could be lost on a power cut")
    if not db.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone():
        raise StoreError("this Python's SQLite was built without FTS5, by which posts are found; use another Python or PostgreSQL")
