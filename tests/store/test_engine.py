"""How the database is opened: where it must not lie, and that writers wait for their turn instead of failing."""

import sqlite3
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from mailflow.store.engine import Database, _refuse_network
from mailflow.store.schema import StoreError

MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/export /srv/netz {} rw 0 0\n"


@pytest.mark.proves("I1")
@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "9p"])
def test_a_network_file_system_is_refused(kind):
    with pytest.raises(StoreError, match="network file system"):
        _refuse_network(Path("/srv/netz/mailflow"), MOUNTS.format(kind))
    _refuse_network(Path("/srv/mailflow"), MOUNTS.format(kind))


@pytest.mark.proves("I1")
def test_one_connection_does_all_the_writing(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    database.upgrade()
    with pytest.raises(OperationalError, match="readonly"), database.reading() as connection:
        connection.execute(text("DELETE FROM inbox"))
    database.close()


@pytest.mark.proves("I3")
def test_eight_writers_at_once_all_get_their_turn(tmp_path):
    database, times = Database(f"sqlite:///{tmp_path}/m.db"), 40
    database.upgrade()
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def write() -> None:
        for _ in range(times):
            with database.writing() as connection:
                # Reads first and writes then: a deferred transaction would fail here however long it may wait.
                n = connection.execute(text("SELECT n FROM counter")).scalar_one()
                connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == 8 * times
    database.close()


class WithoutFullText(sqlite3.Connection):
    """As SQLite answers that was built without FTS5."""

    def execute(self, sql, *parameters):
        return super().execute(sql.replace("fts5", "no such module"), *parameters)


def test_a_sqlite_without_full_text_is_refused_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("sqlite3.dbapi2.connect", partial(sqlite3.connect, factory=WithoutFullText))
    database = Database(f"sqlite:///{tmp_path}/m.db")
    for attempt in (database.upgrade, database.check):
        with pytest.raises(StoreError, match="built without FTS5"):
            attempt()
