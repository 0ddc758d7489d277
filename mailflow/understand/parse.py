"""Bytes to a Letter. Never raises: what cannot be read is named in `defects`, and the raw letter is kept elsewhere.

Headers are read with the compat32 policy only: policy.default can be frozen by one small mail (faults.md section 0).
"""

from __future__ import annotations

import email
import email.utils
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message

from mailflow.model.letter import NOT_CHECKED, Attachment, Bounce, CalendarPart, Envelope, Letter, Level, Mailbox, Proof
from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.by_machine.automatic import Signals, automatic_in, recalls
from mailflow.understand.by_machine.bounce import SUCCESS, bounce_in
from mailflow.understand.by_machine.calendar import calendar_part
from mailflow.understand.decoding.attachments import attachment_of
from mailflow.understand.decoding.decode import header_text
from mailflow.understand.decoding.mailbox import first_address, mailboxes, sole_mailbox
from mailflow.understand.decoding.mime import (
    ENCRYPTED,
    PORTAL,
    decoded,
    is_encrypted,
    is_signed,
    leaves,
    opened,
    other_wording,
    portal_of,
    shown,
)
from mailflow.understand.decoding.subject import is_forwarded, subject_base
from mailflow.understand.decoding.tnef import is_broken, is_recall, is_tnef, tnef_attachments, tnef_lines
from mailflow.understand.language import is_sure, language_of
from mailflow.understand.proof import proof_of
from mailflow.understand.reach import in_reach
from mailflow.understand.segments.body import body_of
from mailflow.understand.sheet import Line

MOST_HEADERS, MOST_HEADER_BYTES = 1000, 262_144
MOST_REFERENCES = 50
_TRACE = re.compile(
    rb"(?:(?:return-path|received|x-original-to|delivered-to|authentication-results|x-received)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*", re.I
)
_ONCE = ("To", "Cc", "Date", "Subject", "Content-Type", "Content-Transfer-Encoding")
_ID = re.compile(r"<[^<>\s]{1,900}>")


def letter_from_bytes(raw: bytes, envelope: Envelope, vocabulary: Vocabulary) -> Letter:
    """The letter in these bytes, however broken they are."""
    leading = _TRACE.match(raw[:65536])
    digest = hashlib.sha256(raw[leading.end() if leading else 0 :]).hexdigest()
    empty = Letter(id=digest, envelope=envelope, sender=Mailbox(""), size=len(raw))
    if defect := _too_much(raw):
        return Letter(id=digest, envelope=envelope, sender=Mailbox(""), size=len(raw), defects=(defect,))
    try:
        return _read(raw, empty, vocabulary)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError) as e:
        # A parser of the standard library gave up on something nobody foresaw: the letter is shown to a human.
        return Letter(id=digest, envelope=envelope, sender=Mailbox(""), size=len(raw), defects=(f"unreadable: {type(e).__name__}",))


def _too_much(raw: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", raw[: MOST_HEADER_BYTES + 4], maxsplit=1)[0]
    if len(head) > MOST_HEADER_BYTES:
        return "header_too_large"
    if head.count(b"\n") > MOST_HEADERS * 4 or len(re.findall(rb"(?m)^[!-9;-~]+:", head)) > MOST_HEADERS:
        return "too_many_headers"
    if len(re.findall(rb"(?im)^content-type[ \t]*:[ \t]*multipart/", raw)) > 100 or raw.lower().count(b"message/rfc822") > 100:
        return "too_deep"
    return ""


def _read(raw: bytes, empty: Letter, vocabulary: Vocabulary) -> Letter:
    message = email.message_from_bytes(raw)
    defects: list[str] = []
    content = opened(message, defects)
    parts = leaves(content, defects)
    letter = _with_head(replace(empty, defects=tuple(defects)), message, vocabulary)
    if misleading := _misleading(raw, message):
        letter = replace(
            letter,
            proof=Proof(Level.CLAIMED, "; ".join(misleading.values())),
            defects=(*letter.defects, *misleading),
        )
    letter = _with_words(letter, content, parts, vocabulary)
    letter = replace(
        letter,
        is_forward=letter.is_forward or is_forwarded(letter.subject, vocabulary),
        calendar=_calendar(parts, letter.sender),
        bounce=_bounce(message, letter, vocabulary),
        defects=(*letter.defects, *_hidden(message, parts, letter)),
    )
    signals = _signals(message, letter, vocabulary)
    recalled = recalls(signals) or any(is_recall(part) for part in parts if is_tnef(part))
    today = (letter.date or datetime(2000, 1, 1, tzinfo=UTC)).date()
    return replace(letter, automatic=automatic_in(signals, today), recalls=recalled)


def _with_head(letter: Letter, message: Message, vocabulary: Vocabulary) -> Letter:
    """Who writes to whom about what, and how sure that is."""
    sender, defect = sole_mailbox(_values(message, "From"))
    trusted = vocabulary.trusted_authserv if letter.envelope.by_own_server else ()
    subject = header_text(_value(message, "Subject"))
    return replace(
        letter,
        sender=sender,
        proof=proof_of(_values(message, "Authentication-Results"), sender.address, trusted, _values(message, "DKIM-Signature")),
        sent_by=_sent_by(message, sender),
        reply_to=first_address(_values(message, "Reply-To")),
        to=mailboxes(_values(message, "To")),
        cc=mailboxes(_values(message, "Cc")),
        subject=subject,
        subject_base=subject_base(subject, vocabulary),
        message_id=next(iter(_ID.findall(_value(message, "Message-ID")[:2000])), ""),
        references=_references(message),
        date=_date(message),
        defects=(*letter.defects, *([defect] if defect else [])),
        hops=len(_values(message, "Received")),
        list_id=header_text(_value(message, "List-Id"))[:300],
    )


def _with_words(letter: Letter, content: Message, parts: list[Message], vocabulary: Vocabulary) -> Letter:
    """What is written in it: new, quoted, signed, attached."""
    lines = _lines(content, parts)
    original = next((vocabulary.originals[r] for r in letter.references if r in vocabulary.originals), "")
    learned = vocabulary.repeated.get(letter.sender.address.rpartition("@")[2], frozenset())
    body = body_of(lines, original, letter.sender, learned, letter.subject_base)
    attachments = _attachments(parts)
    return replace(
        letter,
        text="\n".join(line.text for line in lines),
        new_text=body.new,
        other_text=body_of(other_wording(content), original, letter.sender, subject=letter.subject_base).new,
        segments=body.segments,
        signature=body.signature,
        quote=body.quote,
        has_quote=body.has_quote,
        is_forward=body.is_forward or any(a.type == "message/rfc822" for a in attachments),
        lang=language_of(body.new, frozenset(word for c in vocabulary.commands for word in c.english)),
        lang_is_sure=is_sure(body.new),
        attachments=attachments,
    )


def _misleading(raw: bytes, message: Message) -> dict[str, str]:
    """Defects by which what was signed or checked may be something else than what stands here, and why."""
    found = {}
    if _mixed_line_ends(raw):
        found["mixed_line_ends"] = "bare line breaks: what the mail server checked may not be what stands here"
    if twice := _twice(message):
        found[f"twice: {twice}"] = f"{twice} stands twice: what was signed may not be what stands here"
    return found


def _hidden(message: Message, parts: list[Message], letter: Letter) -> list[str]:
    """What of the letter is not read or not checked."""
    broken = any(is_tnef(part) and is_broken(part) for part in parts)
    found = {
        "unreadable: winmail.dat": broken,
        NOT_CHECKED: is_signed(message),
        PORTAL: portal_of(letter.new_text, parts),
        ENCRYPTED: is_encrypted(letter.text) and ENCRYPTED not in letter.defects,
    }
    return [defect for defect, stands in found.items() if stands]


def _mixed_line_ends(raw: bytes) -> bool:
    """Bare CR or LF beside CRLF is how a second letter is smuggled into one (faults.md A1)."""
    bare = raw.count(b"\n") + raw.count(b"\r") - 2 * raw.count(b"\r\n")
    return bare > 0 and b"\r\n" in raw


def _twice(message: Message) -> str:
    """The first field that may stand once only (RFC 5322 section 3.6) and does not: a signature covers the lower one of two."""
    return next((name for name in _ONCE if len(_values(message, name)) > 1), "")


def _values(message: Message, name: str) -> list[str]:
    """Values of a header as they stand; raw 8-bit bytes as surrogates, which `decode` knows how to read."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def _value(message: Message, name: str) -> str:
    return next(iter(_values(message, name)), "")


def _lines(content: Message, parts: list[Message]) -> list[Line]:
    """What a reader sees; Outlook's winmail.dat is read where nothing else says anything."""
    lines = shown(content)
    if not any(line.text.strip() for line in lines):
        lines = next(filter(None, (tnef_lines(part) for part in parts if is_tnef(part))), lines)
    return lines


def _attachments(parts: list[Message]) -> tuple[Attachment, ...]:
    pictures = "\n".join(decoded(part) for part in parts if part.get_content_type() == "text/html" and not part.get_filename())
    inline = set(re.findall(r"cid:([^\"'\s>)]{1,200})", pictures))
    found: list[Attachment] = []
    for part in parts:
        if is_tnef(part):
            found += tnef_attachments(part)
        elif (one := attachment_of(part, inline)) is not None:
            found.append(one)
    return tuple(found)


def _calendar(parts: list[Message], sender: Mailbox) -> CalendarPart | None:
    for part in parts:
        if part.get_content_type() == "text/calendar" or (part.get_filename() or "").lower().endswith(".ics"):
            payload = part.get_payload(decode=True)
            charset, method = part.get_content_charset() or "utf-8", str(part.get_param("method", ""))
            found = calendar_part(payload, charset, sender=sender.address, method=method) if isinstance(payload, bytes) else None
            if found:
                return found
    return None


def _signals(message: Message, letter: Letter, vocabulary: Vocabulary) -> Signals:
    return Signals(
        header=lambda name: _value(message, name).strip(),
        names=frozenset(name.lower() for name in message.keys()),  # noqa: SIM118
        report_type=str(message.get_param("report-type", "") or "").lower(),
        envelope_sender=letter.envelope.sender,
        sender=letter.sender.address,
        subject=letter.subject,
        text=in_reach("\n".join((letter.new_text, letter.signature))),
        own_lists=tuple(g.address.replace("@", ".").lower() for g in vocabulary.groups),
        is_success_report=letter.bounce is not None and letter.bounce.reason == SUCCESS,
        has_attachment=bool(letter.attachments),
        is_post=any(g.address in letter.envelope.recipients for g in vocabulary.groups),
        is_answer=bool(letter.references) or any(_is_reply_address(r, vocabulary) for r in letter.envelope.recipients),
    )


def _is_reply_address(recipient: str, vocabulary: Vocabulary) -> bool:
    destination = vocabulary.addresses.destination(recipient)
    return destination is not None and destination.place == "reply"


def _bounce(message: Message, letter: Letter, vocabulary: Vocabulary) -> Bounce | None:
    sender, recipients = letter.envelope.sender, letter.envelope.recipients
    return bounce_in(message, letter.subject, letter.text, sender, recipients, vocabulary.addresses, vocabulary.sent_ids)


def _references(message: Message) -> tuple[str, ...]:
    answered = _ID.findall(_value(message, "In-Reply-To")[:4000])
    earlier = _ID.findall(_value(message, "References")[:60000])
    return tuple(dict.fromkeys([*answered, *reversed(earlier)]))[:MOST_REFERENCES]


def _sent_by(message: Message, sender: Mailbox) -> str:
    named = first_address(_values(message, "Sender"))
    return named if named != sender.address else ""


def _date(message: Message) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(_value(message, "Date")[:100])
    except (ValueError, TypeError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware if 1990 < aware.year < 2100 else None
