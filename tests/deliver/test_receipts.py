"""What the relay said outlives the process that heard it, and the living are left alone."""

import contextlib
import fcntl
import os
import resource
from datetime import timedelta

import pytest

from mailflow.deliver.receipts import Receipts, adopt
from mailflow.store import outbox
from mailflow.store.outbox import Delivery, Result
from tests.deliver.relay import scripted_relay
from tests.deliver.test_post import START, House

DELIVERY = Delivery(7, 3, "müller@kreis.example", 2, START)
RESULTS = [
    Result(DELIVERY, "delivered", "250 2.0.0 ok »4711«"),
    Result(DELIVERY, "deferred", "451", START + timedelta(hours=1), strike=False),
]


def test_what_a_dead_worker_heard_is_read_by_the_next(tmp_path):
    dying, next_one = Receipts(tmp_path, "dying"), Receipts(tmp_path, "next")
    dying.write(RESULTS[:1])
    dying.write(RESULTS[1:])
    assert next_one.left_behind() == {}
    die(dying)
    assert next_one.left_behind() == {"dying": RESULTS}
    next_one.forget(["dying"])
    assert next_one.left_behind() == {}


def test_who_looks_at_the_same_time_as_another_sees_what_the_dead_left(tmp_path):
    dying = Receipts(tmp_path, "dying")
    dying.write(RESULTS)
    die(dying)
    [file] = tmp_path.glob("*.receipts")
    with file.open("rb") as another:
        fcntl.flock(another, fcntl.LOCK_SH)
        assert Receipts(tmp_path, "next").left_behind() == {"dying": RESULTS}


def test_a_line_cut_short_by_a_full_disk_counts_for_nothing(tmp_path):
    dying = Receipts(tmp_path, "dying")
    dying.write(RESULTS[:1])
    dying.write(RESULTS[1:])
    die(dying)
    [file] = tmp_path.glob("*.receipts")
    file.write_bytes(file.read_bytes()[:-5])
    assert Receipts(tmp_path, "next").left_behind() == {"dying": RESULTS[:1]}


def test_a_write_that_fails_halfway_leaves_room_for_the_next(tmp_path):
    dying = Receipts(tmp_path, "dying")
    dying.write(RESULTS[:1])
    [file] = tmp_path.glob("*.receipts")
    with files_no_larger_than(file.stat().st_size + 10), pytest.raises(OSError):
        dying.write(RESULTS[1:])
    dying.write(RESULTS[1:])
    die(dying)
    assert Receipts(tmp_path, "next").left_behind() == {"dying": RESULTS}


def test_a_worker_that_closes_leaves_nothing(tmp_path):
    receipts = Receipts(tmp_path, "tidy")
    receipts.write(RESULTS)
    receipts.close()
    assert list(tmp_path.iterdir()) == []


def test_a_letter_the_dead_had_handed_over_is_not_sent_again(tmp_path):
    with scripted_relay() as relay:
        house = House(relay.url, receipts=tmp_path)
        house.put("a@kreis.example", "b@kreis.example")
        with house.store.writing(house.now) as tx:
            first, _ = outbox.lease(tx.connection, house.now, "dead", 2)
        dying = Receipts(tmp_path, "dead")
        dying.write([Result(first, "delivered", "250 ok")])
        die(dying)
        house.later(outbox.LEASE + timedelta(minutes=1))
        assert relay.recipients() == ["b@kreis.example"]
        assert house.states() == {"a@kreis.example": "delivered", "b@kreis.example": "delivered"}


def test_receipts_from_before_stores_had_a_folder_each_reach_the_store_they_are_of(tmp_path):
    for owner in ("ours", "another store's"):
        dying = Receipts(tmp_path, owner)
        dying.write(RESULTS)
        die(dying)
    alive = Receipts(tmp_path, "alive")
    alive.write(RESULTS)
    adopt(tmp_path, tmp_path / "store", ["ours", "alive", "unknown"])
    assert Receipts(tmp_path / "store", "next").left_behind() == {"ours": RESULTS}
    assert {file.stem for file in tmp_path.glob("*.receipts")} == {"another store's", "alive"}


@contextlib.contextmanager
def files_no_larger_than(size: int):
    """As a disk that fills up does: a write stops in the middle, then fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def die(receipts: Receipts) -> None:
    """As the end of a process does: its file stays, its lock goes."""
    os.close(receipts._file)
