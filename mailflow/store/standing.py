"""How the house stands: counts and ages, for `status`, /health and whoever watches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from mailflow.model.records import Application, Hold, Period, Question
from mailflow.store import holding, inbox, marks, outbox
from mailflow.store.tables import TABLES, mail
from mailflow.store.tables import outbox as outbox_table


def standing(c: Connection, now: datetime) -> dict[str, Any]:
    """JSON values: counts by state, ages in seconds (None where nothing waits)."""
    coming, leaving = inbox.counts(c), outbox.counts(c)
    return {
        "inbox": {state: coming.get(state, 0) for state in ("new", "done", "set_aside")},
        "inbox_oldest_seconds": _age(inbox.oldest_new(c), now),
        "outbox": {state: leaving.get(state, 0) for state in _STATES},
        "outbox_oldest_seconds": _age(outbox.oldest_open(c, now), now),
        "relay_says": _last_complaint(c),
        "held": _held(c),
        "holds": _count(c, Hold, "held"),
        "open_questions": _count(c, Question, "open"),
        "applications": _applications(c),
        "last_digest": _last_digest(c),
    }


_STATES = ("queued", "leased", "delivered", "deferred", "uncertain", "failed", "expired", "cancelled", "parked")


def _held(c: Connection) -> str | None:
    """Why nothing may leave, and since when."""
    held = marks.mark(c, marks.HELD)
    return f"since {held.at:%Y-%m-%d %H:%M} UTC, {held.text}; {len(holding.held_back(c))} older letters held back" if held else None


def _count(c: Connection, kind: type[Hold] | type[Question], state: str) -> int:
    table = TABLES[kind]
    return c.scalar(select(func.count()).select_from(table).where(table.c.state == state)) or 0


def _applications(c: Connection) -> dict[str, int]:
    table = TABLES[Application]
    return {row[0]: row[1] for row in c.execute(select(table.c.state, func.count()).group_by(table.c.state))}


def _last_digest(c: Connection) -> str | None:
    table = TABLES[Period]
    last: datetime | None = c.scalar(select(func.max(table.c.ran)).where(table.c.id.like("digest:%")))
    return last.isoformat() if last else None


def _last_complaint(c: Connection) -> str | None:
    """What the relay last said about a letter that still waits."""
    waiting = outbox_table.c.state.in_(("queued", "deferred", "uncertain", "parked"))
    newest = select(outbox_table.c.reply).join(mail, mail.c.id == outbox_table.c.mail).where(waiting, outbox_table.c.reply != "")
    return c.scalar(newest.order_by(outbox_table.c.due.desc()).limit(1))


def _age(since: datetime | None, now: datetime) -> float | None:
    return round((now - since).total_seconds(), 1) if since else None
