"""An upgrade happens whole or not at all, wherever it is cut; an old program leaves a newer store alone (faults.md I10)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from blank import differences
from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Integer, LargeBinary, MetaData, Numeric, event, inspect, text

import mailflow.store
from mailflow.store import search
from mailflow.store.engine import Database
from mailflow.store.schema import StoreError, upgrade
from mailflow.store.tables import is_compared
from tests.live.servers import postgres

pytestmark = pytest.mark.proves("I10")
FLEETING = {("person", "language"), ("outbox", "lease"), ("question", "address_hash")}
"""Columns whose values an upgrade may drop: the program's own guess, who had a row in hand, and what now stands with each letter."""
MADE_ANEW = {"postword"}
"""Tables that an upgrade may drop: the next ticks make from the posts what is in their place."""
SCRIPTS = ScriptDirectory(str(Path(mailflow.store.__file__).parent / "migrations"))
VERSIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


def as_of(database: Database, revision: str) -> None:
    """Builds the schema of an earlier version with a letter in it."""
    with database.writing() as connection:
        upgrade(connection, revision)
        for table in reflected(connection).sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values({column.name: sample(column) for column in table.columns}))


@cache
def blank(version: str) -> bytes:
    """A store of an earlier version without a row, one step up from the version before: so each step is taken once for all tests."""
    database, place = Database("sqlite://"), VERSIONS.index(version)
    driver: Any = database.engine.raw_connection().driver_connection
    if place > 0:
        driver.deserialize(blank(VERSIONS[place - 1]))
    with database.writing() as connection:
        upgrade(connection, version)
    return driver.serialize()


def reflected(connection: Connection) -> MetaData:
    """The tables as they stand in the store, which this program's own need not be."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: is_compared(name, "table", {}))
    return found


def sample(column: Column[Any]) -> Any:
    """Something that the column takes, and that refers to the row of the other table where it refers to one."""
    if column.name == "state":
        return "new"
    for kind, value in (
        (Boolean, True),
        (Integer, 1),
        (Date, date(2027, 3, 16)),
        (DateTime, datetime(2027, 3, 16, 13, tzinfo=UTC)),
        (LargeBinary, b"Hallo"),
        (Numeric, 1),
    ):
        if isinstance(column.type, kind):
            return value
    return [] if isinstance(column.type, JSON) else "L"


def test_versions_follow_one_another_without_a_fork():
    """Two that were written side by side would both follow the same one, and no store could be brought up to date."""
    assert len(SCRIPTS.get_heads()) == len(SCRIPTS.get_bases()) == 1
    assert sorted(VERSIONS) == VERSIONS, "each follows the one that its number says"
    assert [Path(script.path).stem[:4] for script in SCRIPTS.walk_revisions()] == VERSIONS[::-1], "a file is named by its number"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_any_earlier_version_keeps_what_it_holds(tmp_path, version):
    file = tmp_path / "m.db"
    file.write_bytes(blank(version))
    database = Database(f"sqlite:///{file}")
    as_of(database, version)
    before = rows(database)
    assert sum(map(len, before.values())) > 10
    database.upgrade()
    database.check()
    after = rows(database)
    for table, kept in before.items():
        if table in MADE_ANEW:
            continue
        for old, row in zip(kept, after[table], strict=True):
            lasting = {name: value for name, value in old.items() if (table, name) not in FLEETING}
            assert {name: row[name] for name in lasting} == lasting
    database.close()
    with sqlite3.connect(file) as upgraded, sqlite3.connect(":memory:") as new:
        new.deserialize(blank(VERSIONS[-1]))
        assert schema(upgraded) == schema(new)


def schema(store: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each table and index, and the statement that made it."""
    return store.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_a_new_store_has_the_tables_that_the_program_knows(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    database.upgrade()
    with database.reading() as connection:
        assert differences(connection) == []
    database.close()


def test_posts_of_before_the_full_text_are_put_in_by_ticks(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    as_of(database, "0029")
    with database.writing() as connection:
        connection.execute(text("UPDATE post SET text = 'Fahrdienst'"))
        connection.execute(text("INSERT INTO mark (id, at, text) VALUES ('indexed', '2030-01-01', '')"))
    database.upgrade()
    with database.writing() as connection:
        search.extend(connection, search.new(connection))
        assert connection.scalar(text("SELECT count(*) FROM postindex WHERE postindex MATCH 'fahrdienst'")) == 1
        assert not connection.scalar(text("SELECT count(*) FROM mark WHERE id = 'indexed'"))
    database.close()


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but Alembic's own."""
    with database.reading() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version" and is_compared(name, "table", {})]
        return {t: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{t}" ORDER BY 1')).mappings()] for t in tables}


def cuts(file: Path) -> list[Path]:
    """The store as a kill before each statement of an upgrade would leave it: the files as they are then."""
    database, found = Database(f"sqlite:///{file}"), []

    @event.listens_for(database.engine, "before_cursor_execute")
    def copy(*_):
        found.append(file.parent / f"cut-{len(found)}")
        found[-1].mkdir()
        for part in file.parent.glob("m.db*"):
            if not part.name.endswith("-shm"):  # lives in memory and goes with the last process
                shutil.copy(part, found[-1])

    database.upgrade()
    database.close()
    return [folder / file.name for folder in found]


def test_an_upgrade_cut_at_any_statement_is_undone_and_done_again(tmp_path):
    old = Database(f"sqlite:///{tmp_path}/m.db")
    as_of(old, "0001")
    before = old.revision()[0]
    old.close()
    left = cuts(tmp_path / "m.db")
    assert len(left) > 20
    for file in left:
        with sqlite3.connect(file) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == before
            assert connection.execute("SELECT id FROM letter").fetchall() == [("L",)]
    for file in left[:: len(left) // 5]:
        database = Database(f"sqlite:///{file}")
        database.upgrade()
        with database.reading() as connection:
            assert differences(connection) == []
            assert connection.scalar(text("SELECT state FROM inbox")) == "new"
        database.close()


def test_a_new_store_cut_at_any_statement_is_built_again(tmp_path):
    left = cuts(tmp_path / "m.db")
    assert len(left) > 20
    for file in left[::5]:
        database = Database(f"sqlite:///{file}")
        database.upgrade()
        database.check()
        database.close()


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
            assert differences(connection) == []
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
