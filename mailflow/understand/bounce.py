"""Delivery reports: RFC 3464 first, then the prose of Exchange, qmail, exim, Notes and the big providers."""

from __future__ import annotations

import re
from email.message import Message

from mailflow.model.address import Addresses, normal
from mailflow.model.letter import Bounce, FailedRecipient

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.#-])([245]\d\d)[ -](?=[#\d<\[A-Za-z])")
_ADDRESS = re.compile(r"[\w.+=/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SUBJECT = re.compile(
    r"unzustellbar|undeliver|delivery (?:status|has failed|failure|delayed|notification|problem)|mail delivery (?:failed|system)|returned mail|failure notice|nicht zugestellt|zustellung|"
    r"unable to deliver|mail failed|returning (?:message )?to sender|could not be delivered|nicht zustellbar|delivery report|mail system error|verzögert|delayed|quarantäne|quarantine|message not delivered|rückläufer",
    re.I,
)
_DEAD = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|address)|recipient (?:address )?(?:rejected|not found|unknown)|does(?:n't| not) exist|existiert nicht|unbekannt|nicht (?:bekannt|gefunden)|"
    r"address (?:not found|rejected)|couldn't be found|wasn't found|not listed in|mailbox unavailable|invalid (?:recipient|mailbox)|nicht vorhanden|account (?:is )?disabled|unrouteable|no longer (?:valid|active)|"
    r"mailbox (?:is )?(?:inactive|disabled)|kein postfach|adresse (?:ist )?(?:ungültig|nicht gültig)|host (?:or domain name )?not found|domain.{0,20}(?:not found|unknown)",
    re.I,
)
_FULL = re.compile(
    r"mailbox (?:is )?full|over ?quota|quota exceeded|postfach (?:ist )?(?:voll|überfüllt)|speicherplatz|exceeded storage|insufficient (?:system )?storage|kontingent",
    re.I,
)
_LATER = re.compile(
    r"delayed|verzögert|noch nicht zugestellt|will (?:continue to )?(?:be retried|try)|still trying|weitere (?:zustell)?versuche|warning: message|quarantäne|quarantine|zurückgehalten",
    re.I,
)
_POLICY = re.compile(
    r"policy|spam|blocked|blacklist|blocklist|rejected (?:due to|for)|content|not authorized|not permitted|nicht berechtigt|restricted|unsolicited|reputation|virus|anhang|attachment",
    re.I,
)
_NEW = re.compile(
    r"(?:neue (?:e-?mail-?)?adresse|new (?:e-?mail )?address|jetzt (?:erreichbar )?unter|now at|try|please use)\W{0,20}(?:lautet|is|:)?\W{0,10}<?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})",
    re.I,
)


def bounce_in(
    message: Message, subject: str, text: str, envelope_sender: str, recipients: tuple[str, ...], addresses: Addresses, sent: frozenset[str]
) -> Bounce | None:
    """The report in a message, None if the message is none."""
    blocks = _blocks(message)
    if not blocks and not _looks_like_one(message, subject, envelope_sender):
        return None
    original = _original_id(message, text)
    if sent and original not in sent:
        return Bounce("not_a_bounce", original_message_id=original, reason="forged" if original else "no letter of ours")
    verp = _verp(recipients, addresses)
    failed = _from_blocks(blocks, verp) if blocks else _from_prose(text, verp, addresses)
    if blocks and all((f.action or "") in {"delivered", "relayed", "expanded"} for f in failed) and failed:
        return Bounce(
            "not_a_bounce",
            tuple(failed),
            original_message_id=original,
            status=failed[0].status,
            address_invalid=False,
            reason="success report",
        )
    return _judged(failed, blocks, text, original)


def _judged(failed: list[FailedRecipient], blocks: list[dict[str, str]], text: str, original: str | None) -> Bounce:
    diagnostic = " ".join(b.get("diagnostic-code", "") for b in blocks) or text[:6000]
    kinds = [_kind_of(f, diagnostic if len(failed) == 1 else "", text) for f in failed] or [
        _kind_of(FailedRecipient("", None, None), diagnostic, text)
    ]
    kind = next(k for k in ("permanent", "temporary", "delayed") if k in kinds)
    main = next((f for f, k in zip(failed, kinds, strict=False) if k == kind), failed[0] if failed else None)
    status = main.status if main else None
    code = _CODE.search(" " + diagnostic)
    if kind == "permanent":
        invalid = bool(status and status.startswith(("5.1.", "5.4.4"))) or (
            bool(_DEAD.search(diagnostic + text[:3000])) and not (status and status.startswith("5.7."))
        )
        if (status and status.startswith("5.7.")) or (not _DEAD.search(diagnostic + text[:3000]) and _POLICY.search(diagnostic)):
            invalid = False
    else:
        invalid = False
    new = _NEW.search(text[:6000])
    reason = " ".join(diagnostic.split())[:200]
    return Bounce(kind, tuple(failed), status, int(code[1]) if code else None, invalid, original, new[1].lower() if new else None, reason)


def _kind_of(failed: FailedRecipient, diagnostic: str, text: str) -> str:
    if failed.action == "delayed" or (not failed.action and not failed.status and _LATER.search(text[:4000])):
        return "delayed"
    status = failed.status or ""
    if status.startswith("4.") or _FULL.search(diagnostic) or re.match(r"5\.2\.2", status):
        return "temporary"
    if not status and not failed.action and _LATER.search(diagnostic):
        return "delayed"
    return "permanent"


def _blocks(message: Message) -> list[dict[str, str]]:
    """The per-recipient fields of every message/delivery-status part; Domino puts the recipient into block 0."""
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        for block in payload if isinstance(payload, list) else []:
            if not isinstance(block, Message):
                continue
            fields = {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
            if "final-recipient" in fields or "original-recipient" in fields:
                found.append(fields)
    return found[:50]


def _from_blocks(blocks: list[dict[str, str]], verp: str) -> list[FailedRecipient]:
    failed = []
    for block in blocks:
        named = block.get("original-recipient") or block.get("final-recipient", "")
        address = normal(named.partition(";")[2]) or normal(named)
        if verp and len(blocks) == 1:
            address = verp
        status = _STATUS.search(block.get("status", "")) or _STATUS.search(block.get("diagnostic-code", ""))
        better = _STATUS.search(block.get("diagnostic-code", ""))
        if better and status and status[0].endswith(".0.0"):
            status = better
        failed.append(FailedRecipient(address, status[0] if status else None, block.get("action", "").lower() or None))
    return failed


def _from_prose(text: str, verp: str, addresses: Addresses) -> list[FailedRecipient]:
    top = re.split(
        r"(?im)^-{2,}.{0,40}(?:original|copy|ursprüngliche|below this line).{0,60}$|^(?:received|return-path): ", text, maxsplit=1
    )[0][:6000]
    status = _STATUS.search(top)
    named = [
        a for a in dict.fromkeys(normal(m) for m in _ADDRESS.findall(top)) if a and not addresses.is_ours(a) and "mailer-daemon" not in a
    ]
    address = verp or (named[0] if named else "")
    if not address:
        return []
    later = _LATER.search(top)
    return [FailedRecipient(address, status[0] if status else None, "delayed" if later else "failed")]


def _verp(recipients: tuple[str, ...], addresses: Addresses) -> str:
    """bounce+list=local=domain@ names the recipient we mailed."""
    for recipient in recipients:
        destination = addresses.destination(recipient)
        if destination and destination.place == "verp":
            parts = destination.detail.split("=")
            if len(parts) >= 3:
                return normal(f"{'='.join(parts[1:-1])}@{parts[-1]}")
    return ""


def _looks_like_one(message: Message, subject: str, envelope_sender: str) -> bool:
    author = str(message.get("From", "")).lower()
    machine = (
        bool(
            re.search(
                r"mailer-daemon|postmaster|mail delivery|microsoftexchange|mailsystem|no-?reply|quarant|gateway|mailer|system", author
            )
        )
        or envelope_sender == ""
    )
    failed = bool(message.get("X-Failed-Recipients"))
    return failed or (machine and bool(_SUBJECT.search(subject)))


def _original_id(message: Message, text: str) -> str | None:
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            if isinstance(inner, Message) and inner.get("Message-ID"):
                return str(inner.get("Message-ID")).strip()
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes) and (found := re.search(rb"(?im)^message-id:\s*(<[^>\s]{1,900}>)", raw[:65536])):
                return found[1].decode("ascii", "replace")
    if found_text := re.search(r"(?im)^\s*>?\s*message-id:\s*(<[^>\s]{1,900}>)", text[:60000]):
        return found_text[1]
    reference = re.search(r"<[^>\s]{1,900}>", f"{message.get('In-Reply-To', '')} {message.get('References', '')}"[:4000])
    return reference[0] if reference else None
