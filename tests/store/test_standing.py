"""Counts and ages: who works here, what is stuck and what only takes its time."""

from datetime import UTC, datetime, timedelta

import pytest

from mailflow.store import marks, outbox
from mailflow.store.engine import Database
from mailflow.store.standing import WORKER, standing
from mailflow.store.store import Store

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)


@pytest.fixture
def store():
    database = Database("sqlite://")
    database.upgrade()
    return Store(database)


def seen(store, now):
    with store.reading() as connection:
        return standing(connection, now)


def test_who_gave_a_sign_of_life_lately_works_here(store):
    with store.writing(NOW) as tx:
        marks.put(tx.connection, WORKER + "a:1", NOW, "0.1.0")
        marks.put(tx.connection, WORKER + "b:2", NOW - timedelta(minutes=3), "0.1.0")
        marks.put(tx.connection, WORKER + "c:3", NOW - timedelta(days=2), "0.0.9")
        marks.forget(tx.connection, WORKER, NOW - timedelta(days=1))
        assert set(marks.with_prefix(tx.connection, WORKER)) == {"a:1", "b:2"}
    assert seen(store, NOW)["workers"] == {"a:1": "0.1.0"}


def test_a_large_post_under_a_relays_limits_is_not_stuck_while_letters_leave(store):
    with store.writing(NOW) as tx:
        letter = {"message_id": "<a@x>", "kind": "post", "about": "x", "cause": "c"}
        outbox.put(tx.connection, b"x", ["a@x.example", "b@x.example"], now=NOW, **letter)
    later = NOW + timedelta(hours=2)
    assert seen(store, later)["outbox_stuck_seconds"] == 7200
    with store.writing(later) as tx:
        [first] = outbox.lease(tx.connection, later, "me", 1)
        outbox.settle(tx.connection, "me", [outbox.Result(first, "delivered", "250")], later)
    assert seen(store, later + timedelta(minutes=5))["outbox_stuck_seconds"] == 300
