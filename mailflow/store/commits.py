"""Group commit: what piles up while one flush is under way is written by the next, so many letters share one (faults.md section 4)."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from sqlalchemy import Connection

from mailflow.store.engine import Database

_RUSH, _RUSH_SECONDS = 32, 0.5

T = TypeVar("T")
R = TypeVar("R")


class GroupCommit(Generic[T, R]):
    """Writes one kind of thing, many at a time: `write` stores several and returns a result for each, in order."""

    def __init__(self, database: Database, write: Callable[[Connection, Sequence[T]], list[R]], most: int = 200) -> None:
        self._database, self._write, self._most = database, write, most
        self._waiting: queue.SimpleQueue[tuple[T, Future[R]] | None] = queue.SimpleQueue()
        self._latest: deque[float] = deque(maxlen=_RUSH)
        self._thread = threading.Thread(target=self._run, name="commit", daemon=True)
        self._thread.start()

    def submit(self, thing: T) -> Future[R]:
        """The result once it has been flushed to disk, or the error that kept it from being stored."""
        future: Future[R] = Future()
        self._latest.append(time.monotonic())
        self._waiting.put((thing, future))
        return future

    def is_rushed(self) -> bool:
        """Whether things pour in, so that others who want the processor and the disk had better wait a moment."""
        return len(self._latest) == _RUSH and time.monotonic() - self._latest[0] < _RUSH_SECONDS

    def close(self) -> None:
        """Finishes what was submitted."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            group = [self._waiting.get()]
            while len(group) < self._most and not self._waiting.empty():
                group.append(self._waiting.get())
            open_ = None not in group
            # Whoever no longer waits, a client that hung up, was told nothing and comes again. From here on nobody can step back.
            self._commit([pair for pair in group if pair and pair[1].set_running_or_notify_cancel()])
            # Waiting for the next one must not keep the letters of this one in memory.
            del group

    def _commit(self, group: list[tuple[T, Future[R]]]) -> None:
        try:
            results = self._stored([thing for thing, _ in group])
        except Exception as e:
            # One bad thing must not take the others down with it: each gets a transaction of its own.
            if len(group) > 1:
                for pair in group:
                    self._commit([pair])
            else:
                group[0][1].set_exception(e)
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_result(result)

    def _stored(self, things: Sequence[T]) -> list[R]:
        if not things:
            return []
        with self._database.writing() as connection:
            return self._write(connection, things)
