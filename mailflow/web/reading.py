"""A raw letter as a mail client shows it: decoded, bounded, and never raising whatever the bytes are."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from mailflow.web.invitation import Invitation, invitation_in
from mailflow.web.markup import HTML_CAP, TEXT_CAP, text_from_html

RAW_CAP = 40_000_000
_HEAD_CAP = 200_000
_PARTS = 100
_VALUE_CAP = 10_000
_FOLD = re.compile(r"\r?\n[ \t]{0,100}")


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter taken out of its envelope."""

    sender: Party
    to: tuple[Party, ...]
    cc: tuple[Party, ...]
    reply_to: tuple[Party, ...]
    return_path: str
    """Where a machine answers; "" where no mailbox has taken the letter in (RFC 5321 4.4)."""
    subject: str
    date: datetime | None
    message_id: str
    references: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    invitation: Invitation | None
    head: str
    """The header block as it came, for "Kopfzeilen zeigen"."""


def opened(raw: bytes) -> Opened:
    """compat32 on purpose: policy.default can be frozen by one small header. (faults.md 0.2)"""
    try:
        message: Message = email.message_from_bytes(raw[:RAW_CAP])
        parts = list(_leaves(message))
    except (RecursionError, ValueError, LookupError):
        message, parts = email.message_from_bytes(raw[:_HEAD_CAP].partition(b"\r\n\r\n")[0]), []
    headers = _Headers(message)
    shown = _Shown()
    for part in parts:
        shown.add(part)
    html = shown.html[:HTML_CAP]
    return Opened(
        sender=next(iter(headers.parties("from")), Party("", "")),
        to=headers.parties("to"),
        cc=headers.parties("cc"),
        reply_to=headers.parties("reply-to"),
        return_path=next((party.address for party in headers.parties("return-path")), ""),
        subject=headers.text("subject"),
        date=headers.date(),
        message_id=headers.text("message-id"),
        references=headers.text("references"),
        text=(shown.text or text_from_html(html))[:TEXT_CAP],
        html=html,
        attachments=tuple(shown.attachments),
        invitation=shown.invitation,
        head=text_of(raw[:_HEAD_CAP].replace(b"\r\n", b"\n").partition(b"\n\n")[0], ""),
    )


def text_of(raw: bytes, charset: str) -> str:
    """The text meant by these bytes: as declared, else UTF-8, else Windows-1252."""
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def _word(word: str | bytes, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    return text_of(word, charset) if charset else word.decode("raw-unicode-escape", "replace")


class _Headers:
    def __init__(self, message: Message) -> None:
        self._values: dict[str, str] = {}
        for name, value in message.raw_items():
            raw = str(value)[:_VALUE_CAP].encode("utf-8", "surrogateescape")
            self._values.setdefault(name.lower(), text_of(raw, ""))

    def text(self, name: str) -> str:
        return decoded(self._values.get(name, ""))

    def parties(self, name: str) -> tuple[Party, ...]:
        try:
            found = getaddresses([self._values.get(name, "")])
        except (ValueError, IndexError, AttributeError):
            return ()
        return tuple(Party(decoded(display), address) for display, address in found[:200] if "@" in address)

    def date(self) -> datetime | None:
        try:
            return parsedate_to_datetime(self._values.get("date", ""))
        except (TypeError, ValueError, OverflowError):
            return None


def decoded(value: str) -> str:
    """A header value in readable words, on one line."""
    try:
        words = [_word(word, charset) for word, charset in decode_header(_FOLD.sub(" ", value))]
    except ValueError:
        words = [value]
    return " ".join("".join(c if c.isprintable() else " " for c in "".join(words)).split())


def _leaves(message: Message) -> Iterator[Message]:
    """The parts a reader sees, at most a hundred; an attached letter stays one piece."""
    waiting = [message]
    for _ in range(_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [p for p in inner if isinstance(p, Message)]
        else:
            yield part


class _Shown:
    """Sorts parts into text, HTML, invitation and attachments as they come."""

    def __init__(self) -> None:
        self.text = self.html = ""
        self.attachments: list[Attachment] = []
        self.invitation: Invitation | None = None

    def add(self, part: Message) -> None:
        kind, content = part.get_content_type(), _content(part)
        name = _file_name(part)
        text = text_of(content, str(part.get_content_charset() or "")) if kind.startswith("text/") else ""
        if kind == "text/calendar" and self.invitation is None:
            self.invitation = invitation_in(text)
        attached = bool(name) or part.get_content_disposition() == "attachment"
        if kind == "text/plain" and not attached:
            self.text += ("\n\n" if self.text else "") + text.replace("\r\n", "\n")
        elif kind == "text/html" and not attached and not self.html:
            self.html = text
        else:
            self.attachments.append(Attachment(name or _unnamed(kind), kind, content))


def _unnamed(kind: str) -> str:
    return {"message/rfc822": "Brief.eml", "text/calendar": "Termin.ics", "message/delivery-status": "Zustellbericht.txt"}.get(
        kind, "Anhang"
    )


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        name = decoded(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return "Anhang"
    return name.replace("/", "_").replace("\\", "_").replace('"', "")[:150]
