"""The SMTP relay: several connections, one thread, one recipient per transaction (faults.md F3, H1 to H7)."""

from __future__ import annotations

import contextlib
import selectors
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from mailflow.deliver.courier import Away, Outcome, Outgoing, Sent, Untried
from mailflow.deliver.session import Offers, Session

_CHUNK = 65536
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465, "lmtp": 8024}
_BY_TLS = ("smtp+starttls", "smtps")
_TRUST_AFTER = 100
"""Letters taken without trouble after which one more connection is opened again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds; RFC 5321 section 4.5.3.2 asks for 5 minutes at most commands and 10 after the dot."""

    connect: float = 30
    command: float = 300
    dot: float = 600


@dataclass(slots=True, eq=False)
class _Line:
    """One open connection."""

    sock: socket.socket
    session: Session
    deadline: float
    sent: int = 0
    pending: memoryview = memoryview(b"")
    blocked: bool = False
    """Whether it waits until it can write again."""

    def flush(self) -> None:
        """Writes what can be written without waiting."""
        if self.session.out:
            self.pending = memoryview(b"".join([self.pending, *self.session.out]))
            self.session.out.clear()
        while self.pending:
            try:
                written = self.sock.send(self.pending)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            self.pending = self.pending[written:]

    def read(self) -> bytes:
        """What has come; b"" if nothing yet; ConnectionError at the end."""
        try:
            data = self.sock.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return b""
        if not data:
            raise ConnectionResetError("closed by the relay")
        return data


@dataclass(slots=True)
class Relay:
    """`url` is smtp://host:port, smtp+starttls://user@host:587, smtps://user@host:465 or lmtp://host:port; connections open when needed.

    Of LMTP (RFC 2033) only the greeting is another: with one recipient for each letter there is one reply after the dot as well.
    """

    url: str
    password: str = ""
    hostname: str = "localhost"
    connections: int = 4
    per_connection: int = 0
    """Letters after which a connection is closed; 0 = no limit."""
    patience: Patience = Patience()
    monotonic: Callable[[], float] = time.monotonic
    name: str = "relay"
    _lines: list[_Line] = field(default_factory=list, repr=False)
    _opening: list[Future[_Line]] = field(default_factory=list, repr=False)
    _waiting: list[Outgoing] = field(default_factory=list, repr=False)
    _told: list[tuple[Outgoing, Outcome]] = field(default_factory=list, repr=False)
    _most: int = 0
    """Connections at the moment: halved when the relay shows that it has too much, raised again letter by letter."""
    _trust: int = 0
    _selector: selectors.BaseSelector | None = field(default=None, repr=False)
    _bell: tuple[socket.socket, socket.socket] | None = field(default=None, repr=False)

    @property
    def secure(self) -> bool:
        return urlsplit(self.url).scheme in _BY_TLS

    def room(self) -> int:
        return max(0, 2 * self._allowed() - self._held())

    def take(self, letter: Outgoing) -> None:
        self._waiting.append(letter)

    def outcomes(self, seconds: float) -> Sequence[tuple[Outgoing, Outcome]]:
        self._go_on()
        if self._lines or self._opening:
            self._listen(0.0 if self._told else seconds)
        told, self._told = self._told, []
        for _, outcome in told:
            self._count(outcome)
        if any(isinstance(outcome, Away) for _, outcome in told):
            told += [(letter, Untried("the relay is away")) for letter in self._waiting]
            self._waiting.clear()
        return told

    def rest(self) -> None:
        for line in list(self._lines):
            line.session.quit()
            self._close(line)

    def greeting(self) -> str:
        try:
            self._connect().sock.close()
        except (OSError, smtplib.SMTPException) as e:
            return in_words(e)
        return ""

    def _allowed(self) -> int:
        return self._most or self.connections

    def _held(self) -> int:
        on_lines = sum(bool(line.session.announced) + bool(line.session.finishing) for line in self._lines)
        return on_lines + len(self._waiting)

    def _go_on(self) -> None:
        """Gives every connection its next words; opens another one if letters wait for it."""
        for line in list(self._lines):
            self._advance(line)
        wanted = min(self._allowed(), len(self._lines) + len(self._waiting)) - len(self._lines) - len(self._opening)
        for _ in range(wanted):
            self._open_one()

    def _advance(self, line: _Line) -> None:
        session = line.session
        if session.announced and session.ready and not session.finishing:
            if self.monotonic() >= session.announced.until:
                # Somebody else may hold the lease by now: better drop the connection than finish the letter (faults.md H8).
                self._told += session.abandon("the lease is too old")
                self._close(line)
                return
            session.finish()
            line.sent += 1
            line.deadline = self.monotonic() + self.patience.dot
        # What is announced behind a dot has to wait for that letter's outcome to be durable before its own dot.
        used_up = self.per_connection and line.sent >= self.per_connection
        while self._waiting and session.free and not used_up:
            session.announce(self._waiting.pop(0))
            if not session.announced:
                self._told += session.receive(b"")
            line.deadline = max(line.deadline, self.monotonic() + self.patience.command)
        if used_up and not session.announced and not session.finishing:
            session.quit()
            self._close(line)
            return
        if session.out:
            self._write(line)

    def _write(self, line: _Line) -> None:
        try:
            line.flush()
        except OSError as e:
            self._drop(line, in_words(e))
            return
        if self._selector and bool(line.pending) != line.blocked:
            line.blocked = bool(line.pending)
            self._selector.modify(line.sock, selectors.EVENT_READ | (selectors.EVENT_WRITE if line.blocked else 0), line)

    def _listen(self, seconds: float) -> None:
        """Waits for the first news and takes all that is there."""
        assert self._selector is not None
        assert self._bell is not None
        soonest = min((line.deadline for line in self._lines if line.session.waits), default=float("inf"))
        for key, events in self._selector.select(max(0.0, min(seconds, soonest - self.monotonic()))):
            if key.data is None:
                self._bell[0].recv(_CHUNK)
            elif events & selectors.EVENT_WRITE:
                self._write(key.data)
            if key.data is not None and events & selectors.EVENT_READ:
                self._read(key.data)
        self._welcome()
        for line in [line for line in self._lines if line.session.waits and line.deadline <= self.monotonic()]:
            self._drop(line, "no reply in time")

    def _read(self, line: _Line) -> None:
        try:
            while data := line.read():
                self._told += line.session.receive(data)
                if line.session.over:
                    break
                if len(data) < _CHUNK and not (isinstance(line.sock, ssl.SSLSocket) and line.sock.pending()):
                    break
        except OSError as e:
            self._drop(line, in_words(e))
            return
        if line.session.over:
            self._drop(line, "ended by the relay")
        else:
            if line.session.out:
                # Without pipelining, and for a lone dot, the next word follows from the reply.
                self._write(line)

    def _drop(self, line: _Line, why: str) -> None:
        self._told += line.session.lost(why)
        self._slow_down()
        if line in self._lines:
            self._close(line)

    def _close(self, line: _Line) -> None:
        if self._selector:
            self._selector.unregister(line.sock)
        self._lines.remove(line)
        with contextlib.suppress(OSError):
            line.flush()
        line.sock.close()

    def _slow_down(self) -> None:
        """The relay ended a connection: half as many for now."""
        self._most, self._trust = max(1, self._allowed() // 2), 0

    def _count(self, outcome: Outcome) -> None:
        self._trust += isinstance(outcome, Sent)
        if self._trust >= _TRUST_AFTER:
            self._most, self._trust = min(self.connections, self._allowed() + 1), 0

    def _open_one(self) -> None:
        if self._selector is None or self._bell is None:
            self._selector, self._bell = selectors.DefaultSelector(), socket.socketpair()
            self._selector.register(self._bell[0], selectors.EVENT_READ, None)
        future: Future[_Line] = Future()
        self._opening.append(future)
        # A relay that does not answer must hold up neither the other connections nor the end of the program.
        threading.Thread(target=self._opened, args=(future, self._bell[1]), name="connect", daemon=True).start()

    def _opened(self, future: Future[_Line], bell: socket.socket) -> None:
        try:
            future.set_result(self._connect())
        except Exception as e:
            future.set_exception(e)
        with contextlib.suppress(OSError):
            bell.send(b".")

    def _welcome(self) -> None:
        """Puts connections into service whose greeting is over."""
        for future in [f for f in self._opening if f.done()]:
            self._opening.remove(future)
            try:
                line = future.result()
            except (OSError, smtplib.SMTPException) as e:
                self._nobody_there(in_words(e))
                continue
            self._lines.append(line)
            assert self._selector
            self._selector.register(line.sock, selectors.EVENT_READ, line)
            self._advance(line)

    def _nobody_there(self, why: str) -> None:
        """Without any connection the letters go back; with one, it carries them."""
        if self._lines or self._opening:
            self._most = max(1, len(self._lines) + len(self._opening))
            return
        self._told += [(letter, Away(why)) for letter in self._waiting]
        self._waiting.clear()

    def _connect(self) -> _Line:
        smtp = greeted(self.url, self.password, self.hostname, self.patience.connect)
        sock = smtp.sock
        assert sock is not None  # connected, or an error had been raised
        # Without it the dot waits for the relay's delayed ACK of the body, 40 ms a letter.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        offers = Offers(*(smtp.has_extn(name) for name in ("pipelining", "8bitmime", "smtputf8")))
        return _Line(sock, Session(offers), self.monotonic() + self.patience.command)


def greeted(url: str, password: str, hostname: str, seconds: float) -> smtplib.SMTP:
    """A connection to a relay after greeting, TLS and login; OSError or smtplib.SMTPException if it comes to none."""
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context() if parts.scheme in _BY_TLS else None
    smtp: smtplib.SMTP
    if parts.scheme == "lmtp":
        smtp = smtplib.LMTP(host, port, local_hostname=hostname, timeout=seconds)
    elif parts.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(host, port, local_hostname=hostname, timeout=seconds, context=context)
    else:
        smtp = smtplib.SMTP(host, port, local_hostname=hostname, timeout=seconds)
    if parts.scheme == "smtp+starttls":
        smtp.starttls(context=context)
    smtp.ehlo_or_helo_if_needed()
    if parts.username:
        smtp.login(unquote(parts.username), password)
    return smtp


def in_words(e: Exception) -> str:
    """What kept us from the relay, in its words if it said any."""
    if isinstance(e, smtplib.SMTPResponseException):
        said = e.smtp_error.decode("utf-8", "replace") if isinstance(e.smtp_error, bytes) else str(e.smtp_error)
        return f"{e.smtp_code} {said}"[:300]
    return f"no connection: {type(e).__name__} {e}"[:300]
