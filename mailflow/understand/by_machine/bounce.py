"""Delivery reports: RFC 3464 first, then the prose of Exchange, qmail, exim, Notes and the big providers."""

from __future__ import annotations

import email
import re
from email.message import Message

from mailflow.model.address import Addresses, normal
from mailflow.model.letter import Bounce, FailedRecipient
from mailflow.understand.by_machine import failures, machines

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.-])(2\d\d|[45][0-7]\d)(?<!400)(?::?[ -](?=[#'\d<\[A-Za-z])|(?<=\n\d{3})[ \t]{0,20}(?=\n))")
"""Exchange writes a 400 of its own, which no server has answered."""
_STATUS_IN_PROSE = re.compile(
    r"(?:(?<![\d.])[45]\d\d[ :-]{1,2}#?|[#(]|(?:status|code|dsn|error|fehler)[:= ]{1,2}|^\s{0,8}(?=[\d.]{5,11} - ))([45]\.\d{1,3}\.\d{1,3})(?![\d.])",
    re.I | re.M,
)
_ABOVE_COPY = re.compile(
    r"(?im)^-{2,}.{0,40}(?:original|copy|ursprüngliche|below this line|header of the).{0,60}$|^(?:received|return-path): "
)
_ADDRESS = re.compile(r"[\w.+=/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NEW = re.compile(failures.NEW_ADDRESSES, re.I)
READ = 6000
COPIES = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"}
"""How a report brings back our letter, whole or its head (RFC 3462, RFC 6533)."""
SUCCESS = "success report"
ARRIVED = frozenset({"delivered", "relayed", "expanded"})
"""Actions of a recipient the letter reached (RFC 3464 section 2.3.3)."""


def bounce_in(
    message: Message, subject: str, text: str, envelope_sender: str, recipients: tuple[str, ...], addresses: Addresses, sent: frozenset[str]
) -> Bounce | None:
    """The report in a message, None if the message is none."""
    blocks = _blocks(message)
    verp = _verp(recipients, addresses)
    returned = bool(verp) and not envelope_sender
    if not blocks and not _looks_like_one(message, subject, text, envelope_sender) and not (returned and _reports(message, text)):
        return None
    original = _original_id(message, text, sent)
    by_return_path = returned and original is None
    if sent and original not in sent and not by_return_path:
        return Bounce("not_a_bounce", original_message_id=original, reason="forged" if original else "no letter of ours")
    failed = _from_blocks(blocks, verp) if blocks else _from_prose(message, subject, text, verp, addresses)
    if blocks and failed and all(f.action in ARRIVED for f in failed):
        return Bounce(
            "not_a_bounce",
            tuple(failed),
            original_message_id=original,
            status=failed[0].status,
            address_invalid=False,
            reason=SUCCESS,
        )
    return _judged(failed, blocks, text, original)


def _judged(failed: list[FailedRecipient], blocks: list[dict[str, str]], text: str, original: str | None) -> Bounce:
    diagnostic = " ".join(b.get("diagnostic-code", "") for b in blocks) or text[:READ]
    kinds = ["" if f.action in ARRIVED else _kind_of(f, diagnostic if len(failed) == 1 else "", text) for f in failed] or [
        _kind_of(FailedRecipient("", None, None), diagnostic, text)
    ]
    kind = next(k for k in ("permanent", "temporary", "delayed") if k in kinds)
    main = next((f for f, k in zip(failed, kinds, strict=False) if k == kind), failed[0] if failed else None)
    status = main.status if main else None
    told = blocks[failed.index(main)].get("diagnostic-code", "") if main and blocks else diagnostic
    new = _NEW.search(text[:READ])
    return Bounce(
        kind,
        tuple(failed),
        status,
        _code_in(told),
        kind == "permanent" and _is_dead(status or "", diagnostic, text),
        original,
        new[1].lower() if new and all(new[1].lower() != f.address for f in failed) else None,
        " ".join(diagnostic.split())[:200],
    )


def _code_in(diagnostic: str) -> int | None:
    """The reply code of the server (RFC 5321 section 4.2)."""
    code = _CODE.search(f" {diagnostic}"[:READ])
    return int(code[1]) if code else None


def _is_dead(status: str, diagnostic: str, text: str) -> bool:
    """Whether the address itself is dead, and not only this letter refused. 5.1.7 and 5.1.8 speak of the sender (RFC 3463).

    Where the server that refused names another status than the one that reports, it knows better.
    """
    told = _STATUS.search(diagnostic)
    if told and told[0].startswith("5.") and not told[0].endswith(".0.0"):
        status = told[0]
    if status.startswith(("5.7.", "5.1.7", "5.1.8", "5.3.4", "5.2.3")):
        return False
    says_dead = bool(failures.DEAD.within(diagnostic, READ) or failures.DEAD.within(text, READ // 2))
    return status.startswith(("5.1.", "5.4.4")) or says_dead


def _kind_of(failed: FailedRecipient, diagnostic: str, text: str) -> str:
    status = failed.status or ""
    if failed.action == "delayed" or (not failed.action and not status and failures.LATER.within(text, READ)):
        return "delayed"
    if status.startswith("4.") or status == "5.2.2" or failures.FULL.within(diagnostic, READ):
        return "temporary"
    refused = _CODE.search(f" {diagnostic}"[:READ])
    if not status and not (refused and refused[1].startswith("5")) and failures.UNREACHABLE.within(diagnostic, READ):
        return "temporary"
    return "permanent"


def _blocks(message: Message) -> list[dict[str, str]]:
    """The per-recipient fields of every message/delivery-status part; Domino puts the recipient into block 0."""
    found = []
    for part in message.walk():
        for block in _groups(part):
            fields = {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
            if "final-recipient" in fields or "original-recipient" in fields:
                found.append(fields)
    return found[:50]


def _groups(part: Message) -> list[Message]:
    """The groups of fields in a report. The standard library does not know the one for addresses in UTF-8 (RFC 6533)."""
    payload = part.get_payload()
    held = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    if part.get_content_type() == "message/delivery-status":
        return held
    if part.get_content_type() == "message/global-delivery-status":
        bodies = (block.get_payload(decode=True) for block in held)
        text = "\n\n".join(body.decode("utf-8", "replace") for body in bodies if isinstance(body, bytes))
        return [email.message_from_string(group) for group in text[:READ].split("\n\n")]
    return []


def _from_blocks(blocks: list[dict[str, str]], verp: str) -> list[FailedRecipient]:
    failed = []
    for block in blocks:
        named = (block.get(field, "") for field in ("original-recipient", "final-recipient"))
        address = next((a for said in named if (a := normal(said.rpartition(";")[2]))), "")
        if verp and len(blocks) == 1:
            address = verp
        status = _STATUS.search(block.get("status", "")) or _STATUS.search(block.get("diagnostic-code", ""))
        better = _STATUS.search(block.get("diagnostic-code", ""))
        if better and status and status[0].endswith(".0.0"):
            status = better
        action = block.get("action", "").partition("(")[0].strip().lower()
        failed.append(FailedRecipient(address, status[0] if status else None, action or None))
    return failed


def _from_prose(message: Message, subject: str, text: str, verp: str, addresses: Addresses) -> list[FailedRecipient]:
    top = _ABOVE_COPY.split(text, maxsplit=1)[0][:READ]
    status = _STATUS_IN_PROSE.search(top)
    told = [normal(a) for a in str(message.get("X-Failed-Recipients", ""))[:READ].split(",")]
    named = [
        a for a in dict.fromkeys(normal(m) for m in _ADDRESS.findall(top)) if a and not addresses.is_ours(a) and "mailer-daemon" not in a
    ]
    failed = [verp] if verp else [a for a in told if a][:50] or named[:1]
    action = "delayed" if failures.LATER.within(f"{subject}\n{top}", READ) else "failed"
    return [FailedRecipient(address, status[1] if status else None, action) for address in failed]


def _verp(recipients: tuple[str, ...], addresses: Addresses) -> str:
    """bounce+list=local=domain@ names the recipient we mailed."""
    for recipient in recipients:
        destination = addresses.destination(recipient)
        if destination and destination.place == "verp":
            parts = destination.detail.split("=")
            if len(parts) >= 3:
                return normal(f"{'='.join(parts[1:-1])}@{parts[-1]}")
    return ""


def _looks_like_one(message: Message, subject: str, text: str, envelope_sender: str) -> bool:
    if message.get("X-Failed-Recipients"):
        return True
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    by_machine = not envelope_sender or submitted != "no" or bool(failures.REPORTERS.within(str(message.get("From", ""))))
    return by_machine and bool(failures.REPORT_SUBJECTS.within(subject) or _is_held(text))


def _reports(message: Message, text: str) -> bool:
    """A mail server speaks of a mailbox: back on a letter's return path it needs no subject that says so."""
    speaks = failures.REPORTERS.within(str(message.get("From", "")))
    return bool(speaks and (failures.DEAD.within(text, READ) or failures.FULL.within(text, READ)))


def _is_held(text: str) -> bool:
    """Kept for people there to look at; where the sender is asked to confirm, it is a challenge."""
    return bool(failures.HELD.within(text, READ)) and not machines.CHALLENGES.within(text, READ)


def _original_id(message: Message, text: str, sent: frozenset[str]) -> str | None:
    """Message-ID of the letter that did not arrive: of the copy below the report, named in its text, or answered."""
    for part in message.walk():
        if part.get_content_type() in COPIES:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            if isinstance(inner, Message) and inner.get("Message-ID"):
                return str(inner.get("Message-ID")).strip()
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes) and (found := re.search(rb"(?im)^message-id:\s*(<[^>\s]{1,900}>)", raw[:65536])):
                return found[1].decode("ascii", "replace")
    if named := re.search(r"(?im)^\s{0,20}>?\s{0,20}(?:message|nachrichten)-id:\s{0,20}(<[^>\s]{1,900}>)", text[:60000]):
        return named[1]
    answered = re.findall(r"<[^<>\s]{1,900}>", f"{message.get('In-Reply-To', '')} {message.get('References', '')}"[:4000])
    mentioned = [id for id in re.findall(r"<[^<>\s]{3,300}>", text[:60000]) if id in sent]
    return next(iter([*mentioned, *answered]), None)
