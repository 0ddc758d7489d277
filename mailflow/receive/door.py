"""An open door: a listening socket, what stands behind it, and bounds for everything a client can ask for."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mailflow.receive.wire import Memory

if TYPE_CHECKING:
    from mailflow.receive.conversation import Conversation


_THIS_MACHINE = {"", "127.0.0.1", "::1"}


HOUR = 3600.0
MOST_GUESSERS = 10_000
"""Peers remembered before those are forgotten that have been quiet for an hour."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address is not taken: a sentence for 550 5.1.1. `is_guess`: it looks like one of our secrets and is none."""

    text: str
    is_guess: bool = False


class Intake(Protocol):
    """What stands behind a door. Whatever it raises is answered 451."""

    def welcome(self, recipient: str) -> bool:
        """Whether this address was found known a moment ago; does not block."""

    def room(self) -> float:
        """Bytes that the disk still takes; does not block."""

    def refusal(self, recipient: str) -> Refusal | None:
        """None if this address is ours and known; blocks."""

    def take(self, raw: bytes, sender: str, recipients: tuple[str, ...], door: str, peer: str) -> Future[str]:
        """Does not block; done with the letter's id when the commit has been flushed to disk."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client, and all together, may ask for (faults.md A4-A10)."""

    max_size: int = 30_000_000
    recipients: int = 100
    idle_seconds: float = 60
    transaction_seconds: float = 600
    slowest_bytes_per_second: int = 500
    grace_seconds: float = 30
    """From then on the slowest rate counts."""
    per_peer: int = 20
    connections: int = 200
    per_minute: int = 600
    """New connections of one peer; the mail server of this machine may open as many as it likes."""
    errors: int = 20
    guesses: int = 20
    """Wrong secrets from one peer in an hour; then 421 to each (faults.md section 3)."""
    commands: int = 500
    """Between two letters."""
    command_length: int = 1000
    memory: int = 250_000_000
    """Bytes of unfinished letters in memory, over all connections."""
    tls: ssl.SSLContext | None = None


class Door:
    """A listening socket and the conversations it opened."""

    def __init__(self, intake: Intake, limits: Limits, name: str) -> None:
        self.intake, self.limits, self.name = intake, limits, name
        self.hostname = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname()) or "localhost"
        self.tls = limits.tls
        self.memory = Memory(limits.memory)
        self._peers: Counter[str] = Counter()
        self._minute, self._in_minute = 0, Counter[str]()
        self._guesses: dict[str, deque[float]] = {}
        self._conversations: set[Conversation] = set()
        self._server: asyncio.AbstractServer | None = None
        self._path: Path | None = None
        self.port = 0

    async def open(self, listen: str, conversation: Callable[[Door], Conversation]) -> None:
        try:
            await self._listen(listen, conversation)
        except OSError as e:
            why = e.strerror if isinstance(e, socket.gaierror) else os.strerror(e.errno or 0)
            raise OSError(f"receive.{self.name} {listen}: {why}; choose another port or address") from e

    async def _listen(self, listen: str, conversation: Callable[[Door], Conversation]) -> None:
        loop = asyncio.get_running_loop()
        if listen.startswith("unix:"):
            path = Path(listen.removeprefix("unix:"))
            self._server = await loop.create_unix_server(lambda: conversation(self), str(path))
            self._path = path
        else:
            host, _, port = listen.rpartition(":")
            server = await loop.create_server(lambda: conversation(self), host.strip("[]"), int(port), backlog=512)
            self._server, self.port = server, server.sockets[0].getsockname()[1]

    def admits(self, conversation: Conversation, peer: str) -> bool:
        """Counts a new connection, unless there are too many. A unix socket has no peer and only the total counts."""
        if len(self._conversations) >= self.limits.connections or (peer and self._peers[peer] >= self.limits.per_peer):
            return False
        if self._comes_too_often(peer):
            return False
        self._conversations.add(conversation)
        self._peers[peer] += 1
        return True

    def _comes_too_often(self, peer: str) -> bool:
        if peer in _THIS_MACHINE:
            return False
        minute = int(time.monotonic() / 60)
        if minute != self._minute:
            self._minute = minute
            self._in_minute.clear()
        self._in_minute[peer] += 1
        return self._in_minute[peer] > self.limits.per_minute

    def left(self, conversation: Conversation, peer: str) -> None:
        self._conversations.discard(conversation)
        self._peers -= Counter({peer: 1})

    def is_guessing(self, peer: str) -> bool:
        """Counts a wrong secret; whether this peer has tried too many within the hour. Right ones are never held against it."""
        now = time.monotonic()
        if len(self._guesses) > MOST_GUESSERS:
            self._guesses = {p: times for p, times in self._guesses.items() if times[-1] > now - HOUR}
        times = self._guesses.setdefault(peer, deque(maxlen=self.limits.guesses + 1))
        times.append(now)
        return len(times) > self.limits.guesses and times[0] > now - HOUR

    async def close(self) -> None:
        """Stops listening, lets letters that are being stored get their answer, then sends everybody away."""
        if self._server:
            self._server.close()
        if self._path:
            self._path.unlink(missing_ok=True)
        tasks = [task for conversation in list(self._conversations) if (task := conversation.leave())]
        if tasks:
            await asyncio.wait(tasks, timeout=10)
