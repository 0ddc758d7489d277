"""A relay's refusal of an address as the bounce letter another server would have written (RFC 3464)."""

from __future__ import annotations

import email.utils
import re
from datetime import datetime

_REPORT = """\
From: MAILER-DAEMON@localhost
To: {return_path}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="report"

--report
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

The relay refused {recipient}: {reply}

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; localhost

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {reply}

--report--
"""


def refusal(recipient: str, reply: str, return_path: str, now: datetime) -> bytes:
    """A delivery status notification to our own return path, so that every bounce takes one way through the house."""
    status = re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", reply)
    report = _REPORT.format(
        return_path=return_path,
        date=email.utils.format_datetime(now),
        recipient=recipient,
        reply=" ".join(reply.split()),
        status=status[0] if status else "5.0.0",
    )
    return report.replace("\n", "\r\n").encode()
