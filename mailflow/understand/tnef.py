"""Outlook's winmail.dat: the attachments in it, and its text where the letter has no other.

Runs inside the reading child, whose limits stop a file that makes the parser loop.
"""

from __future__ import annotations

from email.message import Message
from typing import Any

from tnefparse import TNEF

from mailflow.model.letter import Attachment
from mailflow.understand.attachments import document
from mailflow.understand.decode import clean_text, header_text, text_of
from mailflow.understand.html import lines_of_html
from mailflow.understand.sheet import Line


def is_tnef(part: Message) -> bool:
    return part.get_content_type() == "application/ms-tnef" or (part.get_filename() or "").lower() == "winmail.dat"


def tnef_attachments(part: Message) -> list[Attachment]:
    opened = _opened(part)
    return [_attachment(inside) for inside in opened.attachments] if opened else []


def tnef_lines(part: Message) -> list[Line]:
    opened = _opened(part)
    if opened is None:
        return []
    if opened.htmlbody:
        return lines_of_html(clean_text(_text(opened.htmlbody)))
    return [Line(line.rstrip()) for line in clean_text(_text(opened.body or "")).split("\n")]


def _opened(part: Message) -> Any:
    payload = part.get_payload(decode=True)
    try:
        return TNEF(payload, do_checksum=False)
    except Exception:
        # tnefparse raises anything on broken files.
        return None


def _attachment(inside: Any) -> Attachment:
    try:
        name = str(inside.long_filename() or inside.name)
    except Exception:
        name = ""
    return document(header_text(name.rstrip("\x00")), bytes(inside.data or b""), "application/octet-stream")


def _text(body: Any) -> str:
    return text_of(body, None).rstrip("\x00") if isinstance(body, bytes) else str(body).rstrip("\x00")
