"""Letters that leave: bytes frozen once, one row per recipient with its own fate.

queued -> leased -> delivered | deferred | uncertain | failed | expired | cancelled | parked; the next try is written
into the future before the attempt, so a crash can neither lose a row nor hammer the relay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from mailflow.store.tables import mail, outbox

LEASE = timedelta(minutes=15)
"""Longer than the slowest SMTP transaction (faults.md H8)."""
LIFETIME = timedelta(days=5)
OPEN = ("queued", "leased", "deferred", "uncertain")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's copy, leased for an attempt."""

    id: int
    recipient: str
    raw: bytes
    attempts: int
    expires: datetime


def put(
    c: Connection,
    raw: bytes,
    recipients: Iterable[str],
    *,
    message_id: str,
    kind: str,
    about: str,
    cause: str,
    now: datetime,
    due: datetime | None = None,
    priority: int = 5,
) -> int:
    """Queues one letter for its recipients; who already has a row for this Message-ID gets no second one. Returns how many are new."""
    wanted = list(dict.fromkeys(recipients))
    had = set(c.scalars(select(outbox.c.recipient).where(outbox.c.message_id == message_id, outbox.c.recipient.in_(wanted))))
    fresh = [r for r in wanted if r not in had]
    if not fresh:
        return 0
    id = c.execute(
        insert(mail).values(message_id=message_id, kind=kind, about=about, cause=cause, raw=raw, created=now)
    ).inserted_primary_key
    row: dict[str, Any] = {
        "mail": id[0] if id else None,
        "message_id": message_id,
        "state": "queued",
        "priority": priority,
        "due": due or now,
        "expires": (due or now) + LIFETIME,
        "waits": due is not None,
        "attempts": 0,
    }
    c.execute(insert(outbox), [row | {"recipient": r} for r in fresh])
    return len(fresh)


def lease(c: Connection, now: datetime, owner: str, most: int) -> list[Delivery]:
    """Takes due rows for this owner; a lease that ran out is due again."""
    due = or_(outbox.c.state.in_(("queued", "deferred", "uncertain")), outbox.c.state == "leased")
    chosen = select(outbox.c.id).where(due, outbox.c.due <= now).order_by(outbox.c.priority, outbox.c.id).limit(most)
    ids = list(c.scalars(chosen.with_for_update(skip_locked=True)))
    if not ids:
        return []
    c.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(state="leased", owner=owner, lease=now + LEASE, due=now + LEASE, attempts=outbox.c.attempts + 1)
    )
    rows = c.execute(
        select(outbox.c.id, outbox.c.recipient, mail.c.raw, outbox.c.attempts, outbox.c.expires)
        .join(mail, mail.c.id == outbox.c.mail)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.priority, outbox.c.id)
    )
    return [Delivery(*row) for row in rows]


def settle(c: Connection, id: int, owner: str, state: str, now: datetime, *, reply: str = "", due: datetime | None = None) -> bool:
    """Records the outcome of an attempt if the lease is still ours."""
    final = state in {"delivered", "failed", "expired", "cancelled"}
    values: dict[str, Any] = {"state": state, "reply": reply[:500], "lease": None, "finished": now if final else None}
    if due:
        values["due"] = due
    return (
        c.execute(update(outbox).where(outbox.c.id == id, outbox.c.owner == owner, outbox.c.state == "leased").values(values)).rowcount == 1
    )


def give_back(c: Connection, id: int, owner: str, *, due: datetime, reply: str) -> None:
    """Returns an untried row: the relay was away, which is not the recipient's fault and no strike."""
    mine = update(outbox).where(outbox.c.id == id, outbox.c.owner == owner, outbox.c.state == "leased")
    c.execute(mine.values(state="queued", lease=None, due=due, reply=reply[:500], attempts=outbox.c.attempts - 1))


def cancel(c: Connection, cause: str, now: datetime) -> int:
    """Cancels what a decision has not sent yet; returns how many letters stay in the house."""
    waiting = update(outbox).where(
        outbox.c.mail.in_(select(mail.c.id).where(mail.c.cause == cause)), outbox.c.waits, outbox.c.state == "queued"
    )
    return c.execute(waiting.values(state="cancelled", finished=now)).rowcount


def report(c: Connection, id: int, state: str, reply: str, now: datetime) -> None:
    """What a bounce said about a delivery that the relay had taken."""
    c.execute(update(outbox).where(outbox.c.id == id).values(state=state, reply=reply[:500], finished=now))


def recipient_of(c: Connection, id: int) -> tuple[str, str] | None:
    """(recipient, Message-ID) of a delivery."""
    row = c.execute(select(outbox.c.recipient, outbox.c.message_id).where(outbox.c.id == id)).first()
    return (row[0], row[1]) if row else None


def next_due(c: Connection) -> datetime | None:
    soonest: datetime | None = c.scalar(select(func.min(outbox.c.due)).where(outbox.c.state.in_(OPEN)))
    return soonest


def retry(c: Connection, id: int, now: datetime) -> bool:
    tired = update(outbox).where(outbox.c.id == id, outbox.c.state.in_(("deferred", "uncertain", "failed", "expired", "parked")))
    return c.execute(tired.values(state="queued", due=now, expires=now + LIFETIME, finished=None)).rowcount == 1


def counts(c: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in c.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))}


def oldest_open(c: Connection, now: datetime) -> datetime | None:
    """When the oldest row that should have left by now was written."""
    late = select(func.min(mail.c.created)).join(outbox, outbox.c.mail == mail.c.id)
    oldest: datetime | None = c.scalar(late.where(outbox.c.state.in_(("queued", "deferred", "uncertain")), outbox.c.due <= now))
    return oldest
