"""Bytes that leave: our own letters built with care for what the standard library gets wrong, members' posts copied byte for byte."""

from __future__ import annotations

import base64
import email.header
import email.utils
import hashlib
import quopri
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from mailflow.model.letter import Mailbox

_STAYS = {
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "dkim-signature",
    "organization",
    "importance",
    "x-priority",
    "thread-topic",
    "thread-index",
    "keywords",
    "content-language",
}
"""Headers of a post that its readers get; all others could leak a route or a recipient, or speak for the list (faults.md D10, F3)."""

_SEALS = {"arc-authentication-results", "arc-message-signature", "arc-seal"}

_LONGEST_HEAD = 262_144
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class UnsafeLetterError(Exception):
    """A header would have carried a line break or control character to the wire (faults.md H10)."""


def letter_bytes(
    *,
    sender: Mailbox,
    to: Mailbox,
    reply_to: str | None,
    subject: str,
    text: str,
    html: str,
    lang: str,
    message_id: str,
    in_reply_to: str | None,
    references: tuple[str, ...],
    date: datetime,
    headers: Mapping[str, str],
    calendar: tuple[bytes, str] | None = None,
    files: Sequence[tuple[str, str]] = (),
) -> bytes:
    """One letter of ours: text and HTML, a calendar object with its iTIP method as the last alternative (RFC 6047).

    `files` are the names and texts of what is attached.
    """
    head = {"From": shown(sender), "To": shown(to)}
    if reply_to:
        head["Reply-To"] = reply_to
    head |= {"Subject": subject, "Date": email.utils.format_datetime(date), "Message-ID": message_id}
    if in_reply_to and _is_id(in_reply_to):
        head |= {"In-Reply-To": in_reply_to, "References": " ".join(r for r in references if _is_id(r))}
    head |= {"Content-Language": lang, **headers}
    parts = [_text_part("plain", text), _text_part("html", html)]
    if calendar:
        parts.append(_calendar_part(*calendar))
    body = _multipart("alternative", parts)
    if files:
        body = _multipart("mixed", [body, *(_file_part(name, text) for name, text in files)])
    return checked(b"".join(header(name, value) for name, value in head.items()) + b"MIME-Version: 1.0\r\n" + body)


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """The parts in a multipart (RFC 2046 section 5.1); by hand, as most lines were encoded for another reader already."""
    # The sum of all parts cannot stand in one of them.
    boundary = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    head = b"Content-Type: multipart/" + subtype.encode() + b'; boundary="' + boundary + b'"\r\n\r\n'
    return head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _text_part(subtype: str, text: str) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + b"\r\n".join(_quoted_printable(line) for line in text.splitlines()) + b"\r\n"


def _file_part(name: str, text: str) -> bytes:
    """A file of ours: its name is plain ASCII."""
    subtype = "json" if name.endswith(".json") else "octet-stream"
    head = f'Content-Type: application/{subtype}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    encoded = base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")
    return head.encode("ascii") + b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded


def _calendar_part(payload: bytes, method: str) -> bytes:
    head = f'Content-Type: text/calendar; method={method}; charset="UTF-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode("ascii") + base64.encodebytes(payload).replace(b"\n", b"\r\n")


@lru_cache(maxsize=8192)
def _quoted_printable(line: str) -> bytes:
    """One line (RFC 2045 section 6.7); letters to many have nearly all their lines in common."""
    return quopri.encodestring(line.encode(), quotetabs=False).replace(b"\n", b"\r\n")


def message_id(raw: bytes) -> str:
    """The Message-ID a letter came with, "" if it has none."""
    head, _ = _split(_canonical(raw[:_LONGEST_HEAD]))
    found = next((field for field in _fields(head) if _name(field) == "message-id"), b"")
    return found.partition(b":")[2].decode("ascii", "replace").strip()


def seals_on(raw: bytes) -> int:
    """The number of the newest ARC set that a letter came with, 0 if it has none (RFC 8617 section 4.2.1)."""
    head, _ = _split(_canonical(raw))
    numbers = [re.search(rb"[\s;:]i\s*=\s*(\d{1,3})", field) for field in _fields(head) if _name(field) in _SEALS]
    return max((int(number[1]) for number in numbers if number), default=0)


def list_copy(raw: bytes, *, headers: Mapping[str, str], subject_tag: str = "", reply_local: str = "", keeps_seals: bool = False) -> bytes:
    """A post as its readers get it: body byte for byte, the author's own headers, the list's on top.

    `keeps_seals` keeps the ARC sets of earlier forwarders, which only make sense below one of ours.

    Addresses whose local part begins with `reply_local` hold a secret and are dropped from To and Cc (faults.md E4).
    """
    head, body = _split(_canonical(raw))
    own = {name.lower() for name in headers}
    if "from" in own:
        # The author's signature covers their From and would be a broken one.
        own.add("dkim-signature")
    stays = _STAYS | _SEALS if keeps_seals else _STAYS
    kept = [f for f in _fields(head) if _name(f) not in own - _SEALS and (_name(f) in stays or _name(f).startswith("content-"))]
    lines = [header(name, value) for name, value in headers.items()]
    lines += [_cleaned(field, subject_tag, reply_local) for field in kept]
    return checked(b"".join(lines) + b"\r\n" + body)


def checked(raw: bytes) -> bytes:
    """The letter itself, if nothing in its header could be read as something else by the next server."""
    head, _ = _split(raw)
    if _FORBIDDEN.search(head) or re.search(rb"\r(?!\n)|(?<!\r)\n", head):
        raise UnsafeLetterError("control character or bare line break in a header")
    if b"".join(_fields(head)) != head:
        raise UnsafeLetterError("a header line without a name")
    return raw


@lru_cache(maxsize=1024)
def header(name: str, value: str) -> bytes:
    """One header field; words outside ASCII as RFC 2047 encoded words of at most 75 characters, everything else as it stands.

    Written here and not by EmailMessage, which breaks quoted names and long addresses when it folds (libraries.md finding 1).
    """
    plain = _one_line(value)
    if plain.isascii():
        return f"{name}: {plain}\r\n".encode("ascii")
    words = email.header.Header(plain, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")
    return f"{name}: {words}\r\n".encode("ascii")


@lru_cache(maxsize=1024)
def shown(mailbox: Mailbox) -> str:
    """A mailbox for a header: the name encoded or quoted on its own, the address untouched."""
    name = _one_line(mailbox.name)
    if not name:
        return mailbox.address
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{mailbox.address}>'
    return f"{email.header.Header(name, 'utf-8', maxlinelen=75).encode(linesep=' ', splitchars='')} <{mailbox.address}>"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"<[!-;=?-~]{1,900}>", text))


def _canonical(raw: bytes) -> bytes:
    """CRLF line ends; NUL, which RFC 5321 forbids, becomes the replacement character in the body and nothing in the header."""
    is_clean = raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n")
    head, body = _split(raw if is_clean else re.sub(rb"\r\n|\r|\n", b"\r\n", raw))
    return _FORBIDDEN.sub(b"", head) + b"\r\n" + body.replace(b"\0", "\N{REPLACEMENT CHARACTER}".encode())


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """(header block with its last line end, body)"""
    if raw.startswith(b"\r\n"):
        return b"", raw[2:]
    head, blank, body = raw.partition(b"\r\n\r\n")
    return (head + b"\r\n", body) if blank else (raw, b"")


def _fields(head: bytes) -> list[bytes]:
    """Header fields with their folded lines; what has no colon is no field and is dropped."""
    fields = re.split(rb"(?<=\r\n)(?![ \t])", head)
    return [f for f in fields if re.match(rb"[!-9;-~]{1,100}:", f)]


def _name(field: bytes) -> str:
    return field.partition(b":")[0].decode("ascii", "replace").lower()


def _cleaned(field: bytes, subject_tag: str, reply_local: str) -> bytes:
    name, _, value = field.partition(b":")
    if name.lower() in (b"to", b"cc") and reply_local:
        secret = re.escape(reply_local.encode())
        pattern = rb"(?i)(\"[^\"\r\n]{0,200}\"\s*)?[^,<>\r\n]{0,200}<?" + secret + rb"[-+][a-z0-9._-]{1,80}@[^>,\s]{1,255}>?\s*,?"
        value = re.sub(pattern, b"", value).rstrip(b", \t\r\n") + b"\r\n"
        return name + b":" + value if value.strip() else b""
    if name.lower() == b"subject" and subject_tag and subject_tag.encode() not in value:
        return name + b": " + subject_tag.encode("ascii", "replace") + b" " + value.lstrip()
    return field
