"""Where the store's answer gets lost: a commit of unknown outcome, an upgrade interrupted, no file handles left."""

from __future__ import annotations

import contextlib
import resource
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from conversation import Forum
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from mailflow import flow
from mailflow.model.records import JournalEntry
from mailflow.settings import Settings
from mailflow.store import inbox, outbox
from mailflow.store.records import SqlRecords
from tests.deliver.relay import scripted_relay
from tests.deliver.test_post import House
from tests.faults.scene import AUTHOR, LIST, nap, post
from tests.live.servers import wait_for
from tests.receive.doors import greeted

MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"


class Cutter:
    """Stands between us and PostgreSQL and cuts the line at the n-th COMMIT: before it gets there, or before its answer gets back."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._cut: Callable[[], bool] = lambda: False
        self._reaches = True
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut_at(self, number: int, *, reaches: bool) -> None:
        left = iter([False] * (number - 1) + [True])
        self._cut, self._reaches = lambda: next(left, False), reaches

    def spare(self) -> None:
        self._cut = lambda: False

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                upstream = socket.create_connection(("127.0.0.1", self._target))
                threading.Thread(target=self._forward, args=(client, upstream), daemon=True).start()
                threading.Thread(target=self._back, args=(upstream, client), daemon=True).start()

    def _forward(self, client: socket.socket, upstream: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if b"COMMIT" in data and self._cut():
                    client.shutdown(socket.SHUT_RDWR)
                    if self._reaches:
                        upstream.sendall(data)
                    upstream.shutdown(socket.SHUT_WR)
                    return
                upstream.sendall(data)
        with contextlib.suppress(OSError):
            upstream.shutdown(socket.SHUT_RDWR)

    def _back(self, upstream: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := upstream.recv(65536):
                client.sendall(data)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def cutter(database: str) -> Iterator[Cutter]:
    cutter = Cutter(make_url(database).port or 5432)
    yield cutter
    cutter.close()


@pytest.fixture
def through(database: str, cutter: Cutter) -> str:
    """The same database behind the cutter."""
    return make_url(database).set(port=cutter.port).render_as_string()


@pytest.mark.proves("I4")
@pytest.mark.parametrize("reaches", [True, False], ids=["committed", "not committed"])
def test_a_commit_of_unknown_outcome_has_effects_once(through, cutter, reaches):
    forum = Forum(datetime(2027, 3, 16, 10, tzinfo=UTC), settings=Settings(store={"url": through}))
    intake, house = forum.app.intake(), forum.app.house()
    runs = 10
    for n in range(runs):
        raw = post(n, MARA, to=GROUP).replace(b"mx.forum-demo", b"mx.forum-test")
        cutter.cut_at(1, reaches=reaches)
        with pytest.raises(DBAPIError):
            intake.take(raw, MARA, [GROUP], "smtp").result()
        intake.take(raw, MARA, [GROUP], "smtp").result()
        # The first commit is the claim, the second the decision: of each the outcome stays unknown.
        for commit in (1, 2):
            cutter.cut_at(commit, reaches=reaches)
            with pytest.raises(DBAPIError):
                flow.one_letter(house)
            with forum.app.store.writing(forum.clock.now()) as tx:
                inbox.give_back(tx.connection)
        while flow.one_letter(house):
            pass
    with forum.app.store.reading() as connection:
        assert inbox.counts(connection) == {"done": runs}
        assert outbox.counts(connection) == {"queued": 3 * runs}
        assert len(SqlRecords(connection).all(JournalEntry, what="distribute")) == runs
    forum.app.database.close()


@pytest.mark.proves("I4")
@pytest.mark.parametrize("reaches", [True, False], ids=["committed", "not committed"])
def test_an_outbox_whose_commits_get_lost_is_emptied_all_the_same(through, cutter, reaches):
    with scripted_relay() as relay:
        house = House(relay.url, store=through)
        people = house.one_each(30)
        for commit in range(1, 6):
            cutter.cut_at(commit, reaches=reaches)
            with contextlib.suppress(DBAPIError):
                house.deliver()
        cutter.spare()
        for _ in range(8):
            house.deliver()
            house.postman.rest()
            house.now += outbox.LEASE
            # The server's own clock, by which leases run out, cannot be moved on.
            with house.store.writing(house.now) as tx:
                tx.connection.exec_driver_sql("UPDATE outbox SET due = due - interval '15 minutes' WHERE state = 'leased'")
        assert set(house.states().values()) == {"delivered"}
        assert Counter(relay.recipients()) == Counter(people)
    house.store.database.close()


@pytest.mark.proves("I4")
def test_a_gateway_outlives_its_database_for_a_while(scene, database):
    stage = scene(database)
    stage.start()
    stage.deliver(post("vorher"))
    stage.drain()
    with away(database):
        assert not stage.send(post("waehrend"))
        nap(1)
    stage.deliver(post("nachher"))
    stage.drain()
    assert not stage.died()
    stage.check(posts=len(stage.told))


@contextlib.contextmanager
def away(database: str) -> Iterator[None]:
    """PostgreSQL cuts every connection to this database and takes no new one."""
    import psycopg

    address, _, name = database.replace("+psycopg", "").rpartition("/")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.mark.proves("I11")
def test_without_file_handles_the_door_says_later_and_recovers(scene):
    stage = scene()
    stage.start()
    stage.deliver(post("vorher"))
    stage.drain()
    pid = stage.running[0].pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, before[1]))
    with contextlib.suppress(OSError), greeted(stage.port, timeout=2) as client:
        assert client.letter(post("waehrend"), LIST, sender=AUTHOR)[:3] in {"451", "421", ""}
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    wait_for(lambda: stage.send(post("nachher")), 30, "the door taking letters again")
    stage.drain()
    assert not stage.died()
    stage.check(posts=len(stage.told))
