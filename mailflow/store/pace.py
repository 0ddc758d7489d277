"""How a relay stands, shared by all workers: whether it rests, and how many letters it may still get this minute and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from mailflow.store.tables import relays


@dataclass(frozen=True, slots=True)
class Rest:
    """The relay is away: since when, until when we leave it alone, and what it said."""

    since: datetime
    until: datetime
    reason: str
    failures: int


def rest(c: Connection, relay: str) -> Rest | None:
    row = _row(c, relay)
    if row is None or row["paused_until"] is None:
        return None
    return Rest(row["since"] or row["paused_until"], row["paused_until"], row["reason"], row["failures"])


def pause(c: Connection, relay: str, until: datetime, reason: str, now: datetime) -> None:
    row = _row_for_update(c, relay)
    since = row["since"] or now
    values = {"paused_until": until, "since": since, "reason": reason[:500], "failures": row["failures"] + 1}
    c.execute(update(relays).where(relays.c.id == relay).values(values))


def resume(c: Connection, relay: str) -> None:
    c.execute(update(relays).where(relays.c.id == relay).values(paused_until=None, since=None, reason="", failures=0))


def grant(c: Connection, relay: str, wanted: int, now: datetime, per_minute: int, per_day: int) -> int:
    """How many of `wanted` letters may go now under the relay's limits (0 = no limit); what is granted counts as sent."""
    if not (per_minute or per_day):
        return wanted
    row, minute, day = _row_for_update(c, relay), now.replace(second=0, microsecond=0), now.date()
    in_minute = row["in_minute"] if row["minute"] == minute else 0
    in_day = row["in_day"] if row["day"] == day else 0
    left = [limit - used for limit, used in ((per_minute, in_minute), (per_day, in_day)) if limit]
    granted = max(0, min(wanted, *left))
    return_values = {"minute": minute, "in_minute": in_minute + granted, "day": day, "in_day": in_day + granted}
    c.execute(update(relays).where(relays.c.id == relay).values(return_values))
    return granted


def ungrant(c: Connection, relay: str, unused: int) -> None:
    """Gives back what was granted and not needed."""
    if unused:
        values = {"in_minute": relays.c.in_minute - unused, "in_day": relays.c.in_day - unused}
        c.execute(update(relays).where(relays.c.id == relay, relays.c.in_minute >= unused).values(values))


def _row(c: Connection, relay: str) -> RowMapping | None:
    return c.execute(_ROW, {"relay": relay}).mappings().first()


def _row_for_update(c: Connection, relay: str) -> RowMapping:
    row = c.execute(_ROW_FOR_UPDATE, {"relay": relay}).mappings().first()
    if row is None:
        c.execute(insert(relays).values(id=relay, failures=0, reason="", in_minute=0, in_day=0))
        row = c.execute(_ROW_FOR_UPDATE, {"relay": relay}).mappings().one()
    return row


# Built once: composing a statement costs more than running it.
_ROW = select(relays).where(relays.c.id == bindparam("relay"))
_ROW_FOR_UPDATE = _ROW.with_for_update()
