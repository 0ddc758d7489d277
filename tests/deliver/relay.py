"""A relay that misbehaves on purpose: what it answers, in which phase, to which letter; and exactly what it got."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

GOOD = {
    "banner": "220 hier",
    "starttls": "454 4.7.0 heute nicht",
    "auth": "235 2.7.0 willkommen",
    "rset": "250 ok",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 los",
    "dot": "250 2.0.0 angenommen als 4711",
    "quit": "221 tschuess",
}
LONG = "250 " + "x" * 20_000


@dataclass(frozen=True)
class Taken:
    """One transaction that came to its dot; `answered` says whether the client is told that it was accepted."""

    sender: str
    recipient: str
    raw: bytes
    answered: bool


@dataclass
class ScriptedRelay:
    """`script(phase, number, recipient)` returns the reply to the number-th letter (from 0), or None for the good one.

    Phases: banner, ehlo, starttls, auth, rset, mail, rcpt, data, body (within the letter), dot, quit. "drop" closes, "reset" resets the connection, "stall" never answers, "odd" is no SMTP at all.
    """

    script: Callable[[str, int, str], str | None] = lambda phase, number, recipient: None
    pipelining: bool = True
    lax: bool = False
    """Says 354 even if no recipient was good, and refuses only at the dot, as RFC 2920 section 3.1 allows."""
    drip: float = 0
    """Seconds between two bytes of what it says."""
    extensions: tuple[str, ...] = ("8BITMIME",)
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0
    letters: int = 0
    port: int = 0
    _end: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def recipients(self) -> list[str]:
        return [t.recipient for t in self.taken if t.answered]

    def serve(self, server: socket.socket) -> None:
        while not self._end.is_set():
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._speak, args=(client,), daemon=True).start()

    def _speak(self, client: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
        with contextlib.suppress(OSError), client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._converse(client)
        with self._lock:
            self.open_now -= 1

    def _converse(self, client: socket.socket) -> None:
        lines = client.makefile("rb")
        number, sender, recipient = self.letters, "", ""
        began = False
        if not self._say(client, "banner", number, ""):
            return
        while line := lines.readline():
            word, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    good = "\r\n".join(
                        ["250-hier", *(f"250-{e}" for e in self.extensions), "250 " + ("PIPELINING" if self.pipelining else "HELP")]
                    )
                    if not self._say(client, "ehlo", number, "", good):
                        return
                case "MAIL":
                    with self._lock:
                        number, self.letters = self.letters, self.letters + 1
                    sender, recipient = rest.partition("<")[2].partition(">")[0], ""
                    reply = self.script("mail", number, "") or GOOD["mail"]
                    began = reply.startswith("2")
                    if not self._reply(client, reply):
                        return
                case "RCPT" | "DATA" if not began:
                    client.sendall(b"503 5.5.1 MAIL fehlt\r\n")
                case "RCPT":
                    named = rest.partition("<")[2].partition(">")[0]
                    reply = self.script("rcpt", number, named) or GOOD["rcpt"]
                    recipient = named if reply.startswith("2") else ""
                    if not self._reply(client, reply):
                        return
                case "DATA" if not recipient and not self.lax:
                    client.sendall(b"554 5.5.1 niemand da\r\n")
                case "DATA":
                    reply = self.script("data", number, recipient) or GOOD["data"]
                    if not self._reply(client, reply):
                        return
                    if reply.startswith("354") and not self._letter(client, lines, number, sender, recipient):
                        return
                case "STARTTLS" | "AUTH" | "RSET":
                    if not self._say(client, word.lower(), number, ""):
                        return
                case "QUIT":
                    self._say(client, "quit", number, "")
                    return
                case _:
                    client.sendall(b"500 was?\r\n")

    def _letter(self, client: socket.socket, lines, number: int, sender: str, recipient: str) -> bool:
        body = bytearray()
        while line := lines.readline():
            if not body and (reply := self.script("body", number, recipient)):
                return self._reply(client, reply)
            if line == b".\r\n":
                break
            body += line[1:] if line.startswith(b".") else line
        else:
            return False
        if not recipient:
            return self._reply(client, "554 5.5.1 niemand da")
        reply = self.script("dot", number, recipient) or GOOD["dot"]
        with self._lock:
            self.taken.append(Taken(sender, recipient, bytes(body), reply.startswith("2") and reply != LONG))
        return self._reply(client, reply)

    def _say(self, client: socket.socket, phase: str, number: int, recipient: str, good: str = "") -> bool:
        return self._reply(client, self.script(phase, number, recipient) or good or GOOD[phase])

    def _reply(self, client: socket.socket, reply: str) -> bool:
        """False if the connection is over."""
        match reply:
            case "drop":
                return False
            case "reset":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            case "stall":
                self._end.wait()
                return False
            case "odd":
                client.sendall(b"\xff\x00 kein SMTP\r\n")
                return True
        said = reply.encode() + b"\r\n"
        for piece in [said[n : n + 1] for n in range(len(said))] if self.drip else [said]:
            client.sendall(piece)
            self._end.wait(self.drip)
        return not reply.startswith("421")


@contextlib.contextmanager
def scripted_relay(script: Callable[[str, int, str], str | None] | None = None, *, port: int = 0, **settings) -> Iterator[ScriptedRelay]:
    server = socket.create_server(("127.0.0.1", port), backlog=100)
    relay = ScriptedRelay(script or (lambda *_: None), port=server.getsockname()[1], **settings)
    thread = threading.Thread(target=relay.serve, args=(server,), daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        relay._end.set()
        server.close()
