"""Bytes that leave: our own letters built with care for what the standard library gets wrong, members' posts copied byte for byte."""

from __future__ import annotations

import base64
import email.header
import email.utils
import hashlib
import mimetypes
import quopri
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from mailflow.model.letter import Mailbox
from mailflow.understand.decoding.decode import header_text
from mailflow.understand.decoding.mailbox import mailboxes

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
    body: bytes,
    *,
    sender: Mailbox,
    to: Mailbox,
    reply_to: str | None,
    subject: str,
    lang: str,
    message_id: str,
    in_reply_to: str | None,
    references: tuple[str, ...],
    date: datetime,
    headers: Mapping[str, str],
) -> bytes:
    """One letter of ours around its `body`."""
    head = {"From": shown(sender), "To": shown(to)}
    if reply_to:
        head["Reply-To"] = reply_to
    head |= {"Subject": subject, "Date": email.utils.format_datetime(date), "Message-ID": message_id}
    if in_reply_to and _is_id(in_reply_to):
        head |= {"In-Reply-To": in_reply_to, "References": " ".join(r for r in references if _is_id(r))}
    head |= {"Content-Language": lang, **headers}
    return checked(b"".join(header(name, value) for name, value in head.items()) + b"MIME-Version: 1.0\r\n" + body)


def body(
    text: str,
    html: str = "",
    calendar: tuple[bytes, str] | None = None,
    files: Sequence[tuple[str, str | bytes]] = (),
    letters: Sequence[bytes] = (),
) -> bytes:
    """Text and HTML with the header lines of their parts, a calendar object with its iTIP method as the last alternative (RFC 6047).

    `files` are the names and contents of what is attached; `letters` stand in it as a digest. With `html` "" the text stands alone.
    """
    parts = [text_part("plain", text), *([text_part("html", html)] if html else [])]
    if calendar:
        parts.append(_calendar_part(*calendar))
    whole = multipart("alternative", parts) if len(parts) > 1 else parts[0]
    if letters:
        whole = multipart("mixed", [whole, multipart("digest", [_mail_part(letter) for letter in letters])])
    if files:
        whole = multipart("mixed", [whole, *(_file_part(name, content) for name, content in files)])
    return whole


def multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """The parts in a multipart (RFC 2046 section 5.1); by hand, as most lines were encoded for another reader already."""
    # The sum of all parts cannot stand in one of them.
    boundary = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    head = b"Content-Type: multipart/" + subtype.encode() + b'; boundary="' + boundary + b'"\r\n'
    head += b"\r\n" if all(map(bytes.isascii, parts)) else b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    return head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def _mail_part(letter: bytes) -> bytes:
    eight_bit = b"" if letter.isascii() else b"Content-Transfer-Encoding: 8bit\r\n"
    return b"Content-Type: message/rfc822\r\n" + eight_bit + b"\r\n" + letter


def text_part(subtype: str, text: str) -> bytes:
    """A text with its header lines."""
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = re.split(r"\r\n|\r|\n", text.rstrip("\r\n"))
    return head.encode("ascii") + b"\r\n".join(map(quoted_printable, lines)) + b"\r\n"


_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "ics": "text/calendar; charset=utf-8", "mbox": "application/mbox"}


def type_of(name: str) -> str:
    """The media type of a file by its name; what would have to stand unencoded is only bytes (RFC 2046 section 5.2.1)."""
    found = mimetypes.guess_type(name)[0] or ""
    return found if found and not found.startswith(("message/", "multipart/")) else "application/octet-stream"


def _file_part(name: str, content: str | bytes) -> bytes:
    return attached(name, content.encode() if isinstance(content, str) else content, _TYPES.get(name.rpartition(".")[2]) or type_of(name))


def attached(name: str, data: bytes, kind: str) -> bytes:
    """A file with its header lines; its name by RFC 2231, and as an encoded word for clients that know only that."""
    encoded = f"filename*={email.utils.encode_rfc2231(name, 'utf-8')}" if not name.isascii() else f'filename="{_escaped(name)}"'
    older = email.header.Header(name, "utf-8", maxlinelen=900).encode() if not name.isascii() else _escaped(name)
    head = f'Content-Type: {kind}; name="{older}"\r\nContent-Disposition: attachment; {encoded}\r\n'
    body = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return head.encode("ascii") + b"Content-Transfer-Encoding: base64\r\n\r\n" + body


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _calendar_part(payload: bytes, method: str) -> bytes:
    head = f'Content-Type: text/calendar; method={method}; charset="UTF-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode("ascii") + base64.encodebytes(payload).replace(b"\n", b"\r\n")


def quoted_printable(line: str) -> bytes:
    """One line (RFC 2045 section 6.7)."""
    return _known_line(line) if len(line) < 200 else _encoded_line(line)


def _encoded_line(line: str) -> bytes:
    return quopri.encodestring(line.encode(), quotetabs=False).replace(b"\n", b"\r\n")


_known_line = lru_cache(maxsize=8192)(_encoded_line)
"""Letters to many have nearly all their lines in common."""


def value_of(raw: bytes, name: str) -> str:
    """What a letter says in the first header field of this name (lower case), "" if it has none; raw 8-bit bytes as surrogates."""
    head, _ = split(canonical(raw[:_LONGEST_HEAD]))
    found = next((field for field in fields(head) if name_of(field) == name), b"")
    return found.partition(b":")[2].decode("ascii", "surrogateescape").strip()


def seals_on(raw: bytes) -> int:
    """The number of the newest ARC set that a letter came with, 0 if it has none (RFC 8617 section 4.2.1)."""
    head, _ = split(canonical(raw))
    numbers = [re.search(rb"[\s;:]i\s*=\s*(\d{1,3})", field) for field in fields(head) if name_of(field) in _SEALS]
    return max((int(number[1]) for number in numbers if number), default=0)


def list_copy(
    raw: bytes,
    *,
    headers: Mapping[str, str],
    subject_tag: str = "",
    reply_local: str = "",
    keeps_seals: bool = False,
    is_changed: bool = False,
) -> bytes:
    """A post as its readers get it: the body as given, the author's own headers, the list's on top.

    `keeps_seals` keeps the ARC sets of earlier forwarders, which only make sense below one of ours.

    Addresses whose local part begins with `reply_local` hold a secret and are dropped from To and Cc (faults.md E4).
    """
    head, body = split(canonical(raw))
    own = {name.lower() for name in headers}
    if is_changed or "from" in own:
        # The author's signature covers their From and their words, and would be a broken one.
        own.add("dkim-signature")
    stays = _STAYS | _SEALS if keeps_seals else _STAYS
    kept = [f for f in fields(head) if name_of(f) not in own - _SEALS and (name_of(f) in stays or name_of(f).startswith("content-"))]
    lines = [header(name, value) for name, value in headers.items()]
    cleaned = [_cleaned(field, subject_tag, reply_local) for field in kept]
    lines += [_in_ascii(field) if is_changed and not field.isascii() else field for field in cleaned]
    return checked(b"".join(lines) + b"\r\n" + body)


def checked(raw: bytes) -> bytes:
    """The letter itself, if nothing in its header could be read as something else by the next server."""
    head, _ = split(raw)
    if _FORBIDDEN.search(head) or re.search(rb"\r(?!\n)|(?<!\r)\n", head):
        raise UnsafeLetterError("control character or bare line break in a header")
    if b"".join(fields(head)) != head:
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
        return f'"{_escaped(name)}" <{mailbox.address}>'
    return f"{email.header.Header(name, 'utf-8', maxlinelen=75).encode(linesep=' ', splitchars='')} <{mailbox.address}>"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"<[!-;=?-~]{1,900}>", text))


def canonical(raw: bytes) -> bytes:
    """The letter with CRLF line ends; NUL (RFC 5321 forbids it) becomes the replacement character in the body, nothing in the header."""
    is_clean = raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n")
    head, body = split(raw if is_clean else re.sub(rb"\r\n|\r|\n", b"\r\n", raw))
    return _FORBIDDEN.sub(b"", head) + b"\r\n" + body.replace(b"\0", "\N{REPLACEMENT CHARACTER}".encode())


def split(raw: bytes) -> tuple[bytes, bytes]:
    """(header block with its last line end, body)"""
    if raw.startswith(b"\r\n"):
        return b"", raw[2:]
    head, blank, body = raw.partition(b"\r\n\r\n")
    return (head + b"\r\n", body) if blank else (raw, b"")


def fields(head: bytes) -> list[bytes]:
    """Header fields with their folded lines; what has no colon is no field and is dropped."""
    fields = re.split(rb"(?<=\r\n)(?![ \t])", head)
    return [f for f in fields if re.match(rb"[!-9;-~]{1,100}:", f)]


def name_of(field: bytes) -> str:
    """Of a header field, in lower case."""
    return field.partition(b":")[0].decode("ascii", "replace").lower()


def _in_ascii(field: bytes) -> bytes:
    """A header field with raw 8-bit letters, which many programs still write, as encoded words."""
    name, _, raw = field.decode("utf-8", "surrogateescape").partition(":")
    if name.lower() in ("from", "to", "cc"):
        return f"{name}: {', '.join(map(shown, mailboxes([raw])))}\r\n".encode("ascii")
    return header(name, header_text(raw))


def _cleaned(field: bytes, subject_tag: str, reply_local: str) -> bytes:
    name, _, value = field.partition(b":")
    if name.lower() in (b"to", b"cc") and reply_local:
        secret = re.escape(reply_local.encode())
        pattern = rb"(?i)(\"[^\"\r\n]{0,200}\"\s*)?[^,<>\r\n]{0,200}<?" + secret + rb"[-+][a-z0-9._-]{1,80}@[^>,\s]{1,255}>?\s*,?"
        value = re.sub(pattern, b"", value).rstrip(b", \t\r\n") + b"\r\n"
        return name + b":" + value if value.strip() else b""
    if name.lower() == b"subject" and subject_tag:
        text = header_text(value.decode("utf-8", "surrogateescape"))
        if subject_tag not in text:
            plain = name + b": " + subject_tag.encode() + b" " + value.lstrip()
            return plain if subject_tag.isascii() else header("Subject", f"{subject_tag} {text}")
    return field
