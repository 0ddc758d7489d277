"""A post without its largest attachments: in the place of each stands a line that names it and says how to get it."""

from __future__ import annotations

import email
import io
from collections.abc import Mapping
from email.generator import BytesGenerator
from email.message import Message

from mailflow.understand.attachments import name_of


def lighter(raw: bytes, lines: Mapping[str, str]) -> bytes:
    """The letter without the attachments that `lines` names, each with the line to put in its place."""
    letter = email.message_from_bytes(raw)
    for part in letter.walk():
        name = name_of(part)
        if name in lines and not part.is_multipart():
            _replaced(part, lines[name])
    written = io.BytesIO()
    BytesGenerator(written, mangle_from_=False, maxheaderlen=0).flatten(letter)
    return written.getvalue()


def _replaced(part: Message, line: str) -> None:
    for header in list(part.keys()):
        if header.lower().startswith("content-"):
            del part[header]
    part["Content-Type"] = 'text/plain; charset="utf-8"'
    part["Content-Disposition"] = "inline"
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(f"{line}\r\n".encode())
