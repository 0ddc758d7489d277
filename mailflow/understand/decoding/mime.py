"""The MIME tree: its leaves, and the lines that a reader is shown of it. Signed mails are opened, encrypted ones named in `defects`."""

from __future__ import annotations

import email
import re
from email.message import Message

from mailflow.understand.decoding.decode import clean_text, header_text, text_of
from mailflow.understand.decoding.html import lines_of_html
from mailflow.understand.decoding.signed import ENCRYPTED_DATA, PGP_ENCRYPTED, content_of, kind_of, without_pgp
from mailflow.understand.marks import SIGHT, Marks
from mailflow.understand.sheet import Line, plain

DEEPEST, MOST_PARTS = 20, 500
_WRAPPED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
ENCRYPTED, PORTAL = "encrypted", "portal_mail"
PORTAL_FILES = Marks(
    (
        "SEPPmail GINA, Cisco, Zix: the letter as a page",
        r"(?:secmail|secure-?mail|securedoc\w{0,20}|message_zdm|encrypted_?message|secure_?message)\.html?$",
    ),
    (
        "NoSpamProxy PDF Mail: the letter as a locked PDF",
        r"(?:nospamproxy.{0,40}|pdf-?mail|verschl(?:ue|ü)sselte[ _-](?:nachricht|e-?mail))\.pdf$",
    ),
)
PORTALS = Marks(
    (
        "SEPPmail GINA, Totemo, Cryptshare: Sie haben eine verschlüsselte Nachricht erhalten",
        r"sie haben eine (?:neue )?(?:sichere|verschlüsselte|vertrauliche|geschützte) (?:nachricht|e-?mail)\b.{0,80}\b(?:erhalten|von)\b",
    ),
    (
        "Cisco, Proofpoint, Microsoft: You have received an encrypted message",
        r"you have received an? (?:secure|encrypted|protected) (?:message|e-?mail)",
    ),
    (
        "NoSpamProxy: Die Nachricht befindet sich in der angehängten PDF-Datei",
        r"(?:diese |die |ihre )(?:nachricht|e-?mail)\b.{0,60}\b(?:angehängten|beigefügten|verschlüsselten) (?:pdf|html|datei)\b",
    ),
    (
        "any portal: Um die Nachricht zu lesen, öffnen Sie den Anhang",
        r"um (?:die|diese|ihre) (?:verschlüsselte )?(?:nachricht|e-?mail) (?:zu lesen|zu öffnen|abzurufen),? (?:öffnen|klicken|melden) sie",
    ),
)
"""Letters of gateways that hold the real text back behind a password."""


def opened(message: Message, defects: list[str]) -> Message:
    """The message with S/MIME wrappings of signed mails taken off (RFC 8551)."""
    for _ in range(3):
        kind = message.get_content_type()
        if kind == "multipart/encrypted":
            defects.append(ENCRYPTED)
        if kind not in _WRAPPED:
            break
        payload = message.get_payload(decode=True)
        inner = content_of(payload) if isinstance(payload, bytes) else None
        if inner is None:
            defects.append(ENCRYPTED if isinstance(payload, bytes) and kind_of(payload) == ENCRYPTED_DATA else "unreadable: S/MIME")
            break
        message = email.message_from_bytes(inner)
    return message


def is_signed(message: Message) -> bool:
    kind, smime_type = message.get_content_type(), str(message.get_param("smime-type", "") or "").lower()
    return kind == "multipart/signed" or (kind in _WRAPPED and smime_type != "enveloped-data")


def leaves(message: Message, defects: list[str]) -> list[Message]:
    """The parts that hold something, in order; attached mails are one leaf. Beyond depth 20 or 500 parts nothing is interpreted."""
    found: list[Message] = []
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        if len(found) >= MOST_PARTS or depth > DEEPEST:
            defects.append("too_many_parts" if len(found) >= MOST_PARTS else "too_deep")
            break
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting = [(child, depth + 1) for child in _children(part)] + waiting
        else:
            found.append(part)
    return found


def shown(message: Message) -> list[Line]:
    """The lines a reader sees. Of alternatives the HTML wins where it says something; parts that stand beside each other follow each other."""
    return _shown(message, 0, root=True)


def _shown(part: Message, depth: int, *, root: bool = False) -> list[Line]:
    if depth > DEEPEST:
        return []
    if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
        said = [(child, _shown(child, depth + 1)) for child in _children(part)[:MOST_PARTS]]
        return _best(said) if part.get_content_type() == "multipart/alternative" else _one_after_another([lines for _, lines in said])
    if _is_attached(part, root=root):
        return []
    kind = part.get_content_type()
    if kind == "text/html":
        return lines_of_html(clean_text(decoded(part)))
    if kind == "text/plain":
        return _plain_lines(part)
    if kind in {"text/enriched", "text/richtext"}:
        return [Line(line) for line in re.sub(r"<[^<>\n]{1,60}>", "", clean_text(decoded(part))).split("\n")]
    return []


def _is_attached(part: Message, *, root: bool) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lower()
    return disposition.startswith("attachment") or (bool(part.get_filename()) and not root)


def _best(said: list[tuple[Message, list[Line]]]) -> list[Line]:
    by_html = sorted(said, key=lambda one: one[0].get_content_type() == "text/plain")
    return next((lines for _, lines in by_html if any(line.text.strip() for line in lines)), [])


def other_wording(message: Message) -> list[Line]:
    """The lines of a text part whose words are not those of the HTML beside it, which is what people see; none where they agree."""
    for part in message.walk():
        if part.get_content_type() == "multipart/alternative":
            said = {child.get_content_type(): _shown(child, 0) for child in _children(part)[:MOST_PARTS]}
            text, page = said.get("text/plain", []), said.get("text/html", [])
            seen = set(plain(" ".join(line.text for line in page)).split())
            if seen and not set(plain(" ".join(line.text for line in text)).split()) <= seen:
                return text
    return []


def _one_after_another(pieces: list[list[Line]]) -> list[Line]:
    """Some senders put text and HTML of the same words beside each other: those are shown once."""
    out: list[Line] = []
    seen: set[str] = set()
    for piece in pieces:
        words = plain(" ".join(line.text for line in piece))
        if words and words not in seen:
            seen.add(words)
            out += [Line(""), *piece] if out else piece
    return out


def _plain_lines(part: Message) -> list[Line]:
    text = without_pgp(clean_text(decoded(part)))
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, joins_words=str(part.get_param("delsp", "")).lower() == "yes")
    return [Line(line.rstrip()) if line.strip() != "--" else Line("-- ") for line in text.split("\n")]


def decoded(part: Message) -> str:
    """The text of a part, whatever its charset claims."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError, TypeError):
        charset = None
    return text_of(raw, charset)


def unflowed(text: str, *, joins_words: bool = False) -> str:
    """format=flowed (RFC 3676): a line that ends with a blank goes on in the next one of the same quote depth; `joins_words`: DelSp=yes."""
    out: list[str] = []
    pieces: list[str] = []
    depth_before = 0
    for line in [*text.split("\n"), None]:
        depth = len(line) - len(line.lstrip(">")) if line is not None else -1
        words = (line or "")[max(depth, 0) :].removeprefix(" ")
        if pieces and depth == depth_before and words.strip() and pieces[-1].endswith(" ") and pieces != ["-- "]:
            pieces[-1] = pieces[-1][:-1] if joins_words else pieces[-1]
            pieces.append(words)
            continue
        if pieces:
            out.append(">" * depth_before + (" " if depth_before else "") + "".join(pieces))
        pieces, depth_before = [words], depth
    return "\n".join(out)


def is_encrypted(text: str) -> bool:
    """Whether a whole mail is an inline PGP message."""
    return any(line.startswith(PGP_ENCRYPTED) for line in text.split("\n", 20)[:20])


def portal_of(new_text: str, parts: list[Message]) -> str:
    """Which product holds the real text back, "" for letters that say what they have to say."""
    named = (PORTAL_FILES.at(header_text(part.get_filename() or "")) for part in parts[:20])
    return next(filter(None, named), "") or PORTALS.within(new_text, 4 * SIGHT)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []
