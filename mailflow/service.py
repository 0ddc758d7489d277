"""Everything that runs: doors, workers, clock, web page; started and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

from mailflow import __version__, flow, maillog
from mailflow.app import App
from mailflow.deliver import post
from mailflow.model import tokens
from mailflow.receive.door import Limits
from mailflow.receive.imap import Fetcher
from mailflow.receive.intake import Intake
from mailflow.receive.lmtp import lmtp_door
from mailflow.receive.smtp import smtp_door
from mailflow.settings import ReceiveSection
from mailflow.settings.certificate import shown_at_the_doors
from mailflow.store import marks, outbox
from mailflow.store.standing import WORKER
from mailflow.watch import Watch
from mailflow.web.metrics import Metrics
from mailflow.web.rooms import LocalRooms

TICK_EVERY = timedelta(seconds=20)
WATCH_EVERY = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
"""A process that was killed took no leave; its last sign of life is kept so long."""
LONGEST_RUSH = timedelta(seconds=10)
"""While letters pour in, taking them comes first; after that long they are read as well."""
IDLE = timedelta(seconds=5)
"""How long a worker sleeps at most when nobody nudges it."""


class Service:
    """Everything that runs: doors, workers, clock, web page; started and stopped together."""

    def __init__(self, app: App, *, doors: bool = True) -> None:
        self.app, self._doors = app, doors
        self._stop = threading.Event()
        self._inbox_nudge, self._outbox_nudge, self._clock_nudge = threading.Event(), threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._fetcher: Fetcher | None = None
        self._watch = Watch(app)
        self._metrics = Metrics(self._watch.standing)
        self._me = f"{socket.gethostname()}:{os.getpid()}"

    def run(self) -> None:
        """Runs until SIGTERM or SIGINT; what is held is finished or given back."""
        app = self.app
        app.database.alone()
        app.prepare()
        app.release_claims()
        app.signer  # noqa: B018  # a key that cannot be read is told at the start
        if self._doors:
            self._limits  # noqa: B018  # and so is a certificate
        app.reader  # noqa: B018  # built once, before the threads that share it
        # A letter at the door waits for a thread that computes; five milliseconds each time would be felt.
        sys.setswitchinterval(0.0005)
        # What is there by now stays: looking through it for garbage again and again would cost every letter time.
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        maillog.also(self._metrics)
        self._start_workers()
        self._start_fetching()
        try:
            asyncio.run(self._serve())
        finally:
            self._stop_workers()
            self._say_goodbye()
            maillog.no_longer(self._metrics)
            app.arrivals.close()
            app.reader.close()
            app.database.close()
            maillog.stopped("mailflow")

    @cached_property
    def _house(self) -> flow.House:
        """One for all threads: of two vocabularies, each letter would have to bring a child the one that it has not."""
        return self.app.house()

    @cached_property
    def _limits(self) -> Limits:
        return _limits(self.app.settings.receive)

    async def _serve(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        receive, closing, limits = self.app.settings.receive, contextlib.AsyncExitStack(), self._limits
        async with closing:
            if self._doors:
                intake = self.app.intake(self._inbox_nudge.set)
                for listen, opened in ((receive.smtp, smtp_door), (receive.lmtp, lmtp_door)):
                    if listen:
                        door = await opened(intake, listen, limits=limits)
                        closing.push_async_callback(door.close)
                        maillog.started(opened.__name__, listen)
                if listen := self.app.settings.web.listen:
                    rooms = self._rooms()
                    await closing.enter_async_context(self._web(intake, rooms))
                    if rooms:
                        print(f"Post room: http://{listen}/   (Ctrl-C ends it)", flush=True)
            await stop.wait()

    def _rooms(self) -> LocalRooms | None:
        """Every mailbox as a page, where no relay takes letters out of the house."""
        app = self.app
        if not app.has_post_room:
            return None
        return LocalRooms(
            app.store,
            app.forum(),
            app.settings.receive.smtp,
            lambda id: tokens.signed_number(app.keys[0], "leave", id),
            app.clock.now,
            self._advance,
            app.seal("leaving").opened,
            app.return_path,
        )

    def _web(self, intake: Intake, rooms: LocalRooms | None) -> contextlib.AbstractAsyncContextManager[None]:
        # Workers without a page do not load what serves one.
        from mailflow.web.leaving import Leaving
        from mailflow.web.serve import serving

        app = self.app
        leaving = Leaving(intake.clicked, app.forum().addresses.of("commands")) if app.settings.web.public_url else None
        return serving(app.settings.web.listen, rooms, self._watch.standing, self._metrics.exposition, leaving)

    def _advance(self, by: timedelta) -> datetime:
        """Moves a demo's clock and wakes whoever waits for it."""
        now = self.app.advance(by)
        self._nudge_all()
        self._clock_nudge.set()
        return now

    def _nudge_all(self) -> None:
        self._inbox_nudge.set()
        self._outbox_nudge.set()

    def _start_workers(self) -> None:
        for target in (self._read, self._read, self._tick, self._deliver, self._look_after):
            self._start(target)
        if self.app.list_server:
            self._start(self._keep_rosters)

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=target.__name__, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _start_fetching(self) -> None:
        if not self._doors:
            return
        self._fetcher = self.app.fetcher(self._inbox_nudge.set)
        if self._fetcher:
            maillog.started("imap", self.app.settings.receive.imap.host)
            self._start(self._fetcher.run)
        else:
            with self.app.store.writing(self.app.clock.now()) as tx:
                marks.forget(tx.connection, marks.MAILBOX, tx.now)

    def _stop_workers(self) -> None:
        self._stop.set()
        if self._fetcher:
            self._fetcher.leave()
        self._nudge_all()
        self._clock_nudge.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _read(self) -> None:
        house, arrivals, began, found = self._house, self.app.arrivals, time.monotonic(), False

        def read() -> bool:
            # Where one letter was, the next is claimed without looking first; an idle worker only looks, which takes no lock.
            return (found or flow.waits_to_be_read(house)) and flow.one_letter(house)

        while not self._stop.is_set():
            if not arrivals.is_rushed():
                began = time.monotonic()
            elif time.monotonic() - began < LONGEST_RUSH.total_seconds():
                self._stop.wait(0.05)
                continue
            found = bool(_safely("read", read))
            if found:
                self._outbox_nudge.set()
            else:
                self._inbox_nudge.wait(IDLE.total_seconds())
                self._inbox_nudge.clear()

    def _deliver(self) -> None:
        postman = self.app.postman()
        while not self._stop.is_set():
            if _safely("deliver", postman.round):
                continue
            nudged = self._outbox_nudge.wait(self._until_due())
            self._outbox_nudge.clear()
            if not nudged:
                postman.rest()
        _safely("deliver", postman.finish)

    def _tick(self) -> None:
        house = self._house
        while not self._stop.is_set():
            if _safely("tick", lambda: len(flow.one_tick(house, self.app.clock.now()))):
                self._outbox_nudge.set()
            _safely("tick", self._sign_of_life)
            self._clock_nudge.wait(TICK_EVERY.total_seconds())
            self._clock_nudge.clear()

    def _keep_rosters(self) -> None:
        server = self.app.list_server
        assert server
        rosters = self.app.rosters(server)
        while not self._stop.is_set():
            if _safely("rosters", lambda: rosters.round(self.app.clock.now())):
                self._inbox_nudge.set()
            self._stop.wait(TICK_EVERY.total_seconds())

    def _look_after(self) -> None:
        while not self._stop.wait(WATCH_EVERY.total_seconds()):
            _safely("watch", self._watch.round)

    def _sign_of_life(self) -> None:
        with self.app.store.writing(self.app.clock.now(), flush=False) as tx:
            marks.put(tx.connection, marks.TICK, tx.now)
            marks.put(tx.connection, WORKER + self._me, tx.now, __version__)
            marks.forget(tx.connection, WORKER, tx.now - FORGOTTEN)

    def _say_goodbye(self) -> None:
        with contextlib.suppress(Exception), self.app.store.writing(self.app.clock.now()) as tx:
            marks.remove(tx.connection, WORKER + self._me)

    def _until_due(self) -> float:
        try:
            with self.app.store.reading() as connection:
                due = outbox.next_due(connection, self.app.clock.now())
        except Exception:
            maillog.own_fault(secrets.token_hex(4), "deliver")
            return IDLE.total_seconds()
        return max(0.05, post.until(due, self.app.clock.now(), IDLE))


def _limits(receive: ReceiveSection) -> Limits:
    return Limits(
        max_size=int(receive.max_size_mb * 1_000_000),
        memory=int(receive.memory_mb * 1_000_000),
        recipients=receive.recipients,
        connections=receive.connections,
        per_peer=receive.per_peer,
        per_minute=receive.per_minute,
        idle_seconds=receive.idle_seconds,
        transaction_seconds=receive.transaction_seconds,
        slowest_bytes_per_second=receive.slowest_bytes_per_second,
        tls=shown_at_the_doors(receive),
    )


def _safely(stage: str, work: Callable[[], int | None]) -> int:
    """Runs one round of a worker; its own fault is logged and the worker goes on after a breath."""
    try:
        return int(work() or 0)
    except Exception:
        maillog.own_fault(secrets.token_hex(4), stage)
        return 0
