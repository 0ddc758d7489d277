"""Holding everything that would leave until a person says so: after a restore, or a fail-over to a stale copy (faults.md I5, I9)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from mailflow.store import marks
from mailflow.store.outbox import LIFETIME
from mailflow.store.tables import OPEN, mail, outbox

EVERYTHING = datetime.max.replace(tzinfo=UTC)
"""A point that no letter is younger than."""
_BECAUSE = "held back: "


def hold(c: Connection, now: datetime, why: str, point: datetime | None = None) -> int:
    """Nothing leaves from now on. Letters written until `point` may have left already: they are parked; returns how many."""
    marks.put(c, marks.HELD, now, why)
    if point is None:
        return 0
    older = outbox.c.mail.in_(select(mail.c.id).where(mail.c.created <= point))
    park = update(outbox).where(older, outbox.c.state.in_(OPEN))
    return c.execute(park.values(state="parked", owner="", reply=f"{_BECAUSE}{why}; it may have left already")).rowcount


def release(c: Connection) -> bool:
    """Lets letters leave again, but for those held back; False if nothing was held."""
    was = marks.mark(c, marks.HELD) is not None
    marks.remove(c, marks.HELD)
    return was


def held_back(c: Connection) -> list[int]:
    """Deliveries that may have left before the point of a hold."""
    return list(c.scalars(select(outbox.c.id).where(is_held_back()).order_by(outbox.c.id)))


def let_go(c: Connection, now: datetime) -> int:
    """Lets leave what was held back; returns how many."""
    return c.execute(update(outbox).where(is_held_back()).values(state="queued", due=now, expires=now + LIFETIME, reply="")).rowcount


def drop(c: Connection, now: datetime) -> int:
    """Gives up what was held back; returns how many."""
    return c.execute(update(outbox).where(is_held_back()).values(state="cancelled", finished=now)).rowcount


def is_held_back() -> ColumnElement[bool]:
    """Whether a delivery is parked because of a hold."""
    return and_(outbox.c.state == "parked", outbox.c.reply.startswith(_BECAUSE))
