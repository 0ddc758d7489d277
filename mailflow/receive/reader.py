"""Reading letters in child processes with limits: a letter that freezes or bursts a parser costs one child, nothing else.

Promises: a call returns within its limit of processor time or raises `UnreadableError`; a dead child is replaced. What is called must be
a module-level function whose arguments and result can be pickled. (faults.md B1, B9)
"""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")

_PROCESSES = multiprocessing.get_context("forkserver")
# Imported once, in the process that children are forked from: a new child is ready at once and shares that memory.
_PROCESSES.set_forkserver_preload(["mailflow.understand.intent", "mailflow.receive.authentication"])
_STARTING = threading.Lock()
_PATIENCE = 6
"""How many times its processor time a call may take on the clock: a busy machine is no reason to set a letter aside."""


class UnreadableError(Exception):
    """The child was killed by a limit or crashed while reading this letter."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """An argument that a child keeps: it is sent to each child once, however many calls use the same object."""

    value: Any


class Reader:
    """A few children, each reading one letter at a time."""

    def __init__(self, children: int = 2, seconds: float = 10.0, memory: int = 1 << 30) -> None:
        self._seconds, self._memory = seconds, memory
        self._idle: queue.Queue[_Child] = queue.Queue()
        for _ in range(children):
            self._idle.put(_Child(memory, seconds))

    def run(self, function: Callable[..., T], *args: object) -> T:
        """What `function` returns, computed in a child."""
        child = self._idle.get()
        try:
            result: T = child.call(function, args)
            return result
        except UnreadableError:
            child.kill()
            child = _Child(self._memory, self._seconds)
            raise
        finally:
            self._idle.put(child)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get().kill()


class _Child:
    def __init__(self, memory: int, seconds: float) -> None:
        self._memory, self._seconds = memory, seconds
        self._pipe: Connection | None = None
        self._process: ForkServerProcess | None = None
        self._kept: list[object] = []

    def call(self, function: Callable[..., Any], args: tuple[object, ...]) -> Any:
        pipe = self._pipe or self._start()
        kept = [a.value for a in args if isinstance(a, Kept)]
        news = kept if kept and any(a is not b for a, b in zip_longest(kept, self._kept)) else None
        try:
            pipe.send((function, tuple(Kept(None) if isinstance(a, Kept) else a for a in args), news))
            self._kept = kept or self._kept
            if not pipe.poll(_PATIENCE * self._seconds):
                raise UnreadableError(f"reading took longer than {_PATIENCE * self._seconds:.0f} seconds")
            ok, result = pipe.recv()
        except (EOFError, OSError) as e:
            raise UnreadableError(self._why_dead()) from e
        if not ok:
            raise UnreadableError(result)
        return result

    def _why_dead(self) -> str:
        if self._process:
            self._process.join(1)
            if self._process.exitcode == -signal.SIGXCPU:
                return f"reading took longer than {self._seconds:.0f} seconds"
        return "the reading process died"

    def _start(self) -> Connection:
        self._pipe, theirs = _PROCESSES.Pipe()
        self._process = _PROCESSES.Process(target=_serve, args=(theirs, self._memory, self._seconds), daemon=True)
        with _without_main_module():
            self._process.start()
        theirs.close()
        return self._pipe

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.join()
        if self._pipe:
            self._pipe.close()
        self._process = self._pipe = None


@contextlib.contextmanager
def _without_main_module() -> Iterator[None]:
    """A child would run its parent's main module again: the whole program, seventy megabytes and a second for each child."""
    with _STARTING:
        ours = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = ours


def _serve(pipe: Connection, memory: int, seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Parsers of office formats complain on standard error, and may quote what they read.
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kept: list[object] = []
    while True:
        try:
            function, args, news = pipe.recv()
        except EOFError:
            return
        _limit_processor_time(seconds)
        kept = kept if news is None else news
        values = iter(kept)
        try:
            pipe.send((True, function(*[next(values) if isinstance(a, Kept) else a for a in args])))
        except MemoryError:
            pipe.send((False, "reading needed more memory than allowed"))
        except Exception as e:
            # The type only: the message may quote the letter.
            pipe.send((False, f"reading failed with {type(e).__name__}"))


def _limit_processor_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))
