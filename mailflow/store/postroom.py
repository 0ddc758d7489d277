"""What the local post room shows: every mailbox of the demo, read out of inbox and outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from mailflow.store.outbox import OF_OTHERS
from mailflow.store.tables import letters, mail, outbox


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


@dataclass(frozen=True, slots=True)
class Received:
    """A letter to a mailbox; it waits in the outbox until `due` as long as it is not delivered."""

    id: int
    raw: bytes
    state: str
    created: datetime
    due: datetime
    finished: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """A letter somebody wrote to the forum."""

    id: str
    raw: bytes
    at: datetime


def received(c: Connection, address: str) -> list[Received]:
    """Letters to this address, newest first."""
    rows = (
        select(outbox.c.id, mail.c.raw, outbox.c.state, mail.c.created, outbox.c.due, outbox.c.finished)
        .join(mail, mail.c.id == outbox.c.mail)
        .where(outbox.c.recipient == address, outbox.c.state.in_(("queued", "leased", "delivered")))
        .order_by(outbox.c.id.desc())
        .limit(200)
    )
    return [Received(*row) for row in c.execute(rows)]


def written(c: Connection, address: str) -> list[Written]:
    """Letters this address wrote to the forum, newest first."""
    rows = select(letters.c.id, letters.c.raw, letters.c.received).where(letters.c.sender == address)
    return [Written(*row) for row in c.execute(rows.order_by(letters.c.received.desc()).limit(200))]


def raw_received(c: Connection, id: int, signed: str, opened: Callable[[bytes], bytes]) -> bytes | None:
    """The letter as its reader gets it: reply address `opened`, in front the lines of their own copy with its `signed` number."""
    columns = (mail.c.personal, mail.c.raw, mail.c.kind)
    row = c.execute(select(*columns).join(outbox, outbox.c.mail == mail.c.id).where(outbox.c.id == id)).first()
    if row is None:
        return None
    raw: bytes = row.raw if row.kind in OF_OTHERS else opened(row.raw)
    head: str = row.personal.replace("{delivery}", signed)
    return head.encode("ascii") + raw


def raw_written(c: Connection, id: str) -> bytes | None:
    return c.scalar(select(letters.c.raw).where(letters.c.id == id))
