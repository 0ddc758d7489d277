"""An upgrade happens whole or not at all, wherever it is cut; an old program leaves a newer store alone (faults.md I10)."""

from __future__ import annotations

import os
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, text

from mailflow.store.engine import Database
from mailflow.store.schema import StoreError, upgrade
from mailflow.store.tables import metadata
from tests.live.servers import postgres

pytestmark = pytest.mark.proves("I10")


def as_of(database: Database, revision: str) -> None:
    """Builds the schema of an earlier version with a letter in it."""
    with database.writing() as connection:
        upgrade(connection, revision)
        connection.execute(
            text("INSERT INTO letter (id, digest, raw, sender, door, received) VALUES ('L', 'd', 'Hallo', 'a', 'smtp', '2027-03-16')")
        )
        connection.execute(
            text(
                "INSERT INTO inbox (letter, recipient, key, state, attempts, message_id, understood, verdict, reason) VALUES ('L', 'r', 'k', 'new', 0, '', '', '', '')"
            )
        )


def killed_at(url: str, number: int) -> bool:
    """Upgrades in a process of its own that dies before its n-th statement; False if it lived to the end."""
    child = os.fork()
    if child == 0:
        count = 0
        database = Database(url)

        @event.listens_for(database.engine, "before_cursor_execute")
        def pull_the_plug(*_):
            nonlocal count
            count += 1
            if count >= number:
                os._exit(9)

        database.upgrade()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_an_upgrade_cut_at_any_statement_is_undone_and_done_again(tmp_path):
    file, number = tmp_path / "m.db", 0
    old = Database(f"sqlite:///{file}")
    as_of(old, "0001")
    before = old.revision()[0]
    old.close()
    while killed_at(f"sqlite:///{file}", number := number + 1):
        with sqlite3.connect(file) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == before
            assert connection.execute("SELECT id FROM letter").fetchall() == [("L",)]
    assert number > 20, "the plug was never pulled"
    database = Database(f"sqlite:///{file}")
    database.check()
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalar(text("SELECT state FROM inbox")) == "new"
    database.close()


def test_a_new_store_cut_at_any_statement_is_built_again(tmp_path):
    file, number = tmp_path / "m.db", 0
    while killed_at(f"sqlite:///{file}", number := number + 5):
        pass
    database = Database(f"sqlite:///{file}")
    database.check()
    database.close()


@pytest.mark.live
def test_on_postgresql_too():
    with postgres() as url:
        old, number = Database(url), 0
        as_of(old, "0001")
        old.close()
        while killed_at(url, number := number + 7):
            cut = Database(url)
            assert cut.revision()[0] == "0001"
            cut.close()
        assert number > 20, "the plug was never pulled"
        database = Database(url)
        database.check()
        with database.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            assert connection.scalar(text("SELECT state FROM inbox")) == "new"
        database.close()


def test_an_older_program_refuses_a_newer_store_with_one_sentence(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    database.upgrade()
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (database.check, database.upgrade):
        with pytest.raises(StoreError) as refusal:
            attempt()
        assert "newer mailflow" in str(refusal.value)
        assert "\n" not in str(refusal.value)
    database.close()
