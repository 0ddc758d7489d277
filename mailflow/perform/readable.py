"""A post made readable for all who get it: as text in UTF-8 too, Outlook's winmail.dat unpacked, large files left out, our lines below.

Every other byte stays as it was written, and nothing at all changes in a letter that is signed or encrypted as a whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from mailflow.perform import mime
from mailflow.perform.parts import SEALED, Part, parsed
from mailflow.perform.quoted import page_without_our_lines, without_our_lines
from mailflow.understand.decoding.attachments import MAIL, name_of
from mailflow.understand.decoding.decode import clean_text, header_text
from mailflow.understand.decoding.html import lines_of_html
from mailflow.understand.decoding.mime import decoded, unflowed
from mailflow.understand.decoding.tnef import files_in, is_broken, is_tnef, page_in, tnef_lines

_TEXTS = ("text/plain", "text/html")
_PGP = (b"-----BEGIN PGP SIGNED MESSAGE-----", b"-----BEGIN PGP MESSAGE-----")
_STAYS = ("content-disposition", "content-id", "content-location", "content-language", "content-description")
"""Header lines of a text that are as true of the same text in another charset."""
_CHARSET = re.compile(r"(<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?)[\w:.-]{1,40}", re.I)


def readable(raw: bytes, below: str, instead: Mapping[str, str]) -> bytes:
    """The letter with the lines of `below` under its text; `instead` has the line for each file left out, by its name."""
    letter = parsed(mime.canonical(raw))
    if _is_sealed(letter):
        return raw
    for leaf in list(letter.leaves()):
        if is_tnef(leaf.fields) and not is_broken(leaf.message):
            leaf.become(_unpacked(leaf, alone=not _last_texts(letter)))
    large = [(leaf, instead[name]) for leaf in letter.leaves() if (name := file_name(leaf)) in instead]
    for leaf, _ in large:
        # Its line stands in the text and is no part of its own: Outlook would show that as one more file.
        if not letter.drop(leaf):
            leaf.become(mime.text_part("plain", ""))
    missing = [line for _, line in large]
    if (below or missing) and not _last_texts(letter):
        letter.become(mime.multipart("mixed", [letter.content, mime.text_part("plain", "")]))
    last = _last_texts(letter)
    has_text = any(leaf.type == "text/plain" for leaf in filter(_is_shown, letter.leaves()))
    for leaf in filter(_is_shown, list(letter.leaves())):
        is_last = any(leaf is one for one in last)
        text = _in_utf8(leaf, below, missing if is_last else [], is_last=is_last)
        leaf.become(text if has_text else _with_its_words(text), keeps=_STAYS)
    return bytes(letter)


def _with_its_words(page: bytes) -> bytes:
    """A page with its words in front, for programs and people who read text only."""
    lines = lines_of_html(clean_text(decoded(Part(*mime.split(page)).message)))
    return mime.multipart("alternative", [mime.text_part("plain", "\n".join(line.text for line in lines)), page])


def _is_sealed(letter: Part) -> bool:
    """Whether the letter is signed or encrypted as a whole."""
    return letter.type in SEALED or any(mark in leaf.body for leaf in letter.leaves() if leaf.type == "text/plain" for mark in _PGP)


def _unpacked(part: Part, *, alone: bool) -> bytes:
    """What a winmail.dat holds, as parts of their own; its text only where the letter says nothing else."""
    packed = part.message
    page = page_in(packed) if alone else ""
    lines = "\n".join(line.text for line in tnef_lines(packed)) if alone and not page else ""
    text = [mime.text_part("html", page)] if page else [mime.text_part("plain", lines)] if lines.strip() else []
    return mime.multipart("mixed", [*text, *(mime.attached(*file) for file in files_in(packed))])


def file_name(leaf: Part) -> str:
    """As `Attachment.name` has it, "" if it is no file."""
    if leaf.type == MAIL:
        return name_of(leaf.fields) or f"{header_text(str(Part(*mime.split(leaf.body)).fields.get('Subject', '')))[:400]}.eml"
    return name_of(leaf.fields)


def _is_shown(leaf: Part) -> bool:
    attached = str(leaf.fields.get("Content-Disposition", "")).lower().startswith("attachment")
    return leaf.type in _TEXTS and not attached and not leaf.fields.get_filename()


def _last_texts(part: Part) -> list[Part]:
    """What readers see last: one text, or one in each of the alternatives."""
    if part.type == "multipart/alternative":
        return [text for one in part.parts for text in _last_texts(one)]
    if part.within:
        inner = part.parts[:1] if part.type == "multipart/related" else reversed(part.parts)
        return next(filter(None, map(_last_texts, inner)), [])
    return [part] if _is_shown(part) else []


def _in_utf8(leaf: Part, below: str, missing: list[str], *, is_last: bool) -> bytes:
    text = decoded(leaf.message)
    if leaf.type == "text/html":
        page = page_without_our_lines(text, below) if below else text
        return mime.text_part("html", _with_lines(_CHARSET.sub(r"\1utf-8", page), below if is_last else "", missing))
    if str(leaf.fields.get_param("format", "")).lower() == "flowed":
        text = unflowed(text.replace("\r\n", "\n"), joins_words=str(leaf.fields.get_param("delsp", "")).lower() == "yes")
    text = without_our_lines(text, below) if below else text
    text = "\n\n".join([text.rstrip(), *missing]) if missing else text
    return mime.text_part("plain", f"{text.rstrip()}\n\n-- \n{below}".lstrip("\r\n") if below and is_last else text)


def _with_lines(page: str, below: str, missing: list[str]) -> str:
    """The page with a line for each missing file, a rule and the lines at its end."""
    if not below and not missing:
        return page
    lines = "<br>\n".join(html.escape(line, quote=False) for line in below.strip().split("\n"))
    footer = "".join(f"<p>{html.escape(line, quote=False)}</p>\n" for line in missing)
    footer += f'<hr>\n<p style="font-size:small;color:#595959">{lines}</p>\n' if below else ""
    body, end, rest = page.rpartition("</body>") if "</body>" in page else page.rpartition("</BODY>")
    return f"{body}{footer}{end}{rest}" if end else f"{page}\n{footer}"
