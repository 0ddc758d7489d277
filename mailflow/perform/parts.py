"""A letter as a tree over its own bytes (RFC 2046 section 5.1): what nobody changes is written again byte for byte."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property

from mailflow.perform import mime
from mailflow.understand.decoding.attachments import SIGNATURES, name_of
from mailflow.understand.decoding.mime import DEEPEST, MOST_PARTS, leaves, opened

SEALED = {"multipart/signed", "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
"""Whoever changes a byte within breaks the signature, or the key fits no more."""

LONGEST_FIELD = 4000
"""Bytes of a header field that are read; what the standard library takes for parameters grows with their square."""


@dataclass
class Part:
    """Header lines, and either the bytes below them or `within`: the parts with the lines between them."""

    head: bytes
    body: bytes
    within: list[bytes | Part] = field(default_factory=list)

    @cached_property
    def fields(self) -> Message:
        return email.message_from_bytes(self._read_head + b"\r\n")

    @cached_property
    def type(self) -> str:
        return self.fields.get_content_type()

    @property
    def parts(self) -> list[Part]:
        return [one for one in self.within if isinstance(one, Part)]

    @property
    def message(self) -> Message:
        """The part for those who read its body, which stays one piece whatever it holds."""
        self.fields.set_payload(self.body.decode("ascii", "surrogateescape"))
        return self.fields

    @property
    def _read_head(self) -> bytes:
        return b"".join(f if len(f) <= LONGEST_FIELD else f[:LONGEST_FIELD] + b"\r\n" for f in mime.fields(self.head))

    def __bytes__(self) -> bytes:
        return self.head + b"\r\n" + (b"".join(map(bytes, self.within)) if self.within else self.body)

    def leaves(self) -> Iterator[Part]:
        """The parts without parts, in order."""
        if not self.within:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def drop(self, leaf: Part) -> bool:
        """Takes a part out with the delimiter beside it; False where it is in none or nothing else would be left."""
        at = next((number for number, one in enumerate(self.within) if one is leaf), None)
        if at is not None and len(self.parts) > 1:
            del self.within[max(at - 1, 1) : max(at + 1, 3)]
            return True
        return any(part.drop(leaf) for part in self.parts)

    def become(self, entity: bytes, *, keeps: tuple[str, ...] = ()) -> None:
        """Another content in its place, under the header lines of the letter and those that `keeps` names."""
        fields = [(name, line) for line in mime.fields(self.head) for name in (mime.name_of(line),)]
        kept = [line for name, line in fields if name in keeps or not name.startswith("content-")]
        head, body = mime.split(entity)
        self.__dict__ = parsed(b"".join(kept) + head + b"\r\n" + body).__dict__

    @property
    def content(self) -> bytes:
        """The part as it stands in another one, without the header lines of a letter."""
        own = [line for line in mime.fields(self.head) if mime.name_of(line).startswith("content-")]
        return bytes(Part(b"".join(own), self.body, self.within))


def parsed(raw: bytes, depth: int = 0) -> Part:
    """The tree of a letter with canonical line ends; what lies too deep or stands under a signature stays one piece."""
    part = Part(*mime.split(raw))
    # Most parts have none: a header that does not say the word is not read for it.
    has_parts = b"multipart/" in part.head.lower() and part.type.startswith("multipart/") and part.type not in SEALED
    boundary = part.fields.get_boundary() if has_parts else None
    if boundary and depth < DEEPEST:
        part.within = _within(part.body, re.escape(boundary.encode("ascii", "replace")), depth)
    return part


def _within(body: bytes, boundary: bytes, depth: int) -> list[bytes | Part]:
    """The parts and the lines between them; what stands above the first delimiter and from the last one on is none."""
    body = b"\r\n" + body  # every delimiter begins a line, the first one too; patterns that begin with what is sought are fast
    end = re.search(rb"\r\n--%s--[ \t]*(?:\r\n|\Z)" % boundary, body)
    inside, rest = (body[: end.start()], body[end.start() :]) if end else (body, b"")
    above, *pieces = re.split(rb"(\r\n--%s[ \t]*\r\n)" % boundary, inside)
    if not 1 <= len(pieces) // 2 <= MOST_PARTS:
        return []
    first, *others = pieces
    parts = (parsed(piece, depth + 1) if number % 2 == 0 else piece for number, piece in enumerate(others))
    return [(above + first)[2:], *parts, rest]


def files_of(raw: bytes) -> tuple[tuple[str, bytes], ...]:
    """(name, content) of what travels with a letter."""
    found = ((name_of(part), part) for part in leaves(opened(email.message_from_bytes(raw), []), []))
    named = ((name, part.get_payload(decode=True)) for name, part in found if name and part.get_content_type() not in SIGNATURES)
    return tuple((name, content) for name, content in named if isinstance(content, bytes))
