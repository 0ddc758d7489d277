"""The envelope of a letter that comes without one, out of the headers that mail servers left on its way."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser

from mailflow.model.address import normal

HEAD = 262_144
"""Bytes in which the header is looked for; a longer one is not read further."""
_LONGEST = 65_536
_FOR = re.compile(r"\bfor\s+<([^<>\s]{1,320})>")
"""Of a Received header: whom the letter was for, if it was one only (RFC 5321 section 4.4)."""


def head_of(raw: bytes) -> Message:
    return BytesHeaderParser().parsebytes(raw[:HEAD])


def sender(head: Message) -> str:
    """Only "<>" is the null sender; a letter without a trace of its envelope is taken to come from its author."""
    said = str(head.get("Return-Path", "")).strip()
    if said == "<>" or normal(said):
        return normal(said)
    return next(iter(_addresses(head, "From")), "")


def delivered_to(head: Message) -> tuple[str, ...]:
    """Whom the last mail server says it delivered to."""
    return _addresses(head, "X-Original-To") or _addresses(head, "Delivered-To")


def recipients(head: Message) -> Iterator[tuple[str, ...]]:
    """Whom the letter may have been sent to, the best witness first; what the author wrote comes last, because Bcc is not in it."""
    yield _addresses(head, "X-Original-To")
    yield _addresses(head, "Delivered-To")
    yield _addresses(head, "Envelope-To", "X-Envelope-To")
    yield tuple(normal(a) for value in head.get_all("Received", []) for a in _FOR.findall(str(value)))
    yield _addresses(head, "To", "Cc")


def _addresses(head: Message, *names: str) -> tuple[str, ...]:
    values = [str(value)[:_LONGEST] for name in names for value in head.get_all(name, [])]
    named = (normal(address) for _, address in email.utils.getaddresses(values))
    return tuple(dict.fromkeys(address for address in named if address))
