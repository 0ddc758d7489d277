"""Letters written in the post room: answers prefilled as a mail client does, and the raw letter that is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as german

from mailflow.web.reading import Attachment, Opened, Party

Kind = Literal["new", "reply", "all", "forward"]
BERLIN = ZoneInfo("Europe/Berlin")
_OUT = SMTP.clone(max_line_length=998)
_ANSWERED = re.compile(r"(?i)^(aw|re|antw|wg|fw|fwd)\s?:")
_ID = re.compile(r"<[^<>\s]{1,900}>")
_ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:@\"]{1,128}@[A-Za-z0-9.-]{1,253}")


class DraftError(ValueError):
    """A sentence that tells the writer what is missing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the answer box."""

    sender: Party
    to: tuple[Party, ...]
    cc: tuple[Party, ...]
    subject: str
    text: str
    in_reply_to: str = ""
    references: str = ""
    attachments: Sequence[Attachment] = ()
    calendar: bytes = b""
    """A calendar's answer (METHOD:REPLY)."""


@dataclass(frozen=True, slots=True)
class Prefill:
    to: tuple[Party, ...]
    cc: tuple[Party, ...]
    subject: str
    quote: str


def prefill(letter: Opened, kind: Kind, mailbox: str) -> Prefill:
    """What a mail client puts into the answer box before anything is typed."""
    if kind == "forward":
        return Prefill((), (), _marked("WG", letter.subject), quoted(letter))
    own = letter.sender.address.lower() == mailbox.lower()
    to = letter.to if own else (letter.reply_to or (letter.sender,))
    cc: tuple[Party, ...] = ()
    if kind == "all":
        named = {mailbox.lower(), *(p.address.lower() for p in to)}
        cc = tuple(p for p in (*letter.to, *letter.cc) if p.address.lower() not in named)
    return Prefill(to, cc, _marked("AW", letter.subject), quoted(letter))


def _marked(mark: str, subject: str) -> str:
    first = _ANSWERED.match(subject)
    return subject if first and (first[1].lower() in {"aw", "re", "antw"}) == (mark == "AW") else f"{mark}: {subject}"


def quoted(letter: Opened) -> str:
    """The original as German Outlook quotes it."""
    sent = german(letter.date.astimezone(BERLIN), "EEEE, d. MMMM y HH:mm", locale="de") if letter.date else ""
    lines = ["-----Ursprüngliche Nachricht-----", f"Von: {letter.sender}", f"Gesendet: {sent}", f"An: {_joined(letter.to)}"]
    if letter.cc:
        lines.append(f"Cc: {_joined(letter.cc)}")
    return "\n".join([*lines, f"Betreff: {letter.subject}", "", letter.text.strip(), ""])


def _joined(parties: tuple[Party, ...]) -> str:
    return "; ".join(str(p) for p in parties[:20])


def parties_in(field: str) -> tuple[Party, ...]:
    """Addresses typed into a field; DraftError names the one that is none."""
    typed = [part for part in getaddresses([_one_line(field).replace(";", ",")]) if any(part)]
    for _, address in typed:
        if not _ADDRESS.fullmatch(address):
            raise DraftError(f"»{address or field.strip()}« ist keine E-Mail-Adresse.")
    return tuple(Party(name, address) for name, address in typed)


def threading(letter: Opened) -> tuple[str, str]:
    """(In-Reply-To, References) of an answer. (RFC 5322 3.6.4)"""
    own = next(iter(_ID.findall(letter.message_id)), "")
    before = [id for id in _ID.findall(letter.references) if id != own]
    return own, " ".join([*before[:1], *before[1:][-20:], own]).strip()


def raw_letter(draft: Draft, now: datetime) -> bytes:
    """The letter as it is sent."""
    message = EmailMessage(policy=_OUT)
    message["From"] = header_address(draft.sender)
    message["To"] = [header_address(p) for p in draft.to]
    if draft.cc:
        message["Cc"] = [header_address(p) for p in draft.cc]
    message["Subject"] = _one_line(draft.subject)[:900]
    message["Date"] = format_datetime(now.astimezone(BERLIN))
    message["Message-ID"] = make_msgid(domain=draft.sender.address.rpartition("@")[2])
    if id := next(iter(_ID.findall(draft.in_reply_to)), ""):
        message["In-Reply-To"] = id
        message["References"] = " ".join(_ID.findall(draft.references)[-21:]) or id
    message.set_content(draft.text.replace("\r\n", "\n"), cte="quoted-printable")
    message["Content-Language"] = "de"
    if draft.calendar:
        message.add_alternative(draft.calendar.decode(), subtype="calendar", cte="base64", params={"method": "REPLY"})
    for attachment in draft.attachments:
        _attach(message, attachment)
    return message.as_bytes()


def judged(raw: bytes, authserv_id: str, sender: str) -> bytes:
    """The letter as a mail server hands it on that has checked DMARC."""
    domain = sender.rpartition("@")[2].lower()
    return f"Authentication-Results: {authserv_id}; dmarc=pass header.from={domain}\r\n".encode("ascii", "replace") + raw


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    main, _, sub = attachment.type.partition("/")
    if main in {"message", "multipart"} or not re.fullmatch(r"[a-z]{2,20}/[a-z0-9.+-]{1,80}", attachment.type):
        main, sub = "application", "octet-stream"
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=_one_line(attachment.name)[:150] or "Anhang")


def header_address(party: Party) -> Address:
    """As it stands in a header; DraftError where it cannot."""
    if not _ADDRESS.fullmatch(party.address) or not party.address.isascii():
        raise DraftError(f"»{party.address}« ist keine E-Mail-Adresse.")
    return Address(_one_line(party.name)[:120], addr_spec=party.address)


def _one_line(text: str) -> str:
    """Safe as a header value: no controls, and no encoded word that would turn into a line of its own (CVE-2024-6923)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).replace("=?", "= ?").split())
