"""How the house stands: counts and ages, for `status`, /health, /metrics and the alarm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from mailflow import __version__
from mailflow.model.records import Application, Hold, Period, Question
from mailflow.store import holding, inbox, marks, outbox, pace
from mailflow.store.schema import schema_of
from mailflow.store.tables import OPEN, TABLES
from mailflow.store.tables import inbox as inbox_table
from mailflow.store.tables import outbox as outbox_table

INBOX_STATES = ("new", "done", "set_aside")
OUTBOX_STATES = ("queued", "leased", "delivered", "deferred", "uncertain", "failed", "expired", "cancelled", "parked")
WORKER = "worker:"
"""Marks of the processes that work here, each with its version."""
_PRESENT = timedelta(minutes=2)


def standing(c: Connection, now: datetime) -> dict[str, Any]:
    """JSON values: counts by state, ages in seconds (None where nothing waits), moments as ISO text."""
    coming, leaving = inbox.counts(c), outbox.counts(c)
    return {
        "version": __version__,
        "schema": schema_of(c),
        "workers": _workers(c, now),
        "inbox": {state: coming.get(state, 0) for state in INBOX_STATES},
        "inbox_oldest_seconds": _age(inbox.oldest_new(c), now),
        "newest_set_aside": c.scalar(select(func.max(inbox_table.c.id)).where(inbox_table.c.state == "set_aside")),
        "set_aside_says": c.scalar(
            select(inbox_table.c.reason).where(inbox_table.c.state == "set_aside").order_by(inbox_table.c.id.desc()).limit(1)
        ),
        "outbox": {state: leaving.get(state, 0) for state in OUTBOX_STATES},
        "outbox_oldest_seconds": _age(outbox.oldest_open(c, now), now),
        "outbox_stuck_seconds": _stuck(c, now),
        "newest_parked": _newest_parked(c),
        "relay": _relay(c, now),
        "relay_says": outbox.last_complaint(c),
        "mailbox": _mailbox(c, now),
        "held": _held(c, now),
        "holds": _count(c, Hold, "held"),
        "open_questions": _count(c, Question, "open"),
        "applications": _applications(c),
        "last_tick": _iso(_marked(c, marks.TICK)),
        "last_tick_seconds": _age(_marked(c, marks.TICK, marks.BEGUN), now),
        "last_digest": _last_digest(c),
        "last_backup": _iso(_marked(c, marks.BACKUP)),
        "last_backup_seconds": _age(_marked(c, marks.BACKUP, marks.BEGUN), now),
    }


def _workers(c: Connection, now: datetime) -> dict[str, str]:
    """Version by process, of those that gave a sign of life lately."""
    return {name: mark.text for name, mark in marks.with_prefix(c, WORKER).items() if now - mark.at < _PRESENT}


def _marked(c: Connection, *ids: str) -> datetime | None:
    """The moment of the first of these marks that is there."""
    return next((mark.at for id in ids if (mark := marks.mark(c, id))), None)


def _stuck(c: Connection, now: datetime) -> float | None:
    """How long letters have been due while none left: a large post under the limits of a relay takes its time but is not stuck."""
    due: datetime | None = c.scalar(select(func.min(outbox_table.c.due)).where(outbox_table.c.state.in_(OPEN), outbox_table.c.due <= now))
    if due is None:
        return None
    left: datetime | None = c.scalar(select(func.max(outbox_table.c.finished)).where(outbox_table.c.state == "delivered"))
    return _age(max(due, left or due), now)


def _newest_parked(c: Connection) -> int | None:
    """The newest letter that a relay refused; those held back since a restore are told by the hold."""
    refused = outbox_table.c.state == "parked", ~holding.is_held_back()
    newest: int | None = c.scalar(select(func.max(outbox_table.c.mail)).where(*refused))
    return newest


def _relay(c: Connection, now: datetime) -> dict[str, Any] | None:
    """The relay's rest, if it is away: since when, how long we leave it alone, its words."""
    rest = pace.rest(c, "relay")
    if rest is None:
        return None
    return {"away_seconds": _age(rest.since, now), "rests_until": rest.until.isoformat(), "says": rest.reason}


def _mailbox(c: Connection, now: datetime) -> dict[str, Any] | None:
    """The mailbox we fetch from, if there is one: when it was last read to its end, why not since, what in it needs a person."""
    found = marks.with_prefix(c, marks.MAILBOX)
    read, says, unclear = (
        found.get(id.removeprefix(marks.MAILBOX)) for id in (marks.MAILBOX_READ, marks.MAILBOX_SAYS, marks.MAILBOX_UNCLEAR)
    )
    if read is None:
        return None
    return {
        "last_read": _iso(read.at) if read.text else None,
        "seconds": _age(read.at, now),
        "says": says.text if says else "",
        "unclear": int(unclear.text) if unclear else 0,
    }


def _held(c: Connection, now: datetime) -> dict[str, Any] | None:
    """Why nothing may leave, since when, and how many letters may have left before."""
    held = marks.mark(c, marks.HELD)
    if held is None:
        return None
    return {"since": held.at.isoformat(), "seconds": _age(held.at, now), "why": held.text, "older": len(holding.held_back(c))}


def _count(c: Connection, kind: type[Hold] | type[Question], state: str) -> int:
    table = TABLES[kind]
    return c.scalar(select(func.count()).select_from(table).where(table.c.state == state)) or 0


def _applications(c: Connection) -> dict[str, int]:
    table = TABLES[Application]
    return {row[0]: row[1] for row in c.execute(select(table.c.state, func.count()).group_by(table.c.state))}


def _last_digest(c: Connection) -> str | None:
    table = TABLES[Period]
    return _iso(c.scalar(select(func.max(table.c.ran)).where(table.c.id.like("digest:%"))))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _age(since: datetime | None, now: datetime) -> float | None:
    return round((now - since).total_seconds(), 1) if since else None
