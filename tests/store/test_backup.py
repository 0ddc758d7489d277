"""A backup holds every row of one moment; what is restored from it lets nothing leave until a person says so (faults.md I5, I9)."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mailflow.model.records import Person
from mailflow.store import backup, holding, inbox, marks, outbox
from mailflow.store.engine import Database
from mailflow.store.records import SqlRecords
from mailflow.store.schema import StoreError
from mailflow.store.store import Store
from mailflow.store.tables import metadata
from mailflow.store.tables import outbox as rows

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)


def put(tx, recipients, message_id="<eins@f.example>"):
    outbox.put(
        tx.connection, b"From: a\r\n\r\nx\r\n", recipients, message_id=message_id, kind="post", about="wohnen", cause="c", now=tx.now
    )


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    database.upgrade()
    with Store(database).writing(NOW) as tx:
        tx.save(Person(id="P-0001", name="Jörg Müßig", address="j@kreis.example", joined=NOW))
        inbox.accept(
            tx.connection, [inbox.Arrival(b"From: a@b.example\r\n\r\nHallo\x00\xff\r\n", "a@b.example", ("forum@f.example",), "smtp", NOW)]
        )
        put(tx, ["a@x.example", "b@x.example", "c@x.example"])
        [first, *_] = outbox.lease(tx.connection, NOW, "me", 2)
        outbox.settle(tx.connection, "me", [outbox.Result(first, "delivered", "250")], NOW)
    yield database
    database.close()


@pytest.fixture
def empty(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/new/m.db")
    yield database
    database.close()


def everything(database):
    with database.reading() as c:
        return {t.name: c.execute(select(t)).all() for t in metadata.sorted_tables if t.name not in {"mark"}}


@pytest.mark.proves("I9")
def test_what_was_restored_is_what_was_backed_up_and_nothing_of_it_leaves(database, empty, tmp_path):
    before = everything(database)
    backup.write(database, tmp_path / "b", NOW, "key")
    restored = backup.restore(empty, tmp_path / "b", LATER)
    assert (restored.point, restored.key, restored.held_back) == (NOW, "key", 2)
    after = everything(empty)
    changed = {"outbox", "mail"}
    assert {k: v for k, v in after.items() if k not in changed} == {k: v for k, v in before.items() if k not in changed}
    with Store(empty).writing(LATER) as tx:
        put(tx, ["neu@x.example"], "<zwei@f.example>")
    far = LATER + timedelta(hours=12)
    with Store(empty).writing(far) as tx:
        assert outbox.lease(tx.connection, far, "me", 100) == []
        assert outbox.next_due(tx.connection, tx.now) is None
        assert "2027-03-16 13:00 UTC" in marks.mark(tx.connection, marks.HELD).text


def leaving(store, now=LATER):
    with store.writing(now) as tx:
        return sorted(d.recipient for d in outbox.lease(tx.connection, now, "me", 100))


@pytest.mark.proves("I9")
def test_what_was_written_while_the_backup_was_being_made_is_held_back_too(database, empty, tmp_path):
    with Store(database).writing(NOW + timedelta(seconds=20)) as tx:
        put(tx, ["spaet@x.example"], "<spaet@f.example>")
    backup.write(database, tmp_path / "b", NOW, "")
    assert backup.restore(empty, tmp_path / "b", LATER).held_back == 3


@pytest.mark.proves("I5")
def test_a_person_releases_what_is_new_and_decides_about_what_is_old(database, empty, tmp_path):
    backup.write(database, tmp_path / "b", NOW, "")
    backup.restore(empty, tmp_path / "b", LATER)
    store = Store(empty)
    with store.writing(LATER) as tx:
        put(tx, ["neu@x.example"], "<zwei@f.example>")
        assert holding.release(tx.connection)
    assert leaving(store) == ["neu@x.example"]
    with store.writing(LATER) as tx:
        assert len(holding.held_back(tx.connection)) == 2
        assert holding.let_go(tx.connection, LATER) == 2
        assert holding.held_back(tx.connection) == []
    assert leaving(store) == ["b@x.example", "c@x.example"]


def test_what_is_old_can_be_given_up(database, empty, tmp_path):
    backup.write(database, tmp_path / "b", NOW, "")
    backup.restore(empty, tmp_path / "b", LATER)
    with Store(empty).writing(LATER) as tx:
        assert holding.drop(tx.connection, LATER) == 2
        holding.release(tx.connection)
    assert leaving(Store(empty)) == []


def test_a_number_that_left_after_the_backup_is_never_given_again(database, empty, tmp_path):
    """A return path names its delivery by number: a late bounce must not hit somebody else's letter."""
    backup.write(database, tmp_path / "b", NOW, "")
    with Store(database).writing(LATER) as tx:
        put(tx, [f"n{n}@x.example" for n in range(50)], "<danach@f.example>")
    backup.restore(empty, tmp_path / "b", LATER)
    with Store(empty).writing(LATER) as tx:
        put(tx, ["neu@x.example"], "<zwei@f.example>")
    with database.reading() as c, empty.reading() as d:
        lost = set(c.scalars(select(rows.c.id).where(rows.c.message_id == "<danach@f.example>")))
        given = set(d.scalars(select(rows.c.id).where(rows.c.message_id == "<zwei@f.example>")))
    assert given
    assert not lost & given


def test_a_full_store_is_only_replaced_when_told_so(database, tmp_path):
    backup.write(database, tmp_path / "b", NOW, "")
    with Store(database).writing(NOW) as tx:
        tx.save(Person(id="P-0002", name="Neu", address="n@kreis.example"))
    with pytest.raises(StoreError, match="--replace"):
        backup.restore(database, tmp_path / "b", LATER)
    backup.restore(database, tmp_path / "b", LATER, replace=True)
    with database.reading() as c:
        assert [p.id for p in SqlRecords(c).all(Person)] == ["P-0001"]


def test_restoring_leaves_the_backup_as_it_is(database, empty, tmp_path):
    file = tmp_path / "b"
    backup.write(database, file, NOW, "")
    before = file.read_bytes()
    backup.restore(empty, file, LATER)
    empty.check()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda f: f.unlink(), "no such backup"),
        (lambda f: f.write_bytes(b"Hallo" * 1000), "no backup of mailflow"),
        (lambda f: f.write_bytes(f.read_bytes()[:100_000]), "damaged|no backup"),
        (lambda f: sqlite3.connect(f).executescript("UPDATE alembic_version SET version_num = '9999'"), "newer mailflow"),
        (lambda f: sqlite3.connect(f).executescript("DELETE FROM mark"), "when it was made"),
    ],
    ids=["gone", "something else", "cut short", "newer", "of no moment"],
)
def test_a_bad_backup_changes_nothing(database, tmp_path, spoil, says):
    file = tmp_path / "b"
    backup.write(database, file, NOW, "")
    before = everything(database)
    spoil(file)
    with pytest.raises(StoreError, match=says):
        backup.restore(database, file, LATER, replace=True)
    assert everything(database) == before


def test_a_restore_that_breaks_off_changes_nothing(database, tmp_path):
    file = tmp_path / "b"
    backup.write(database, file, NOW, "")
    before, copied = everything(database), []

    def break_off(rows):
        copied.append(rows)
        if len(copied) == 3:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        backup.restore(database, file, LATER, replace=True, told=break_off)
    assert everything(database) == before
    with database.reading() as c:
        assert marks.mark(c, marks.HELD) is None


def test_a_backup_that_fails_leaves_the_last_one(database, tmp_path):
    file = tmp_path / "b"
    backup.write(database, file, NOW, "")
    before = file.read_bytes()

    def full(copied):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        backup.write(database, file, LATER, "", full)
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".backup")] == []
    with database.reading() as c:
        assert marks.mark(c, marks.BACKUP).at == NOW


def test_only_its_owner_may_read_a_backup(database, tmp_path):
    backup.write(database, tmp_path / "b", NOW, "")
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
