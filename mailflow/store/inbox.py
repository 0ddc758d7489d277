"""Letters taken in, and how far each recipient's copy got: new -> done | set_aside."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from mailflow.store.tables import inbox, letters

_TRACE = re.compile(
    rb"(?:(?:return-path|received|x-original-to|delivered-to|authentication-results|x-received)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*", re.I
)

MOST_ATTEMPTS = 3
"""Crashes of the reading child after which a letter is set aside (faults.md B9)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One recipient's copy of one letter."""

    id: int
    letter: str
    recipient: str
    sender: str
    raw: bytes
    received: datetime
    attempts: int


def digest_of(raw: bytes) -> str:
    """Identifies the content: two deliveries differ only in the trace headers on top."""
    leading = _TRACE.match(raw[:65536])
    return hashlib.sha256(raw[leading.end() if leading else 0 :]).hexdigest()


def accept(c: Connection, raw: bytes, sender: str, recipients: tuple[str, ...], door: str, now: datetime) -> str:
    """Stores the letter and a row per recipient that has not had it yet; returns the letter's id (the earlier one on a repeat)."""
    digest = digest_of(raw)
    keys = {r: hashlib.sha256(f"{r}\n{sender}\n{digest}".encode()).hexdigest() for r in recipients}
    known = {row[0]: row[1] for row in c.execute(select(inbox.c.key, inbox.c.letter).where(inbox.c.key.in_(keys.values())))}
    fresh = [r for r, key in keys.items() if key not in known]
    if not fresh:
        return str(next(iter(known.values())))
    id = hashlib.sha256(f"{digest}\n{sender}\n{now.isoformat()}\n{','.join(recipients)}".encode()).hexdigest()[:16]
    c.execute(insert(letters).values(id=id, digest=digest, raw=raw, sender=sender, door=door, received=now))
    c.execute(insert(inbox), [{"letter": id, "recipient": r, "key": keys[r], "state": "new", "attempts": 0} for r in fresh])
    return id


def claim(c: Connection) -> Item | None:
    """The oldest new row, its attempt counted before anybody reads the letter."""
    oldest = select(inbox.c.id).where(inbox.c.state == "new").order_by(inbox.c.id).limit(1).with_for_update(skip_locked=True)
    id = c.scalar(oldest)
    if id is None:
        return None
    c.execute(update(inbox).where(inbox.c.id == id).values(attempts=inbox.c.attempts + 1))
    return item(c, id)


def item(c: Connection, id: int) -> Item | None:
    row = c.execute(
        select(inbox.c.id, inbox.c.letter, inbox.c.recipient, letters.c.sender, letters.c.raw, letters.c.received, inbox.c.attempts)
        .join(letters, letters.c.id == inbox.c.letter)
        .where(inbox.c.id == id)
    ).first()
    return Item(*row) if row else None


def finish(
    c: Connection, id: int, state: str, now: datetime, *, message_id: str = "", understood: str = "", verdict: str = "", reason: str = ""
) -> None:
    c.execute(
        update(inbox)
        .where(inbox.c.id == id)
        .values(state=state, finished=now, message_id=message_id[:998], understood=understood, verdict=verdict, reason=reason[:1000])
    )


def retry(c: Connection, id: int) -> bool:
    """Puts a set-aside row back in front of the reader."""
    changed = c.execute(update(inbox).where(inbox.c.id == id, inbox.c.state == "set_aside").values(state="new", attempts=0, finished=None))
    return changed.rowcount == 1


def raw(c: Connection, letter: str) -> bytes | None:
    return c.scalar(select(letters.c.raw).where(letters.c.id == letter))


def counts(c: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in c.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))}


def oldest_new(c: Connection) -> datetime | None:
    oldest: datetime | None = c.scalar(
        select(func.min(letters.c.received)).join(inbox, inbox.c.letter == letters.c.id).where(inbox.c.state == "new")
    )
    return oldest
