"""What the relay said, written down at once and told to the database a hundred at a time.

A result is in this worker's file before the next letter on the same connection is finished, so a worker that is killed
repeats at most one letter per connection. Whoever runs next on this machine settles what a dead worker left. Exim keeps
such a journal for the same reason. (faults.md section 4, ADR 7)
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from mailflow.store.outbox import Delivery, Result

_ENDING = ".receipts"


class Receipts:
    """One worker's file, named after the owner of its leases. Without a folder nothing is written: such a store dies with the process."""

    def __init__(self, folder: Path | None, owner: str) -> None:
        self._folder, self._path = folder, folder / f"{owner}{_ENDING}" if folder else None
        self._file: int | None = None

    def write(self, results: Sequence[Result]) -> None:
        """Survives the death of this process when it returns; OSError if the disk is full."""
        if self._path is None or not results:
            return
        if self._file is None:
            self._file = _opened(self._path)
        before = os.fstat(self._file).st_size
        line = memoryview(_line(results))
        try:
            while line:
                line = line[os.write(self._file, line) :]
        except OSError:
            # A line cut short would swallow the one written after it.
            os.ftruncate(self._file, before)
            raise

    def clear(self) -> None:
        """The database knows everything that was written."""
        if self._file is not None:
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        if self._file is not None and self._path:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def left_behind(self) -> dict[str, list[Result]]:
        """Results of workers that are dead, by the owner of their leases."""
        found = {}
        for path in self._folder.glob(f"*{_ENDING}") if self._folder else ():
            if path != self._path and (lines := _lines_of_the_dead(path)) is not None:
                found[path.stem] = [result for line in lines for result in _results(line)]
        return found

    def forget(self, owners: Iterable[str]) -> None:
        """The database knows what these dead workers left behind."""
        for owner in owners:
            if self._folder:
                (self._folder / f"{owner}{_ENDING}").unlink(missing_ok=True)


def adopt(shared: Path, own: Path, owners: Iterable[str]) -> None:
    """Takes over what dead workers of an earlier version left, which `shared` one folder among the stores of a machine."""
    for owner in owners:
        file = shared / f"{owner}{_ENDING}"
        if _lines_of_the_dead(file) is not None:
            own.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # another worker that starts now was faster
                file.rename(own / file.name)


def _lines_of_the_dead(path: Path) -> list[bytes] | None:
    """None if the worker lives, which holds a lock as long as it does."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        # Shared: several may look at once, and none of them is the worker.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        # A last line without its end was never finished, nor was the next letter begun.
        return [line for line in file if line.endswith(b"\n")]
    return None


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    unseen = path.with_suffix(".new")
    file = os.open(unseen, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    # Under its own name only now: nobody may find it without its lock and take us for dead.
    unseen.rename(path)
    return file


def _line(results: Sequence[Result]) -> bytes:
    return json.dumps([_told(result) for result in results]).encode() + b"\n"


def _told(result: Result) -> tuple[object, ...]:
    d, due = result.delivery, result.due.isoformat() if result.due else None
    return d.id, d.mail, d.recipient, d.attempts, d.expires.isoformat(), result.state, result.reply, due, result.strike


def _results(line: bytes) -> Iterator[Result]:
    for id, mail, recipient, attempts, expires, state, reply, due, strike in json.loads(line):
        delivery = Delivery(id, mail, recipient, attempts, datetime.fromisoformat(expires))
        yield Result(delivery, state, reply, datetime.fromisoformat(due) if due else None, strike)
