"""Too long for every day (`make torture`): kills at random under load, a relay that dies as well, fifty thousand letters that waited."""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailflow.store import inbox, outbox
from mailflow.store.engine import Database
from mailflow.store.store import Store
from tests.deliver.relay import scripted_relay
from tests.deliver.test_post import House
from tests.faults.scene import Scene, nap, post
from tests.live.servers import wait_for

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("MAILFLOW_KILLS", "150"))
SENDERS = 2


@pytest.mark.proves("I6", "H1", "c11", "c12")
@pytest.mark.parametrize("store", ["sqlite", "postgresql, 4 workers"])
def test_kills_at_random_under_load_with_a_relay_that_dies(store, scene, request, capsys):
    stage = scene() if store == "sqlite" else scene(request.getfixturevalue("database"), 4)
    stage.relay.script = dying_relay
    stage.start()
    began, end, numbers = time.monotonic(), threading.Event(), itertools.count()
    senders = [threading.Thread(target=keep_sending, args=(stage, numbers, end)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    while stage.kills < KILLS:
        nap(random.uniform(0.1, 2.5))
        stage.kill(random.choice(stage.running))
        stage.start()
    end.set()
    for sender in senders:
        sender.join()
    stage.relay.script = lambda *_: None
    again = drain_after_torture(stage)
    second = stage.check(posts=len(stage.told))
    sums = {
        "store": store,
        "kills": stage.kills,
        "posts told 250": len(stage.told),
        "copies at the relay": len(stage.relay.taken),
        "lost": 0,
        "double effects": 0,
        "second copies": second,
        "connections the relay cut after a dot": sum(not taken.answered for taken in stage.relay.taken),
        "letters set aside after three kills and read again": again,
        "seconds": round(time.monotonic() - began),
    }
    with capsys.disabled():
        print("\n" + "\n".join(f"{name:>50}: {value}" for name, value in sums.items()))


def dying_relay(phase: str, number: int, recipient: str) -> str | None:
    return random.choice(["drop", "reset"]) if phase != "ehlo" and random.random() < 0.005 else None


def keep_sending(stage: Scene, numbers: itertools.count[int], end: threading.Event) -> None:
    """As a mail server does: every letter until it is told 250."""
    while not end.is_set():
        raw = post(next(numbers))
        while not stage.send(raw):
            nap(0.2)
        # No faster than the house can read, so that the kills meet every stage and not only the door.
        wait_for(lambda: len(stage.rows("SELECT id FROM inbox WHERE state = 'new'")) < 60, 300, "the house keeping up")


def drain_after_torture(stage: Scene) -> int:
    """Lets leases and retries run out and has set-aside letters read again, as the office would; returns how many."""
    again = 0
    for _ in range(40):
        stage.outlive()
        aside = [row[0] for row in stage.rows("SELECT id FROM inbox WHERE state = 'set_aside'")]
        database = Database(stage.url)
        with database.writing() as connection:
            again += sum(inbox.retry(connection, id) for id in aside)
        database.close()
        if not aside and not stage.open_rows():
            return again
    raise AssertionError(f"not drained: {stage.open_rows()[:20]}")


@pytest.mark.proves("H5")
def test_fifty_thousand_letters_outlast_two_days_without_a_relay(capsys):
    house = House("smtp://127.0.0.1:1", connections=4)
    for n in range(50):
        house.put(*[f"p{n}-{m}@x.example" for m in range(1000)], message_id=f"<{n}@f.example>")
        house.later(timedelta(hours=1))
    assert Counter(house.states().values()) == {"queued": 50_000}
    with scripted_relay() as relay:
        house.courier.url, began = relay.url, time.monotonic()
        house.later(timedelta(minutes=15))
        seconds = time.monotonic() - began
        assert Counter(house.states().values()) == {"delivered": 50_000}
        assert max(Counter(relay.recipients()).values()) == 1
        assert len(relay.taken) == 50_000
    with capsys.disabled():
        print(f"\n50,000 letters after 50 hours without a relay: all delivered once, in {seconds:.0f} seconds")


@pytest.mark.proves("A12")
def test_a_hundred_thousand_bodies_arrive_as_they_left():
    """Dots at any place, 8 bit, NUL-free rubbish, long lines, empty lines at either end: what is handed over is what was queued."""
    dice = random.Random(12)
    pieces = [
        b".",
        b"..",
        b"\r\n",
        b"\r\n.",
        b".\r\n",
        b"\r\n.\r\n",
        b"\xff\xfe",
        "ü".encode(),
        b" ",
        b"\t",
        b"QUIT",
        b"From ",
        b"x" * 1200,
    ]
    with scripted_relay() as relay:
        house = House(relay.url, connections=4)
        for hundred in range(1000):
            sent = {}
            for n in range(100):
                body = b"".join(dice.choices(pieces, k=dice.randrange(12)))
                sent[f"p{hundred}-{n}@x.example"] = raw = b"Subject: x\r\n\r\n" + body + (b"" if body.endswith(b"\r\n") else b"\r\n")
                house.put(f"p{hundred}-{n}@x.example", raw=raw, message_id=f"<{hundred}-{n}@f.example>")
            house.deliver()
            assert {taken.recipient: taken.raw for taken in relay.taken} == sent
            relay.taken.clear()


@pytest.mark.proves("H8")
def test_eight_workers_empty_an_outbox_of_ten_thousand_and_nobody_gets_two(scene, database, capsys):
    stage = scene(database, 8)
    readers = [f"r{n}@kreis.example" for n in range(10_000)]
    # A store with letters in it but no key is one whose key was lost: the first gateway makes it.
    stage.start()
    store, began = Store(Database(stage.url)), time.monotonic()
    with store.writing(datetime.now(UTC)) as tx:
        letter = {"message_id": "<eins@f.example>", "kind": "post", "about": "ag", "cause": "l", "now": tx.now}
        outbox.put(tx.connection, b"Subject: x\r\nMessage-ID: <eins@f.example>\r\n\r\nHallo\r\n", readers, **letter)
    store.database.close()
    wait_for(lambda: not stage.open_rows(), 300, "an empty outbox")
    seconds = time.monotonic() - began
    assert Counter(taken.recipient for taken in stage.relay.taken) == Counter(readers)
    owners = stage.rows("SELECT count(DISTINCT owner) FROM outbox")[0][0]
    assert owners > 1, "the work was shared"
    with capsys.disabled():
        print(f"\n10,000 letters by {owners} workers in {seconds:.0f} seconds: each once")


@pytest.mark.proves("I11")
def test_an_hour_of_letters_leaves_no_memory_and_no_handles_behind(scene, capsys):
    stage, minutes = scene(), float(os.environ.get("MAILFLOW_SOAK_MINUTES", "5"))
    stage.start()
    sizes, handles = [], []
    end = time.monotonic() + 60 * minutes
    for number in itertools.count():
        stage.deliver(post(number))
        if number % 50 == 49:
            stage.drain()
            gateway = stage.running[0]
            sizes.append(gateway.resident())
            handles.append(len(list(Path(f"/proc/{gateway.pid}/fd").iterdir())))
        if time.monotonic() > end:
            break
    settled = sizes[len(sizes) // 2 :]
    with capsys.disabled():
        print(
            f"\n{number + 1} posts in {minutes:.0f} minutes: {sizes[0]} kB, then {settled[0]} to {settled[-1]} kB; handles {handles[0]} to {handles[-1]}"
        )
    assert settled[-1] - settled[0] < 4000
    assert handles[-1] <= handles[len(handles) // 2] + 3
