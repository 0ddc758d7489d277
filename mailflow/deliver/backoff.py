"""When to try again: the retry table of faults.md section 4, as pure functions of attempts and age."""

from __future__ import annotations

from datetime import timedelta

_STEPS = (5, 15, 30, 60, 120)
_LATER = 240
UNCERTAIN = timedelta(minutes=15)
"""After a lost reply to the dot: give the relay time to show whether it had the letter."""
_PAUSES = (1, 2, 5, 15)


def wait(attempts: int, spread: float = 0.5) -> timedelta:
    """How long a recipient waits after the n-th attempt (1-based). `spread` in [0, 1) shifts the late steps by up to 10 %."""
    if attempts <= len(_STEPS):
        return timedelta(minutes=_STEPS[max(attempts, 1) - 1])
    return timedelta(minutes=_LATER * (0.9 + 0.2 * spread))


def pause(failures: int) -> timedelta:
    """How long the whole queue rests after the n-th time the relay was away in a row."""
    return timedelta(minutes=_PAUSES[min(max(failures, 1), len(_PAUSES)) - 1])
