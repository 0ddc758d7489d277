"""What travels with a letter: names, real types, and the text and form fields of documents.

Runs inside the reading child, whose limits stop what a document may cost.
"""

from __future__ import annotations

import email
import io
import re
import zipfile
from email.message import Message
from typing import Any

from mailflow.model.letter import Attachment
from mailflow.understand.decoding.decode import header_text, text_of
from mailflow.understand.decoding.mime import shown

MAIL = "message/rfc822"
MOST_TEXT = 200_000
MOST_UNZIPPED = 20_000_000
_MAGIC = (
    (b"%PDF", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_BY_NAME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "zip": "application/zip",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "eml": MAIL,
}
SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_WRAPPINGS = {"smime.p7s", "signature.asc", "winmail.dat", "smime.p7m"}


def attachment_of(part: Message, shown_inline: set[str]) -> Attachment | None:
    """The attachment in a part, None for bodies, signatures and images that the HTML shows by cid:."""
    kind = part.get_content_type()
    name = name_of(part)
    if kind == MAIL:
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else Message()
        return _mail(name, inner if isinstance(inner, Message) else Message())
    if not name or kind in SIGNATURES or name.lower() in _WRAPPINGS:
        return None
    shown = str(part.get("Content-ID", "")).strip("<> ")
    if (
        kind.startswith("image/")
        and shown
        and (shown in shown_inline or str(part.get("Content-Disposition", "")).lower().startswith("inline"))
    ):
        return None
    decoded = part.get_payload(decode=True)
    raw = decoded if isinstance(decoded, bytes) else b""
    return document(name, raw, kind)


def _mail(name: str, mail: Message) -> Attachment:
    """An attached mail with what its author newly wrote, below who that was."""
    # Only the children that read need it: whoever asks for the name of a file has not to load it.
    from mailflow.understand.segments.body import body_of

    sender, subject = (header_text(str(mail.get(header, "")))[:400] for header in ("From", "Subject"))
    body = body_of(shown(mail))
    text = f"Von: {sender}\nBetreff: {subject}\n\n{body.new}\n{body.signature}" if body.new else ""
    return Attachment(name or f"{subject}.eml", _size(mail), MAIL, text[:MOST_TEXT])


def _size(mail: Message) -> int:
    """Bytes of an attached mail, 0 where it cannot be told: the standard library does not write every mail that it has read."""
    try:
        return len(mail.as_bytes())
    except (UnicodeError, LookupError, TypeError, AttributeError):
        return 0


def document(name: str, raw: bytes, kind: str) -> Attachment:
    real = real_type(name, raw, kind)
    try:
        text, fields = _read(real, raw)
    except Exception:
        # Parsers of office formats raise whatever they like; the attachment is kept and shown as unread.
        text, fields = "", ()
    return Attachment(name, len(raw), real, text[:MOST_TEXT], fields)


def name_of(part: Message) -> str:
    """The file name of a part, "" if it has none."""
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    return re.sub(r"[\\/]", "_", header_text(name))[:200]


def real_type(name: str, raw: bytes, kind: str) -> str:
    """By its first bytes, else by its name where `kind`, as declared, says nothing."""
    for magic, real in _MAGIC:
        if raw.startswith(magic):
            return real
    if kind in {"application/octet-stream", "application/x-download", "application/force-download", "binary/octet-stream"}:
        return _BY_NAME.get(name.rpartition(".")[2].lower(), kind)
    return kind


def _read(kind: str, raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    if kind == "application/pdf":
        return _pdf(raw)
    if kind == MAIL:
        return _mail("", email.message_from_bytes(raw)).text, ()
    if kind == _BY_NAME["docx"]:
        return _docx(raw)
    if kind == _BY_NAME["odt"]:
        return _odt(raw)
    if kind == _BY_NAME["xlsx"]:
        return _xlsx(raw)
    if kind == "text/plain":
        return text_of(raw[:MOST_TEXT], None), ()
    return "", ()


def _pdf(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    if b"%%EOF" not in raw and not raw.rstrip().endswith((b"%", b"%%E", b"%%EO")):
        # pypdf would look for its end byte by byte, a quarter of a second for 6 MB, and then give it up.
        return "", ()
    # Imported with the first such letter: the readers of office formats need 16 MB, and most processes never see one.
    import pypdf
    from pypdf.errors import PyPdfError

    reader = pypdf.PdfReader(io.BytesIO(raw))
    try:
        found = reader.get_fields() or {}
        text = "\n".join(page.extract_text() for page in reader.pages[:20])
    except (PyPdfError, ValueError, KeyError, TypeError):
        return "", ()
    fields = []
    for name, field in list(found.items())[:200]:
        label = str(field.get("/TU") or name)
        value = field.get("/V")
        if value not in (None, "", "/Off"):
            fields.append((label, str(value).lstrip("/")))
    return text, tuple(fields)


def _docx(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNZIPPED:
            return "", ()
    import docx

    opened = docx.Document(io.BytesIO(raw))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines: list[str] = []
    for block in opened.element.body.iter(f"{space}p", f"{space}tr"):
        if block.tag == f"{space}tr":
            cells = ["".join(t.text or "" for t in cell.iter(f"{space}t")).strip() for cell in block.iter(f"{space}tc")]
            lines.append(": ".join(c for c in cells if c))
        elif not any(parent.tag == f"{space}tc" for parent in block.iterancestors()):
            lines.append("".join(_run_text(t, space) for t in block.iter(f"{space}t", f"{space}tab", f"{space}br")))
    return "\n".join(line for line in lines if line.strip()), tuple(_controls(opened, space))


def _odt(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """LibreOffice's text document: paragraphs, and a row of a table as one line (OpenDocument 1.3 part 3, chapters 5 and 9)."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNZIPPED:
            return "", ()
        content = archive.read("content.xml")
    from lxml import etree  # type: ignore[import-untyped]  # comes with python-docx, without types

    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    lines: list[str] = []
    for block in tree.iter(f"{text}p", f"{text}h", f"{table}table-row"):
        if block.tag == f"{table}table-row":
            cells = [" ".join("".join(cell.itertext()).split()) for cell in block.iter(f"{table}table-cell")]
            lines.append(": ".join(c for c in cells if c))
        elif not any(parent.tag == f"{table}table-cell" for parent in block.iterancestors()):
            lines.append("".join(_shown(node, text) for node in block.iter()))
    return "\n".join(line for line in lines if line.strip()), ()


def _shown(node: Any, text: str) -> str:
    """The characters of a node of a paragraph, and those behind it, with tabulators, breaks and runs of blanks."""
    own = {f"{text}tab": "\t", f"{text}line-break": "\n", f"{text}s": " "}.get(str(node.tag), node.text or "")
    return own + ("" if node.tag in {f"{text}p", f"{text}h"} else node.tail or "")


def _xlsx(raw: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The first sheet, a line for each row, cells parted as in a table."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNZIPPED:
            return "", ()
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True).worksheets[0]
    rows = [
        [str(cell).strip() for cell in row if cell not in (None, "")] for row in sheet.iter_rows(max_row=300, max_col=30, values_only=True)
    ]
    return "\n".join(": ".join(row) if len(row) == 2 else " | ".join(row) for row in rows if row), ()


def _run_text(node: object, space: str) -> str:
    tag = getattr(node, "tag", "")
    return "\t" if tag == f"{space}tab" else "\n" if tag == f"{space}br" else (getattr(node, "text", "") or "")


def _controls(opened: object, space: str) -> list[tuple[str, str]]:
    """Word's content controls, which python-docx drops (libraries.md)."""
    found = []
    for control in opened.element.body.iter(f"{space}sdt"):  # type: ignore[attr-defined]  # lxml has no types here
        alias = control.find(f"{space}sdtPr/{space}alias")
        tag = control.find(f"{space}sdtPr/{space}tag")
        named = alias if alias is not None else tag
        value = "".join(t.text or "" for t in control.iter(f"{space}t")).strip()
        checked = [e for e in control.iter() if str(e.tag).endswith("}checked")]
        if checked:
            value = "ja" if any(str(v) in {"1", "true"} for v in checked[0].attrib.values()) else "nein"
        if named is not None and value:
            found.append((str(named.get(f"{space}val")), value))
    return found
