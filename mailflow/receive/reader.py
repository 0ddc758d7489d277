"""Reading letters in child processes with limits: a letter that freezes or bursts a parser costs one child, nothing else.

Promises: a call returns within its limit of processor time or raises `UnreadableError`; a dead child is replaced. What is called must be
a module-level function whose arguments and result can be pickled. (faults.md B1, B9)
"""

from __future__ import annotations

import contextlib
import logging
import math
import queue
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")

_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from mailflow.receive.reader import serve; serve(int(sys.argv[1]))"
_BRIEFLY = 2.0
"""Seconds that a letter waits for a child at work, which is longer than a child takes to start, before one more is started."""
_PATIENCE = 6
"""How many times its processor time a call may take on the clock: a busy machine is no reason to set a letter aside."""


class UnreadableError(Exception):
    """The child was killed by a limit or crashed while reading this letter."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """An argument that a child keeps: it is sent to each child once, however many calls use the same object."""

    value: Any


class Reader:
    """A few children, each reading one letter at a time. Most of the time one is enough; each needs thirty megabytes."""

    def __init__(self, children: int = 2, seconds: float = 10.0, memory: int = 1 << 30) -> None:
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._spare: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._at_work: set[_Child] = set()
        for _ in range(children):
            self._spare.put(_Child(memory, seconds))

    def run(self, function: Callable[..., T], *args: object) -> T:
        """What `function` returns, computed in a child."""
        child = self._free_child()
        self._at_work.add(child)
        try:
            result: T = child.call(function, args)
            return result
        except UnreadableError:
            child.kill()
            raise
        finally:
            self._at_work.discard(child)
            if not self._at_work and not self._idle.empty():
                # The rush is over: one is enough again.
                child.kill()
            (self._idle if child.runs else self._spare).put(child)

    def _free_child(self) -> _Child:
        while True:
            for children, seconds in ((self._idle, _BRIEFLY if self._at_work else 0.0), (self._spare, 0.0)):
                with contextlib.suppress(queue.Empty):
                    return children.get(timeout=seconds)

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get().kill()


class _Child:
    """A process that starts when it is first called. It is begun from nothing: forked, it would carry all of our memory."""

    def __init__(self, memory: int, seconds: float) -> None:
        self._memory, self._seconds = memory, seconds
        self._pipe: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._kept: list[object] = []

    @property
    def runs(self) -> bool:
        return self._pipe is not None

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
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self._process and self._process.wait(1) == -signal.SIGXCPU:
                return f"reading took longer than {self._seconds:.0f} seconds"
        return "the reading process died"

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _begun(theirs.fileno())
        self._pipe = Connection(ours.detach())
        self._pipe.send((self._memory, self._seconds))
        return self._pipe

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._pipe:
            self._pipe.close()
        self._process = self._pipe = None
        self._kept = []


def _begun(fd: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-P", "-c", _PROGRAM, str(fd), *sys.path]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, pass_fds=[fd])


def serve(fd: int) -> None:
    """What a child does until its pipe is closed."""
    # The gateway says when to end, also where a terminal or a service manager tells the whole group.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    # Parsers of office formats complain on standard error, and may quote what they read.
    logging.disable(logging.CRITICAL)
    pipe = Connection(fd)
    memory, seconds = pipe.recv()
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
