"""Outlook's winmail.dat: the attachments in it, and its text where the letter has no other.

Runs inside the reading child, whose limits stop a file that makes the parser loop.
"""

from __future__ import annotations

from email.message import Message
from typing import Any

from mailflow.model.letter import Attachment
from mailflow.understand.decoding.attachments import document, real_type
from mailflow.understand.decoding.decode import clean_text, header_text, text_of
from mailflow.understand.decoding.html import lines_of_html
from mailflow.understand.sheet import Line

LARGEST_RTF = 4_000_000
"""Bytes that compressed RTF may become."""


def is_tnef(part: Message) -> bool:
    return part.get_content_type() == "application/ms-tnef" or (part.get_filename() or "").lower() == "winmail.dat"


def tnef_attachments(part: Message) -> list[Attachment]:
    opened = _opened(part)
    return [_attachment(inside) for inside in opened.attachments] if opened else []


def tnef_lines(part: Message) -> list[Line]:
    """What the letter in it says: as HTML, else as text, else as Outlook's compressed RTF ([MS-OXRTFCP])."""
    opened = _opened(part)
    if opened is None:
        return []
    if opened.htmlbody:
        return lines_of_html(clean_text(_text(opened.htmlbody)))
    text = _text(opened.body or "")
    if not text.strip():
        text = _rich_text(part)
    return [Line(line.rstrip()) for line in clean_text(text).split("\n")]


def files_in(part: Message) -> list[tuple[str, bytes, str]]:
    """(name, bytes, real type) of each file in it."""
    opened = _opened(part)
    named = [(_name(inside), bytes(inside.data or b"")) for inside in opened.attachments] if opened else []
    return [(name, data, real_type(name, data, "application/octet-stream")) for name, data in named]


def page_in(part: Message) -> str:
    """The HTML in it, "" if it has none."""
    opened = _opened(part)
    return _text(opened.htmlbody) if opened and opened.htmlbody else ""


def is_recall(part: Message) -> bool:
    """Whether Outlook's class of it says that its sender wants an earlier letter back ([MS-OXCMSG] section 2.2.1.3)."""
    payload = part.get_payload(decode=True)
    return isinstance(payload, bytes) and b"IPM.Outlook.Recall" in payload[:4000]


def is_broken(part: Message) -> bool:
    return _opened(part) is None


def _rich_text(part: Message) -> str:
    compressed = _opened(part)._rtfbody or b""
    if not len(compressed) > 16 or int.from_bytes(compressed[4:8], "little") > LARGEST_RTF:
        return ""
    from compressed_rtf import decompress
    from striprtf.striprtf import rtf_to_text

    try:
        # Text stands outside of the groups in which Outlook keeps HTML tags ([MS-OXRTFEX]); a reader of plain RTF passes over those.
        return str(rtf_to_text(decompress(compressed + b"\0").decode("latin-1"), errors="ignore"))  # type: ignore[no-untyped-call]  # striprtf has no annotations
    except Exception:
        # Both readers raise anything on broken files.
        return ""


def _opened(part: Message) -> Any:
    # Few letters have one, so not every reading child carries what parses it.
    from tnefparse import TNEF

    payload = part.get_payload(decode=True)
    try:
        return TNEF(payload, do_checksum=False)
    except Exception:
        # tnefparse raises anything on broken files.
        return None


def _attachment(inside: Any) -> Attachment:
    return document(_name(inside), bytes(inside.data or b""), "application/octet-stream")


def _name(inside: Any) -> str:
    try:
        name = str(inside.long_filename() or inside.name)
    except Exception:
        # As above.
        name = ""
    return header_text(name.rstrip("\x00"))


def _text(body: Any) -> str:
    return text_of(body, None).rstrip("\x00") if isinstance(body, bytes) else str(body).rstrip("\x00")
