"""Records survive the database unchanged; a letter taken twice has effects once; undo puts back what was."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from blank import differences

from mailflow.model.intent import ApplicationRecord, Order
from mailflow.model.records import Application, Hold, Person, Question
from mailflow.store import inbox, outbox, pace
from mailflow.store.engine import Database
from mailflow.store.records import ConflictError, MemoryRecords, SqlRecords
from mailflow.store.schema import StoreError, upgrade
from mailflow.store.store import Store

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
LETTER = b"Received: by a\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nHallo\r\n"


@pytest.fixture
def store():
    database = Database("sqlite://")
    database.upgrade()
    return Store(database)


def test_the_migrations_lead_to_what_a_new_store_is_given(store):
    old = Database("sqlite://")
    with old.writing() as connection:
        upgrade(connection, "head")
        assert differences(connection) == []
        by_migrations = indexes(connection)
    with store.reading() as connection:
        assert "postindex_taken" in by_migrations
        assert indexes(connection) == by_migrations


def indexes(connection) -> dict[str, str]:
    """Every index with its condition, and full text with what keeps it, which Alembic's comparison leaves out."""
    kinds = "type IN ('index', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'"
    found = connection.exec_driver_sql(f"SELECT name, sql FROM sqlite_master WHERE ({kinds}) AND sql IS NOT NULL")
    return {name: " ".join(re.sub(r'["()]', " ", sql).split()) for name, sql in found}


RECORDS = [
    Person(id="P-0001", name="Jörg Müßig", address="j@kreis.example", joined=NOW, paused_until=NOW.date()),
    Application(
        id="F-2027-0001", sender="a@b.example", record=ApplicationRecord(topics=("Wohnen",)), interest=(("Warum?", ""),), opened=NOW
    ),
    Question(
        id="q",
        kind="confirm",
        about="x",
        asked=("a@b.example",),
        opened=NOW,
        orders=(Order("approve", {"case": "F-2027-0001"}),),
        details={"n": 1},
    ),
    Hold(id="M-2027-0001", group="wohnen", letter="l", sender="a@b.example", at=NOW),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: type(r).__name__)
def test_a_record_comes_back_as_it_was(store, record):
    with store.writing(NOW) as tx:
        tx.save(record)
    with store.reading() as connection:
        assert SqlRecords(connection).get(type(record), record.id) == replace(record, version=1)


def test_sql_and_memory_answer_alike(store):
    people = [
        Person(
            id=f"P-{n:04}", name=f"N{n}", address=f"n{n}@x.example", status="member" if n % 2 else "guest", joined=NOW + timedelta(days=n)
        )
        for n in range(5)
    ]
    with store.writing(NOW) as tx:
        for person in people:
            tx.save(person)
    memory = MemoryRecords(replace(p, version=1) for p in people)
    with store.reading() as connection:
        sql = SqlRecords(connection)
        for ask in (
            lambda r: r.all(Person),
            lambda r: r.all(Person, status="guest"),
            lambda r: r.all(Person, since=("joined", NOW + timedelta(days=2))),
            lambda r: r.get(Person, "P-0003"),
            lambda r: r.get(Person, "P-9999"),
            lambda r: r.last_number(Person, "P"),
        ):
            assert ask(sql) == ask(memory)


def test_a_stale_record_is_not_saved(store):
    person = RECORDS[0]
    with store.writing(NOW) as tx:
        tx.save(person)
    with pytest.raises(ConflictError), store.writing(NOW) as tx:
        tx.save(replace(person, name="von gestern"))
    with store.reading() as connection:
        read = SqlRecords(connection).get(Person, person.id)
    with store.writing(NOW) as tx:
        tx.save(replace(read, name="von heute"))
    with pytest.raises(ConflictError), store.writing(NOW) as tx:
        tx.save(replace(read, name="von vorhin"))
    with store.reading() as connection:
        assert SqlRecords(connection).get(Person, person.id).name == "von heute"


def arrival(raw=LETTER, sender="a@b.example", recipients=("forum@f.example",)):
    return inbox.Arrival(raw, sender, recipients, "smtp", NOW)


@pytest.mark.proves("A13", "E12")
def test_the_same_letter_twice_is_one(store):
    with store.writing(NOW) as tx:
        [first, at_once] = inbox.accept(tx.connection, [arrival(), arrival()])
    with store.writing(NOW) as tx:
        [again, other] = inbox.accept(
            tx.connection,
            [arrival(LETTER.replace(b"by a", b"by b")), arrival(sender="c@d.example", recipients=("forum@f.example", "b@f.example"))],
        )
        counts = inbox.counts(tx.connection)
    assert again == at_once == first
    assert other != first
    assert counts == {"new": 3}


@pytest.mark.proves("H8")
def test_a_claim_that_somebody_else_took_over_decides_nothing(store):
    with store.writing(NOW) as tx:
        inbox.accept(tx.connection, [arrival()])
        frozen = inbox.claim(tx.connection, NOW)
        assert inbox.claim(tx.connection, NOW) is None
        other = inbox.claim(tx.connection, NOW + inbox.LEASE)
        assert not inbox.is_ours(tx.connection, frozen)
        assert inbox.is_ours(tx.connection, other)


@pytest.mark.proves("I7")
def test_a_clock_set_back_by_years_keeps_nobody_waiting(store):
    with store.writing(NOW) as tx:
        inbox.accept(tx.connection, [arrival()])
        outbox.put(tx.connection, b"x", ["a@b.example"], message_id="<1@f>", kind="post", about="", cause="l", now=NOW)
        assert inbox.claim(tx.connection, NOW)
        assert outbox.lease(tx.connection, NOW, "one", 10)
        long_ago = NOW - timedelta(days=3650)
        assert inbox.claim(tx.connection, long_ago)
        assert outbox.lease(tx.connection, long_ago, "one", 10) == []
        assert outbox.lease(tx.connection, long_ago, "two", 10)


@pytest.mark.proves("F6")
def test_somebody_who_left_gets_nothing_that_still_waits(store):
    with store.writing(NOW) as tx:
        for n, (kind, about) in enumerate((("post", "wohnen"), ("post", "sprache"), ("welcome", ""))):
            outbox.put(
                tx.connection, b"x", ["a@b.example", "c@d.example"], message_id=f"<{n}@f>", kind=kind, about=about, cause="l", now=NOW
            )
        assert outbox.withdraw(tx.connection, ["a@b.example"], "left", NOW, "wohnen") == 1
        assert outbox.withdraw(tx.connection, ["a@b.example"], "left", NOW) == 1
        assert outbox.counts(tx.connection) == {"queued": 4, "cancelled": 2}


def test_a_relay_gets_no_more_than_its_limits(store):
    with store.writing(NOW) as tx:
        grant = lambda wanted, now=NOW: pace.grant(tx.connection, "relay", wanted, now, per_minute=30, per_day=50)  # noqa: E731
        assert [grant(20), grant(20), grant(20)] == [20, 10, 0]
        assert [grant(30, NOW + timedelta(minutes=1)), grant(30, NOW + timedelta(minutes=2))] == [20, 0]
        assert grant(30, NOW + timedelta(days=1)) == 30
        pace.ungrant(tx.connection, "relay", 30)
        assert grant(30, NOW + timedelta(days=1)) == 30


def test_nobody_gets_the_same_letter_twice(store):
    with store.writing(NOW) as tx:
        put = lambda to: outbox.put(tx.connection, b"x", to, message_id="<1@f>", kind="post", about="", cause="l", now=NOW)  # noqa: E731
        assert put(["a@b.example", "c@d.example", "a@b.example"]) == 2
        assert put(["c@d.example", "e@f.example"]) == 1


def test_a_lease_runs_out_and_is_tried_again(store):
    with store.writing(NOW) as tx:
        outbox.put(tx.connection, b"x", ["a@b.example"], message_id="<1@f>", kind="post", about="", cause="l", now=NOW)
        [delivery] = outbox.lease(tx.connection, NOW, "one", 10)
        assert outbox.lease(tx.connection, NOW, "two", 10) == []
        later = NOW + outbox.LEASE
        [again] = outbox.lease(tx.connection, later, "two", 10)
        assert again.attempts == 2
        outbox.settle(tx.connection, "one", [outbox.Result(delivery, "failed", "550 no")], later)
        assert outbox.counts(tx.connection) == {"leased": 1}
        outbox.settle(tx.connection, "two", [outbox.Result(again, "delivered", "250 ok")], later)
        assert outbox.counts(tx.connection) == {"delivered": 1}


def test_undo_puts_back_what_was_and_keeps_letters_in_the_house(store):
    before = RECORDS[1]
    with store.writing(NOW) as tx:
        tx.save(before)
    with store.writing(NOW, cause="decision", actor="k@x.example") as tx:
        tx.undoable_until = NOW + timedelta(minutes=10)
        tx.save(replace(before, version=1, state="admitted"))
        tx.save(RECORDS[0])
        outbox.put(
            tx.connection,
            b"x",
            ["a@b.example"],
            message_id="<1@f>",
            kind="welcome",
            about="",
            cause="decision",
            now=NOW,
            due=tx.undoable_until,
        )
    with store.writing(NOW, cause="undo") as tx:
        assert tx.undo("decision") == []
    with store.reading() as connection:
        assert SqlRecords(connection).get(Application, before.id).state == before.state
        assert SqlRecords(connection).get(Person, "P-0001") is None
        assert outbox.counts(connection) == {"cancelled": 1}


def test_undo_leaves_alone_what_changed_since(store):
    before = RECORDS[1]
    with store.writing(NOW, cause="decision") as tx:
        tx.save(before)
    with store.writing(NOW, cause="later") as tx:
        tx.save(replace(before, version=1, state="decision"))
    with store.writing(NOW, cause="undo") as tx:
        [stuck] = tx.undo("decision")
    assert stuck.id == before.id


def test_a_transaction_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.writing(NOW) as tx:
        tx.save(RECORDS[0])
        1 / 0  # noqa: B018
    with store.reading() as connection:
        assert SqlRecords(connection).all(Person) == []


def test_an_embedded_store_belongs_to_one_process(tmp_path):
    url = f"sqlite:///{tmp_path}/m.db"
    first, second = Database(url), Database(url)
    first.alone()
    with pytest.raises(StoreError, match="another mailflow process"):
        second.alone()
    first.close()


@pytest.mark.proves("I10")
def test_a_store_from_a_newer_version_is_refused(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    database.upgrade()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer mailflow"):
        database.upgrade()
    with pytest.raises(StoreError, match="newer mailflow"):
        database.check()


@pytest.mark.proves("I2")
def test_sqlite_flushes_every_commit(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/m.db")
    database.upgrade()
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
