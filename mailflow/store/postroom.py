"""What the local post room shows: every mailbox of the demo, read out of inbox and outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from mailflow.store.tables import inbox, letters, mail, outbox


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many letters an address got or wrote here, and when the newest came."""

    address: str
    letters: int
    newest: datetime | None


def traffic(c: Connection) -> list[Traffic]:
    got = select(outbox.c.recipient, func.count(), func.max(mail.c.created)).join(mail, mail.c.id == outbox.c.mail)
    found = {
        row[0]: Traffic(row[0], row[1], row[2]) for row in c.execute(got.where(outbox.c.state == "delivered").group_by(outbox.c.recipient))
    }
    for row in c.execute(select(letters.c.sender).distinct()):
        found.setdefault(row[0], Traffic(row[0], 0, None))
    return list(found.values())


def received(c: Connection, address: str) -> Sequence[Row[tuple[int, bytes, str, datetime, datetime, datetime | None]]]:
    """(outbox id, raw, state, written, due, delivered) of letters to this address, newest first."""
    rows = (
        select(outbox.c.id, mail.c.raw, outbox.c.state, mail.c.created, outbox.c.due, outbox.c.finished)
        .join(mail, mail.c.id == outbox.c.mail)
        .where(outbox.c.recipient == address, outbox.c.state.in_(("queued", "leased", "delivered")))
        .order_by(outbox.c.id.desc())
        .limit(200)
    )
    return c.execute(rows).all()  # type: ignore[return-value]  # the columns above, in this order


def written(c: Connection, address: str) -> Sequence[Row[tuple[str, bytes, datetime]]]:
    """(letter id, raw, received) of letters this address wrote to the forum, newest first."""
    rows = select(letters.c.id, letters.c.raw, letters.c.received).where(letters.c.sender == address)
    return c.execute(rows.order_by(letters.c.received.desc()).limit(200)).all()


def raw_received(c: Connection, id: int) -> bytes | None:
    return c.scalar(select(mail.c.raw).join(outbox, outbox.c.mail == mail.c.id).where(outbox.c.id == id))


def raw_written(c: Connection, id: str) -> bytes | None:
    return c.scalar(select(letters.c.raw).where(letters.c.id == id))


def unread_inbox(c: Connection) -> int:
    return c.scalar(select(func.count()).select_from(inbox).where(inbox.c.state == "new")) or 0
