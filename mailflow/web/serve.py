"""The web page on uvicorn, inside the loop that also holds the doors."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import uvicorn

from mailflow import maillog
from mailflow.web.app import app
from mailflow.web.leaving import Leaving
from mailflow.web.postroom import PostRoom


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
        raise OSError(f"web.listen {listen}: {e.strerror}; another program has this port, choose another one") from e
    page = app(rooms, health, metrics, leaving, listen=listen)
    config = uvicorn.Config(page, log_config=None, access_log=False, server_header=False, limit_concurrency=50)
    server = _Quiet(config)
    running = asyncio.create_task(server.serve(sockets=[taken]))
    maillog.started("web", f"http://{listen}/")
    try:
        yield
    finally:
        server.should_exit = True
        await running
