"""Hostile clients are cut by the limits in the settings; an honest one is served beside them."""

from __future__ import annotations

import contextlib
import threading
import time

import pytest

from tests.live.servers import gateway
from tests.live.test_gateway import DOMAIN, MARA, post
from tests.receive.doors import Client

LIMITS = {
    "CONNECTIONS": "60",
    "PER_PEER": "8",
    "PER_MINUTE": "200",
    "IDLE_SECONDS": "1",
    "TRANSACTION_SECONDS": "2",
    "MAX_SIZE_MB": "1",
    "MEMORY_MB": "2",
}


@pytest.mark.live
@pytest.mark.proves("A4", "A5", "A6")
def test_an_honest_client_is_served_while_hostile_ones_are_cut(tmp_path):
    attack = Attack()
    with gateway(tmp_path, **{f"MAILFLOW__RECEIVE__{key}": value for key, value in LIMITS.items()}) as (smtp, _, _):
        with attack.on(smtp):
            times = [served(smtp, n) for n in range(10)]
        assert max(times) < 2.0, times
        assert attack.refused["too many at once"] > 0
        assert attack.refused["too often"] > 0
        assert attack.cut == {"idle", "drip", "flood"}


def served(port: int, number: int) -> float:
    """Seconds from connecting to the answer that the letter was taken."""
    began = time.monotonic()
    with Client(port) as client:
        client.say("EHLO honest.example")
        assert client.letter(post(f"Frage {number}"), f"ag-wohnen@{DOMAIN}", sender=MARA).startswith("250 2.0.0")
    return time.monotonic() - began


class Attack:
    """Four kinds of hostile peers, each from an address of its own, for as long as the block lasts and until each was cut once."""

    def __init__(self) -> None:
        self.cut: set[str] = set()
        self.refused = {"too many at once": 0, "too often": 0}

    @contextlib.contextmanager
    def on(self, port: int):
        end = threading.Event()
        threads = [
            threading.Thread(target=self._hold, args=(port, end)),
            threading.Thread(target=self._knock, args=(port, end)),
            threading.Thread(target=self._send, args=(port, "drip", "127.0.0.4", b"a", 0.05)),
            threading.Thread(target=self._send, args=(port, "flood", "127.0.0.5", b"x" * 60_000 + b"\r\n", 0)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            end.set()
            for thread in threads:
                thread.join(20)

    def _hold(self, port: int, end: threading.Event) -> None:
        """Opens more connections than one peer may have and says nothing."""
        clients = [Client(port, comes_from="127.0.0.2") for _ in range(12)]
        self.refused["too many at once"] = sum(c.greeting.startswith("421") for c in clients)
        if all(c.hear().startswith("421 4.4.2") for c in clients if c.greeting.startswith("220")):
            self.cut.add("idle")
        for client in clients:
            client.close()

    def _knock(self, port: int, end: threading.Event) -> None:
        """Comes and goes without a pause."""
        for _ in range(400):
            with contextlib.suppress(OSError), Client(port, comes_from="127.0.0.3") as client:
                self.refused["too often"] += client.greeting.startswith("421")

    def _send(self, port: int, kind: str, comes_from: str, chunk: bytes, pause: float) -> None:
        """A letter that never ends, very slow or very large."""
        with Client(port, comes_from=comes_from) as client:
            client.say("EHLO hostile.example")
            client.say(f"MAIL FROM:<{MARA}>")
            client.say(f"RCPT TO:<ag-wohnen@{DOMAIN}>")
            client.say("DATA")
            if client.is_cut_off_while_sending(chunk, 400, pause):
                self.cut.add(kind)
