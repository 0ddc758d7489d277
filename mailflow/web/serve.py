"""The web page on uvicorn, inside the loop that also holds the doors."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from mailflow import maillog
from mailflow.web.app import app
from mailflow.web.leaving import Leaving
from mailflow.web.postroom import PostRoom

MOST_CONNECTIONS = 50
PATIENCE = 10.0
"""Seconds in which a whole request has to be there (faults.md K2)."""


class _Bounded(H11Protocol):
    """A connection that is let go when there are too many, or when it does not bring a whole request in time."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._last = self.cycle
        self._check = self.loop.call_later(PATIENCE, self._let_go)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._check.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        # Answered before its body was read, which nobody wants to hear any more.
        unread = self.cycle.more_body
        super().on_response_complete()
        if unread:
            self.transport.close()

    def _let_go(self) -> None:
        being_answered = self.cycle and not self.cycle.response_complete and not self.cycle.more_body
        if self.cycle is self._last and not being_answered:
            self.transport.abort()
        else:
            self._last = self.cycle
            self._check = self.loop.call_later(PATIENCE, self._let_go)


class _Quiet(uvicorn.Server):
    """Leaves signals to the one who started it."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]  # uvicorn's own signature is untyped
        yield


@contextlib.asynccontextmanager
async def serving(
    listen: str,
    rooms: PostRoom | None,
    health: Callable[[], dict[str, Any]],
    metrics: Callable[[], bytes] = lambda: b"",
    leaving: Leaving | None = None,
) -> AsyncIterator[None]:
    """Serves on host:port until the block is left; OSError with one sentence if the port is taken."""
    host, _, port = listen.rpartition(":")
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host.strip("[]"), int(port)))
    except OSError as e:
        raise OSError(f"web.listen {listen}: {e.strerror}; choose another port or address") from e
    page = app(rooms, health, metrics, leaving, listen=listen)
    config = uvicorn.Config(page, log_config=None, access_log=False, server_header=False, http=_Bounded)
    server = _Quiet(config)
    running = asyncio.create_task(server.serve(sockets=[taken]))
    maillog.started("web", f"http://{listen}/")
    try:
        yield
    finally:
        server.should_exit = True
        await running
