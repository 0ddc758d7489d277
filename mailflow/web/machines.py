"""What a mail server or a mail program answers by itself: that a mailbox is gone (RFC 3464), that somebody is away (RFC 3834)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from mailflow.web.reading import Opened, Party
from mailflow.web.writing import header_address


def undeliverable(letter: Opened, mailbox: Party, now: datetime) -> bytes:
    """The delivery report of the server that has no such mailbox."""
    gone = header_address(mailbox)
    report = MIMEMultipart("report", report_type="delivery-status")
    _heads(report, Party("Mail Delivery System", f"mailer-daemon@{gone.domain}"), letter, "Undelivered Mail Returned to Sender", now)
    report["Auto-Submitted"] = "auto-replied"
    told = f"Der Brief an {gone.addr_spec} konnte nicht zugestellt werden: Dieses Postfach gibt es hier nicht."
    report.attach(MIMEText(told, _charset="utf-8"))
    status = MIMENonMultipart("message", "delivery-status")
    fate = {"Action": "failed", "Status": "5.1.1", "Diagnostic-Code": "smtp; 550 5.1.1 User unknown"}
    blocks = [{"Reporting-MTA": f"dns; {gone.domain}"}, {"Final-Recipient": f"rfc822; {gone.addr_spec}"} | fate]
    status.set_payload([_block(fields) for fields in blocks])
    report.attach(status)
    report.attach(MIMEText(letter.head, "rfc822-headers", "utf-8"))
    return report.as_bytes(policy=SMTP)


def absent(letter: Opened, mailbox: Party, now: datetime) -> bytes:
    """The note of a mail program whose owner is away."""
    note = EmailMessage(policy=SMTP)
    _heads(note, mailbox, letter, f"Automatische Antwort: {letter.subject}", now)
    note["In-Reply-To"] = note["References"] = letter.message_id
    note["Auto-Submitted"] = "auto-replied"
    note.set_content("Guten Tag,\n\nich bin zurzeit nicht im Büro. Ihre Nachricht wird nicht weitergeleitet.\n")
    return note.as_bytes()


ANSWERS: Mapping[str, Callable[[Opened, Party, datetime], bytes]] = {"undeliverable": undeliverable, "absent": absent}


def _heads(message: Message, sender: Party, letter: Opened, subject: str, now: datetime) -> None:
    message["From"] = str(header_address(sender))
    message["To"] = letter.return_path
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.address.rpartition("@")[2])


def _block(fields: Mapping[str, str]) -> Message:
    block = Message()
    for name, value in fields.items():
        block[name] = value
    return block
