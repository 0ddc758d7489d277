"""Gateways with a plug: `mailflow` as it is, started in no time, killed at a named point.

`Gateways` keeps a child process that has imported the program once and forks a gateway for each order. A gateway kills
(or stops) itself when the event is logged that stands in the plug file, which happens at the very place where the thing
itself happens; of several gateways only the first does, because it takes the file away. Its clocks run ahead by the
seconds that stand in the file `ahead`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailflow.maillog import happened
from mailflow.receive import reader
from tests.live.servers import ROOT, wait_for


class Gateways:
    """Starts gateways and knows how they ended."""

    def __init__(self) -> None:
        words = [sys.executable, "-c", "from tests.faults.gateways import nursery; nursery()"]
        self._nursery = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, folder: Path, command: str, settings: dict[str, str]) -> Gateway:
        return Gateway(self, self._ask(folder=str(folder), command=command, settings=settings))

    def code(self, pid: int) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._ask(pid=pid)

    def _ask(self, **order: object):
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write(json.dumps(order) + "\n")
        self._nursery.stdin.flush()
        return json.loads(self._nursery.stdout.readline())

    def close(self) -> None:
        self._nursery.communicate()


class Gateway:
    def __init__(self, gateways: Gateways, pid: int) -> None:
        self._gateways, self.pid, self._code = gateways, pid, None

    def poll(self) -> int | None:
        if self._code is None:
            self._code = self._gateways.code(self.pid)
        return self._code

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            if self.poll() is None:
                os.kill(self.pid, number)

    def wait(self, seconds: float = 30) -> int:
        wait_for(lambda: self.poll() is not None, seconds, "a gateway's end")
        assert self._code is not None
        return self._code

    def resident(self) -> int:
        """kB of memory it has in use."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def nursery() -> None:
    """Forks a gateway for every order on standard input; ends them all at its end."""
    monotonic = time.monotonic
    time.monotonic = lambda: monotonic() + _ahead.seconds()
    import psycopg  # noqa: F401  # imported once, for all of them

    from mailflow import app, cli, service  # noqa: F401
    from mailflow.settings import Settings
    from mailflow.understand import intent  # noqa: F401

    # What every gateway makes at its start and needs no store of its own for is there when it is forked.
    app.App(Settings(store={"url": "sqlite://"})).prepare()
    codes: dict[int, int | None] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if pid := order.get("pid"):
            if codes[pid] is None:
                ended, status = os.waitpid(pid, os.WNOHANG)
                codes[pid] = os.waitstatus_to_exitcode(status) if ended else None
            answer = codes[pid]
        else:
            answer = os.fork()
            if answer == 0:
                _become_gateway(**order)
            codes[answer] = None
        print(json.dumps(answer), flush=True)
    for pid, code in codes.items():
        if code is None:
            os.kill(pid, signal.SIGKILL)


def _become_gateway(folder: str, command: str, settings: dict[str, str]) -> None:
    from mailflow import app, cli, maillog, service
    from mailflow.store import outbox

    with open(os.devnull) as nothing, open(f"{folder}/gateway.log", "ab") as log:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    for name in [name for name in os.environ if name.startswith("MAILFLOW_")]:
        del os.environ[name]
    os.environ.update(settings)
    _ahead.follow(Path(folder, "ahead"))
    _have_a_child_ready()
    app.Clock.now = lambda self: datetime.now(UTC) + timedelta(seconds=_ahead.seconds())  # type: ignore[method-assign]
    server_clock = outbox.clock
    outbox.clock = lambda c, now: now if c.dialect.name == "sqlite" else server_clock(c, now) + timedelta(seconds=_ahead.seconds())
    # No step of a letter waits for a tick, only digests and reminders do; at five a second ticks were a quarter of all work.
    service.IDLE, service.TICK_EVERY = timedelta(seconds=0.2), timedelta(seconds=0.5)
    listen = maillog.to_stderr

    def listen_with_plug() -> None:
        listen()
        log = logging.getLogger("mailflow")
        log.handlers[0].setLevel(logging.INFO)
        log.setLevel(logging.DEBUG)
        log.addHandler(Plug(Path(folder, "plug")))

    maillog.to_stderr = listen_with_plug  # type: ignore[assignment]
    try:
        cli.main([command])
    except SystemExit as e:
        os._exit(e.code if isinstance(e.code, int) else 1)
    os._exit(0)


def _have_a_child_ready() -> None:
    """The first child that reads is forked while there are no threads; begun from nothing it would import for half a second."""
    ready, begun = [ReadyChild()], reader._begun
    reader._begun = lambda fd: ready.pop().given(fd) if ready else begun(fd)  # type: ignore[assignment,return-value]


class ReadyChild:
    """Waits for the pipe it is to serve; like a `Popen` for whoever began it."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self.pid, self._code = os.fork(), None
        if self.pid == 0:
            self._ours.close()
            _, pipe, *_ = socket.recv_fds(theirs, 1, 1)
            theirs.close()
            if pipe:
                reader.serve(pipe[0])
            os._exit(0)
        theirs.close()

    def given(self, pipe: int) -> ReadyChild:
        with self._ours:
            socket.send_fds(self._ours, [b"."], [pipe])
        return self

    def kill(self) -> None:
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float | None = None) -> int:
        # Nobody waits for it but when it is about to die.
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._code


class Plug(logging.Handler):
    """The file says "SIGNAL NUMBER EVENT": which signal at the how-manieth time. "a>b" counts b only after an a."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file, self._armed = file, ""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            armed = self._file.read_text("utf-8")
        except OSError:
            self._armed = ""
            return
        if armed != self._armed:
            self._armed = armed
            self._signal, self._left, event = int(armed.split()[0]), int(armed.split()[1]), armed.split(" ", 2)[2]
            self._first, _, self._event = event.rpartition(">")
        if record.getMessage() == self._first:
            self._first = ""
        elif not self._first and record.getMessage() == self._event:
            self._left -= len(happened(record))
            if self._left <= 0:
                with contextlib.suppress(FileNotFoundError):
                    self._file.unlink()
                    os.kill(os.getpid(), self._signal)


class Ahead:
    """How far the clocks of this process run ahead; looked up at most a hundred times a second."""

    def __init__(self) -> None:
        self._file, self._seconds, self._until = -1, 0.0, 0.0

    def follow(self, file: Path) -> None:
        # Kept open: time goes on for a process that has no file handles left.
        self._file = os.open(file, os.O_RDONLY)

    def seconds(self) -> float:
        if self._file >= 0 and time.perf_counter() > self._until:
            self._seconds = float(os.pread(self._file, 40, 0) or self._seconds)
            self._until = time.perf_counter() + 0.01
        return self._seconds


_ahead = Ahead()
