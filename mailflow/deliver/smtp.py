"""The SMTP relay: one recipient per transaction, every reply read for whose fate it decides (faults.md section 4, H1 to H7)."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from mailflow.deliver.courier import Away, Deferred, Failed, Outcome, Refused, Sent, Uncertain

CONNECT_SECONDS = 30
COMMAND_SECONDS = 300
"""RFC 5321 section 4.5.3.2 asks for 5 minutes at most commands and 10 after the dot; the longer one is set before the dot."""
DOT_SECONDS = 600


@dataclass(slots=True)
class Relay:
    """One connection to `url` (smtp://host:port, smtp+starttls://user@host:587, smtps://user@host:465), opened when needed."""

    url: str
    password: str = ""
    hostname: str = "localhost"
    name: str = "relay"
    _open: smtplib.SMTP | None = field(default=None, repr=False)

    def deliver(self, raw: bytes, sender: str, recipient: str) -> Outcome:
        try:
            smtp = self._open or self._connect()
        except smtplib.SMTPAuthenticationError as e:
            return self._gone(Away(_text(e.smtp_code, e.smtp_error)))
        except (OSError, smtplib.SMTPException) as e:
            return self._gone(Away(f"no connection: {type(e).__name__} {e}"[:300]))
        try:
            return self._transaction(smtp, raw, sender, recipient)
        except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as e:
            return self._gone(Deferred(f"connection lost before the dot: {type(e).__name__}"))

    def rest(self) -> None:
        if self._open:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                self._open.close()
        self._open = None

    def greeting(self) -> str:
        try:
            self._connect()
        except (OSError, smtplib.SMTPException) as e:
            return f"{type(e).__name__} {e}"[:300]
        self.rest()
        return ""

    def _transaction(self, smtp: smtplib.SMTP, raw: bytes, sender: str, recipient: str) -> Outcome:
        code, reply = smtp.docmd("MAIL", f"FROM:<{sender}>" + (" BODY=8BITMIME" if smtp.has_extn("8bitmime") else ""))
        if code != 250:
            return self._at_mail(code, reply)
        code, reply = smtp.docmd("RCPT", f"TO:<{recipient}>")
        if code not in (250, 251):
            return self._at_rcpt(smtp, code, reply)
        code, reply = smtp.docmd("DATA")
        if code != 354:
            return self._at_mail(code, reply)
        return self._data(smtp, raw)

    def _data(self, smtp: smtplib.SMTP, raw: bytes) -> Outcome:
        sock = smtp.sock
        assert sock is not None  # connected, or MAIL had failed
        sock.settimeout(DOT_SECONDS)
        body = re.sub(rb"(?m)^\.", b"..", raw)
        smtp.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n"))
        try:
            smtp.send(b".\r\n")
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as e:
            return self._gone(Uncertain(f"connection lost after the dot: {type(e).__name__}"))
        sock.settimeout(COMMAND_SECONDS)
        if code == 250:
            return Sent(_text(code, reply))
        if code == 421:
            return self._gone(Deferred(_text(code, reply)))
        return Deferred(_text(code, reply)) if 400 <= code < 500 else Refused(_text(code, reply))

    def _at_mail(self, code: int, reply: bytes) -> Outcome:
        text = _text(code, reply)
        if 500 <= code < 600:
            self._reset()
            return Refused(text)
        return self._gone(Away(text))

    def _at_rcpt(self, smtp: smtplib.SMTP, code: int, reply: bytes) -> Outcome:
        text = _text(code, reply)
        if code == 421:
            return self._gone(Deferred(text))
        self._reset()
        if 500 <= code < 600:
            return Failed(text, dead=bool(re.search(r"\b5\.[12]\.\d", text)))
        return Deferred(text)

    def _reset(self) -> None:
        try:
            if self._open:
                self._open.rset()
        except (OSError, smtplib.SMTPException):
            self._gone(None)

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or {"smtp": 25, "smtps": 465}.get(parts.scheme, 587)
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if parts.scheme == "smtps":
            smtp = smtplib.SMTP_SSL(host, port, local_hostname=self.hostname, timeout=CONNECT_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(host, port, local_hostname=self.hostname, timeout=CONNECT_SECONDS)
        if smtp.sock:
            smtp.sock.settimeout(COMMAND_SECONDS)
            # Without it the dot waits for the relay's delayed ACK of the body, 40 ms a letter.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "smtp+starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if parts.username:
            smtp.login(unquote(parts.username), self.password)
        self._open = smtp
        return smtp

    def _gone(self, outcome: Outcome | None) -> Outcome:
        if self._open:
            self._open.close()
        self._open = None
        return outcome or Away("connection closed")


def _text(code: int, reply: bytes | str) -> str:
    """A relay's reply as it may be kept: printable, at most 500 characters (faults.md H7)."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} " + "".join(c if c.isprintable() else " " for c in text)[:490]
