"""One client's words and our answers, the same for SMTP and LMTP but for the greeting and the answers after DATA."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from aiosmtpd.smtp import SMTP

from mailflow import maillog
from mailflow.model.address import normal
from mailflow.receive.door import Door
from mailflow.receive.wire import FloodError, LetterData, Wire

# aiosmtpd logs peers and addresses in clear; ours goes through maillog.
logging.getLogger("mail.log").disabled = True

Command = Callable[[str], Awaitable[str | None]]
"""Takes what follows the verb; returns the answer, or None if it has answered by itself."""

_NO_ROOM = "452 4.3.1 Kein Platz im Moment / no room right now"
_LOCAL = r'(?:"[^"\\]{0,64}"|[^\s<>()\[\]\\,;:@"]{1,128})'
_DOMAIN = r"(?:[A-Za-z0-9._-]{1,255}|\[[A-Za-z0-9.:]{1,64}\])"
_PATH = re.compile(rf"(?:@[^<>:\s]{{1,255}}:)?({_LOCAL}(?:@{_DOMAIN})?)")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_FROM_A_BROWSER = {"GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "HOST:"}
_SPELLING = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "»": '"', "«": '"', "\r": " ", "\n": " "}
)


@dataclass(slots=True)
class Envelope:
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)


class EndedError(Exception):
    """The goodbye has been said."""


class Conversation(SMTP):
    """One connection. aiosmtpd brings the transport and STARTTLS; words, bounds and letter data are ours (faults.md 0.1)."""

    greeting: tuple[str, ...]
    protocol: str

    def __init__(self, door: Door) -> None:
        limits = door.limits
        super().__init__(
            None,
            data_size_limit=limits.max_size,
            hostname=door.hostname,
            ident=f"{self.protocol} mailflow",
            tls_context=door.tls,
            timeout=limits.transaction_seconds,
            loop=asyncio.get_running_loop(),
        )
        self._door, self._limits = door, limits
        self._peer = ""
        self._admitted = self._storing = self._leaving = False
        self._errors = self._commands = 0
        self._hello, self._envelope = "", Envelope()

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._admitted:
            super().connection_made(transport)
            self._wire.forget()
            self._hello, self._envelope = "", Envelope()
            return
        name = transport.get_extra_info("peername")
        self._peer = str(name[0]) if isinstance(name, tuple) else ""
        self._admitted = self._door.admits(self, self._peer)
        if self._admitted:
            super().connection_made(transport)
        else:
            maillog.refused(self._door.name, 421, "too many connections")
            _say_and_close(transport, "421 4.7.0 Zu viele Verbindungen / too many connections")

    def connection_lost(self, error: Exception | None) -> None:
        if self._admitted:
            self._door.left(self, self._peer)
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        # A half-closed client still gets the answers to what it sent; aiosmtpd would cut it off.
        if not self._admitted:
            return None
        self._reader.feed_eof()
        return None if self._tls_protocol else True

    def _timeout_cb(self) -> None:
        self._say_goodbye("421 4.4.2 Zeit abgelaufen / timeout")

    def leave(self) -> asyncio.Task[None] | None:
        """Ends the conversation; returns what has to be waited for if a letter is just being stored."""
        self._leaving = True
        if self._storing:
            task: asyncio.Task[None] | None = self._handler_coroutine
            return task
        self._say_goodbye("421 4.3.2 Wartung / shutting down")
        return None

    def _say_goodbye(self, answer: str) -> None:
        if self.transport is not None:
            _say_and_close(self.transport, answer)

    async def _say(self, answer: str) -> None:
        self._writer.write(_line(answer))
        await self._writer.drain()

    # The dialogue

    async def _handle_client(self) -> None:
        self._wire = Wire(self._reader, self._limits.idle_seconds)
        try:
            await self._say(f"220 {self.hostname} {self.__ident__}")
            while not self._leaving:
                await self._obey(await self._wire.line(self._limits.command_length))
            self._say_goodbye("421 4.3.2 Wartung / shutting down")
        except TimeoutError:
            self._say_goodbye("421 4.4.2 Zeit abgelaufen / timeout")
        except FloodError:
            self._say_goodbye("552 5.3.4 Viel zu gross / far too large")
        except (EndedError, ConnectionError):
            pass
        finally:
            # A second close would cut a TLS goodbye short.
            if not self._writer.is_closing():
                self._writer.close()

    async def _obey(self, line: bytes | None) -> None:
        self._commands += 1
        if self._commands > self._limits.commands:
            self._end("421 4.7.0 Zu viele Befehle / too many commands")
        answer = "500 5.5.2 Zeile zu lang / line too long" if line is None else await self._answered(line)
        if answer is None:
            return
        await self._say(answer)
        self._count(answer)

    def _count(self, answer: str) -> None:
        # 452 is the friendly "send the rest later" (RFC 5321 4.5.3.1.10), no mistake of the client.
        if answer[0] == "5":
            self._errors += 1
            maillog.refused(self._door.name, int(answer[:3]), answer[4:9])
        if self._errors >= self._limits.errors:
            self._end("421 4.7.0 Zu viele Fehler / too many errors")

    async def _answered(self, line: bytes) -> str | None:
        """The answer to one command line; None if the command has answered by itself."""
        if not line.endswith(b"\r\n") or _CONTROL.search(text := line[:-2]) or not text.isascii():
            return "501 5.5.2 Nur druckbares ASCII und CRLF / only printable ASCII and CRLF"
        verb, _, rest = text.decode("ascii").strip().partition(" ")
        if verb.upper() in _FROM_A_BROWSER:
            self._end("421 4.7.0 Hier wohnt ein Mailserver / this is a mail server")
        command = self._words().get(verb.upper())
        if command is None:
            return "500 5.5.1 Unbekannter Befehl / unknown command"
        try:
            return await command(rest.strip())
        except (OSError, TimeoutError, FloodError, EndedError):
            raise
        except Exception:
            return self._own_fault(verb)

    def _own_fault(self, stage: str) -> str:
        """A temporary answer with an id that stands in the log: nothing of ours is told to a client (faults.md A7)."""
        id = secrets.token_hex(4)
        maillog.own_fault(id, f"{self._door.name} {stage.upper()[:8]}")
        return f"451 4.3.0 {id}"

    def _end(self, answer: str) -> NoReturn:
        maillog.refused(self._door.name, int(answer[:3]), answer[4:9])
        self._say_goodbye(answer)
        raise EndedError

    def _words(self) -> dict[str, Command]:
        words: dict[str, Command] = {
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": self._noop,
            "VRFY": self._vrfy,
            "HELP": self._help,
            "QUIT": self._quit,
        }
        if self.tls_context and not self._tls_protocol:
            words["STARTTLS"] = self._starttls
        return words | {word: getattr(self, f"_{word.lower()}") for word in self.greeting}

    async def _extended_hello(self, name: str) -> str | None:
        if not name:
            return "501 5.5.4 Name fehlt / name missing"
        self._envelope = Envelope()
        self._hello = name
        offers = [f"SIZE {self._limits.max_size}", "8BITMIME", "PIPELINING", "ENHANCEDSTATUSCODES"]
        if "STARTTLS" in self._words():
            offers.append("STARTTLS")
        for line in (self.hostname, *offers[:-1]):
            await self._say(f"250-{line}")
        return f"250 {offers[-1]}"

    async def _mail(self, argument: str) -> str:
        envelope = self._envelope
        if not self._hello:
            return f"503 5.5.1 Zuerst {self.greeting[-1]} / say {self.greeting[-1]} first"
        if envelope.sender is not None:
            return "503 5.5.1 MAIL schon gesagt / nested MAIL"
        path, parameters = _path_after("FROM:", argument)
        if path is None:
            return "501 5.1.7 Syntax: MAIL FROM:<adresse>"
        if refusal := self._refused_parameters(parameters):
            return refusal
        # What a letter sets in motion needs room too: its copies, the journal, the log that is written ahead.
        if self._door.intake.room() < 3 * self._limits.max_size:
            return _NO_ROOM
        envelope.sender = path
        return "250 2.1.0 OK"

    def _refused_parameters(self, parameters: str) -> str | None:
        for word in parameters.upper().split():
            key, _, value = word.partition("=")
            if key == "SIZE" and value.isdecimal():
                if len(value) > 20 or int(value) > self._limits.max_size:
                    return f"552 5.3.4 Zu gross, erlaubt sind {self._limits.max_size} Bytes / too large"
            elif not (key == "BODY" and value in {"7BIT", "8BITMIME"}):
                return "555 5.5.4 Zusatz unbekannt / parameter not supported"
        return None

    async def _rcpt(self, argument: str) -> str:
        envelope = self._envelope
        if envelope.sender is None:
            return "503 5.5.1 Zuerst MAIL / say MAIL first"
        path, parameters = _path_after("TO:", argument)
        if not path:
            return "501 5.1.3 Syntax: RCPT TO:<adresse>"
        if parameters:
            return "555 5.5.4 Zusatz unbekannt / parameter not supported"
        if len(envelope.recipients) >= self._limits.recipients:
            return "452 4.5.3 Zu viele Empfaenger / too many recipients"
        try:
            intake = self._door.intake
            refusal = None if intake.welcome(path) else await asyncio.to_thread(intake.refusal, path)
        except Exception:
            return self._own_fault("RCPT")
        if refusal:
            if refusal.is_guess and self._door.is_guessing(self._peer):
                self._end("421 4.7.0 Zu viele unbekannte Antwortadressen / too many unknown reply addresses")
            return f"550 5.1.1 {refusal.text}"
        envelope.recipients.append(path)
        return "250 2.1.5 OK"

    async def _data(self, argument: str) -> None:
        if argument or not self._envelope.recipients:
            await self._say("501 5.5.4 Syntax: DATA" if argument else "503 5.5.1 Zuerst RCPT / say RCPT first")
            return
        await self._say("354 Ende mit <CRLF>.<CRLF>")
        limits, envelope = self._limits, self._envelope
        with LetterData(limits.max_size, self._door.memory) as data:
            await self._wire.read_letter(data, limits.slowest_bytes_per_second, limits.grace_seconds)
            maillog.arrived(self._door.name, data.seen)
            self._reset_timeout()
            self._envelope, self._commands = Envelope(), 0
            answer = await self._stored(data, envelope)
        for line in self._letter_answers(answer, len(envelope.recipients)):
            await self._say(line)
        self._count(answer)

    def _letter_answers(self, answer: str, recipients: int) -> tuple[str, ...]:
        raise NotImplementedError

    async def _stored(self, data: LetterData, envelope: Envelope) -> str:
        if data.too_large:
            return f"552 5.3.4 Zu gross, erlaubt sind {self._limits.max_size} Bytes / too large"
        if data.dropped:
            return _NO_ROOM
        if defect := data.defect():
            return f"554 {defect}"
        once: dict[str, str] = {}
        for recipient in envelope.recipients:
            once.setdefault(normal(recipient) or recipient, recipient)
        self._storing = True
        try:
            recipients = tuple(once.values())
            taken = self._door.intake.take(data.letter(), envelope.sender or "", recipients, self._door.name, self._peer)
            letter = await asyncio.wrap_future(taken)
        except Exception:
            return self._own_fault("DATA")
        finally:
            self._storing = False
        return f"250 2.0.0 angenommen als {letter}"

    async def _rset(self, argument: str) -> str:
        self._envelope = Envelope()
        return "250 2.0.0 OK"

    async def _noop(self, argument: str) -> str:
        return "250 2.0.0 OK"

    async def _vrfy(self, argument: str) -> str:
        return "252 2.5.0 Das verraten wir nicht, nehmen aber Post an / cannot VRFY, send some mail"

    async def _help(self, argument: str) -> str:
        return "214 2.0.0 RFC 5321"

    async def _quit(self, argument: str) -> None:
        self._say_goodbye("221 2.0.0 Bis bald")
        raise EndedError

    async def _starttls(self, argument: str) -> str | None:
        if argument:
            return "501 5.5.4 Syntax: STARTTLS"
        self._wire.forget()
        await self.smtp_STARTTLS("")
        return None


def _path_after(keyword: str, argument: str) -> tuple[str | None, str]:
    """(address, rest) of `FROM:<address> rest`; the address is "" for <> and None for anything broken."""
    if argument[: len(keyword)].upper() != keyword:
        return None, ""
    path, closing, rest = argument[len(keyword) :].strip().partition(">")
    if not closing or not path.startswith("<") or (rest and not rest.startswith(" ")):
        return None, ""
    if path == "<":
        return "", rest.strip()
    found = _PATH.fullmatch(path[1:])
    return (found[1] if found else None), rest.strip()


def _line(answer: str) -> bytes:
    return answer.translate(_SPELLING)[:500].encode("ascii", "replace") + b"\r\n"


def _say_and_close(transport: Any, answer: str) -> None:
    if transport.is_closing():
        return
    with contextlib.suppress(OSError, RuntimeError):
        transport.write(_line(answer))
        # Whoever does not read its answers must not keep the connection.
        if transport.get_write_buffer_size() > 0 and not transport.get_extra_info("sslcontext"):
            transport.abort()
        else:
            transport.close()
