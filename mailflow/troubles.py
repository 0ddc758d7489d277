"""What stands still, and when somebody has to be told: pure functions of how the house stands, the limits, and what was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mailflow.settings import AlarmSection

PER_KIND = timedelta(hours=1)
"""Nobody is told of the same kind of trouble more often (faults.md F4)."""
REMIND = timedelta(days=1)
"""Trouble that lasts is told again."""
RETRY = timedelta(minutes=5)
"""Trouble nobody could be told is tried again."""
HOLD = timedelta(hours=1)
"""A hold is meant; only a forgotten one is trouble."""
UNTOLD, OVER = "untold", "over"


@dataclass(frozen=True, slots=True)
class Trouble:
    """`instance` changes when it gets worse in a way worth another letter; `grave`: the house does not do its work."""

    kind: str
    grave: bool = True
    instance: str = "it"
    count: int = 0
    seconds: float = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """When somebody was last told of a kind, and of what; UNTOLD if nobody could be reached, OVER once it was well again."""

    at: datetime
    instance: str


def troubles(standing: Mapping[str, Any], limits: AlarmSection) -> Iterator[Trouble]:
    """What is not as it should be, in the order in which one would look for the cause."""
    late = limits.after_minutes * 60
    room, backup = standing.get("free_mb"), limits.backup_hours * 3600
    if limits.free_mb and room is not None and room < limits.free_mb:
        yield Trouble("disk_full", count=room)
    if (standing["last_tick_seconds"] or 0) > late:
        yield Trouble("no_tick", seconds=standing["last_tick_seconds"])
    if (standing["inbox_oldest_seconds"] or 0) > late:
        yield Trouble("inbox_waits", count=standing["inbox"]["new"], seconds=standing["inbox_oldest_seconds"])
    yield from _in_the_mailbox(standing["mailbox"], late)
    yield from _on_the_way_out(standing, limits)
    if standing["inbox"]["set_aside"]:
        says = standing["set_aside_says"] or ""
        yield Trouble("set_aside", False, str(standing["newest_set_aside"]), count=standing["inbox"]["set_aside"], says=says)
    if standing["newest_parked"]:
        says = standing["relay_says"] or ""
        yield Trouble("parked", False, str(standing["newest_parked"]), count=standing["outbox"]["parked"], says=says)
    if backup and (standing["last_backup_seconds"] or 0) > backup:
        yield Trouble("backup_old", False, seconds=standing["last_backup_seconds"])


def _in_the_mailbox(mailbox: Mapping[str, Any] | None, late: float) -> Iterator[Trouble]:
    if mailbox and mailbox["seconds"] > late:
        yield Trouble("mailbox_away", seconds=mailbox["seconds"], says=mailbox["says"])
    if mailbox and mailbox["unclear"]:
        yield Trouble("unclear", False, str(mailbox["unclear"]), count=mailbox["unclear"])


def _on_the_way_out(standing: Mapping[str, Any], limits: AlarmSection) -> Iterator[Trouble]:
    held, relay, leaving = standing["held"], standing["relay"], standing["outbox"]
    waiting = sum(leaving[state] for state in ("queued", "leased", "deferred", "uncertain"))
    if held:
        if held["seconds"] > HOLD.total_seconds():
            yield Trouble("held", False, count=waiting, seconds=held["seconds"], says=held["why"])
    elif relay and waiting and relay["away_seconds"] >= limits.relay_minutes * 60:
        yield Trouble("relay_away", count=waiting, seconds=relay["away_seconds"], says=relay["says"])
    elif not relay and (standing["outbox_stuck_seconds"] or 0) > limits.after_minutes * 60:
        yield Trouble("outbox_waits", count=waiting, seconds=standing["outbox_stuck_seconds"])


def news(found: Iterable[Trouble], told: Mapping[str, Told], now: datetime) -> list[Trouble]:
    """Troubles somebody has to be told of now."""
    return [trouble for trouble in found if _is_news(trouble, told.get(trouble.kind), now)]


def _is_news(trouble: Trouble, told: Told | None, now: datetime) -> bool:
    if told is None:
        return True
    since = now - told.at
    if told.instance == UNTOLD:
        return since >= RETRY
    return since >= (REMIND if told.instance == trouble.instance else PER_KIND)


def is_well_again(found: Iterable[Trouble], told: Mapping[str, Told]) -> bool:
    """Whether nothing is left of what somebody was told."""
    return not list(found) and any(t.instance not in (OVER, UNTOLD) for t in told.values())
