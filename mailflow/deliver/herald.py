"""A few letters straight to a relay, past the outbox: for alarms, which must not wait in the queue they are about."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Sequence

from mailflow.deliver.smtp import greeted, in_words

_SECONDS = 20


def carried(relay: str, password: str, hostname: str, sender: str, letters: Sequence[tuple[str, bytes]]) -> str:
    """Hands over each (recipient, letter). One that is refused keeps no other back; returns "" if at least one was taken, else why not."""
    taken, why = 0, ""
    try:
        with contextlib.closing(greeted(relay, password, hostname, _SECONDS)) as smtp:
            for recipient, raw in letters:
                try:
                    smtp.sendmail(sender, [recipient], raw)
                    taken += 1
                except smtplib.SMTPRecipientsRefused as e:
                    why = str(e.recipients[recipient])
    except (OSError, smtplib.SMTPException) as e:
        why = in_words(e)
    return "" if taken else why
