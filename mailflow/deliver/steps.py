"""Whether the clock by which leases are measured has stepped: then a lease that seems to have run out may be in somebody's hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailflow.store.outbox import LEASE

_DRIFT = 60.0
"""Seconds by which a clock may differ from the monotonic one without having stepped."""


class Steps:
    """What one process sees of a clock, beside its own monotonic one, which never steps (faults.md I7)."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._seen: tuple[datetime, float] | None = None
        self._stepped: float | None = None

    def look(self, clock: datetime) -> None:
        """Remembers what the clock shows, and notices a step since the last look."""
        now = self._monotonic()
        if self._seen is not None:
            then, at = self._seen
            if abs((clock - then).total_seconds() - (now - at)) > _DRIFT:
                self._stepped = now
        self._seen = clock, now

    def are_over(self) -> bool:
        """False for the length of a lease after a step: by then every lease from before it has run out."""
        return self._stepped is None or self._monotonic() - self._stepped > LEASE.total_seconds()
