"""Slow, huge and odd HTTP: an honest question is answered meanwhile, and the database stays as it is (faults.md K2)."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
import threading
import time
from concurrent.futures import Future

import pytest

from mailflow.web import leaving as one_click
from mailflow.web import serve
from mailflow.web.leaving import Leaving
from tests.faults.scene import lasting_port
from tests.web.rooms import Rooms


class Door:
    """The web page as it is run, on a port of its own; `clicks` is what came through."""

    def __init__(self, rooms: Rooms | None = None) -> None:
        self.port, self.clicks = lasting_port(), []
        self._loop, self._rooms = asyncio.new_event_loop(), rooms
        self._end = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _serve(self) -> None:
        leaving = Leaving(self._clicked, "mailflow@forum.example")
        async with serve.serving(f"127.0.0.1:{self.port}", self._rooms, lambda: {"ok": True}, lambda: b"", leaving):
            self._ready.set()
            await self._end.wait()

    def _clicked(self, signed: str) -> Future[str]:
        self.clicks.append(signed)
        done: Future[str] = Future()
        done.set_result("x")
        return done

    def connected(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(sent)
        return connection

    def health(self) -> int:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        asking.request("GET", "/health")
        status = asking.getresponse().status
        asking.close()
        return status

    def answers(self, seconds: float = 10) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.health() == 200:
                    return True
        return False

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)


@pytest.fixture
def door(monkeypatch):
    monkeypatch.setattr(serve, "PATIENCE", 0.3)
    monkeypatch.setattr(one_click, "PATIENCE", 0.3)
    opened = Door()
    assert opened.answers()
    yield opened
    opened.close()


def is_cut(connection: socket.socket) -> bytes:
    """What is read until the other side ends the connection; TimeoutError if it does not."""
    read = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            read += piece
    return read


POST = b"POST /u/1-x HTTP/1.1\r\nHost: forum.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.proves("K2")
@pytest.mark.parametrize(
    "sent", [b"", b"GET /u/1-x HTTP/1.1\r\n", b"GET /u/1-x HTTP/1.1\r\nHost: x\r\nX-Slow: ", POST + b"Content-Length: 26\r\n\r\nList-"]
)
def test_a_request_that_never_ends_is_let_go(door, sent):
    started = time.monotonic()
    connections = [door.connected(sent) for _ in range(5)]
    assert door.health() == 200
    for connection in connections:
        is_cut(connection)
    assert time.monotonic() - started < 5
    assert door.clicks == []


@pytest.mark.proves("K2")
def test_hundreds_of_silent_connections_keep_the_door_no_longer_than_its_patience(door):
    silent = [door.connected() for _ in range(300)]
    assert door.answers()
    for connection in silent:
        is_cut(connection)


@pytest.mark.proves("K2")
def test_a_body_without_end_is_not_read(door):
    """A gigabyte is announced; what is taken of it stays within what the kernel holds."""
    connection, sent = door.connected(POST + b"Content-Length: 1000000000\r\n\r\n"), 0
    with contextlib.suppress(OSError):
        while sent < 100_000_000:
            sent += connection.send(b"x" * 65536)
    assert sent < 20_000_000
    assert door.health() == 200
    assert door.clicks == []


@pytest.mark.proves("K2")
@pytest.mark.parametrize(
    "head",
    [
        b"GET http://evil.example/u/1-x HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /u/1-x HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n",
        b"TRACE /u/1-x HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"POST /u/../api/send HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
        b"POST /u/1-x HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\nTransfer-Encoding: chunked\r\n\r\nList-Unsubscribe=One-Click",
        b"POST /u/1-x HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\nContent-Length: 27\r\n\r\nList-Unsubscribe=One-Click",
        b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20000 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50,
        b"EHLO there\r\n",
        b"GET /u/%00%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_odd_requests_are_answered_plainly_and_leave_nothing_behind(door, head):
    connection = door.connected()
    with contextlib.suppress(ConnectionError):
        connection.sendall(head)
    answer = is_cut(connection)
    assert b"evil.example" not in answer
    assert b"set-cookie" not in answer.lower()
    assert door.health() == 200
    assert door.clicks == []


def test_a_whole_click_on_the_same_door_comes_through(door):
    connection = door.connected(POST + b"Content-Length: 26\r\nConnection: close\r\n\r\nList-Unsubscribe=One-Click")
    assert is_cut(connection).startswith(b"HTTP/1.1 200")
    assert door.clicks == ["1-x"]
