"""A door on a real socket in a thread of its own, an intake that remembers, and a client that speaks bytes."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

from mailflow.receive.door import Limits, Refusal
from mailflow.receive.lmtp import lmtp_door
from mailflow.receive.smtp import smtp_door

GOOD = b"From: a@kreis.example\r\nSubject: Gruss\r\n\r\nGuten Tag\r\n"


@dataclass
class Memory:
    """Knows every address but those that begin with `nobody`."""

    taken: list[tuple[bytes, str, tuple[str, ...], str]] = field(default_factory=list)
    fails: Exception | None = None
    fails_at_recipient: Exception | None = None

    def welcome(self, recipient: str) -> bool:
        return False

    def room(self) -> float:
        return math.inf

    def refusal(self, recipient: str) -> Refusal | None:
        if self.fails_at_recipient:
            raise self.fails_at_recipient
        if recipient.startswith("nobody"):
            return Refusal("Diese Adresse gibt es hier nicht – wörtlich.")
        return Refusal("Unknown reply address.", is_guess=True) if recipient.startswith("antwort+wrong") else None

    def take(self, raw: bytes, sender: str, recipients: tuple[str, ...], door: str, peer: str) -> Future[str]:
        if self.fails:
            raise self.fails
        self.taken.append((raw, sender, recipients, door))
        taken: Future[str] = Future()
        taken.set_result(f"L{len(self.taken)}")
        return taken


@contextlib.contextmanager
def opened(intake: Memory, limits: Limits | None = None, *, kind: str = "smtp", listen: str = "127.0.0.1:0") -> Iterator[int]:
    """The port of an open door."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    make = smtp_door if kind == "smtp" else lmtp_door
    door = asyncio.run_coroutine_threadsafe(make(intake, listen, limits=limits or Limits()), loop).result(5)
    try:
        yield door.port
    finally:
        asyncio.run_coroutine_threadsafe(door.close(), loop).result(15)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


class Client:
    """Speaks in lines and hears whole answers."""

    def __init__(self, address: int | str, *, comes_from: str = "127.0.0.1", timeout: float = 10) -> None:
        if isinstance(address, int):
            self.socket = socket.create_connection(("127.0.0.1", address), timeout=timeout, source_address=(comes_from, 0))
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(address)
        self._lines = self.socket.makefile("rb")
        self.greeting = self.hear()

    def hear(self) -> str:
        """The next answer, its lines joined; "" when the server has closed."""
        lines = []
        while line := self._lines.readline().decode("ascii").rstrip("\r\n"):
            lines.append(line)
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def say(self, line: str) -> str:
        self.send(line.encode("latin-1") + b"\r\n")
        return self.hear()

    def letter(self, data: bytes, *recipients: str, sender: str = "a@kreis.example") -> str:
        """Sends a whole letter as it stands (no dot stuffing); returns the answer to its end."""
        self.say(f"MAIL FROM:<{sender}>")
        for recipient in recipients or ("forum@netz.example",):
            self.say(f"RCPT TO:<{recipient}>")
        assert self.say("DATA").startswith("354")
        self.send(data + b".\r\n")
        return self.hear()

    def is_cut_off_while_sending(self, chunk: bytes, times: int, pause: float = 0) -> bool:
        try:
            for _ in range(times):
                self.send(chunk)
                time.sleep(pause)
        except ConnectionError:
            return True
        return False

    def close(self) -> None:
        self._lines.close()
        self.socket.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def greeted(port: int | str, hello: str = "EHLO client.example", *, timeout: float = 10) -> Client:
    client = Client(port, timeout=timeout)
    client.say(hello)
    return client
