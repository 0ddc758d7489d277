"""Empties the outbox: lease, hand over, record. One recipient's fate never touches another's."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from mailflow import maillog
from mailflow.deliver import backoff
from mailflow.deliver.courier import Away, Courier, Deferred, Failed, Outcome, Refused, Sent, Uncertain
from mailflow.store import outbox
from mailflow.store.store import Store

BATCH = 20


class Postman:
    """One worker with one courier. `return_path` gives the envelope sender for a delivery (VERP)."""

    def __init__(self, store: Store, courier: Courier, return_path: Callable[[int], str], now: Callable[[], datetime]) -> None:
        self._store, self._courier, self._return_path, self._now = store, courier, return_path, now
        self._owner = secrets.token_hex(6)
        self._failures = 0
        self._resting_until: datetime | None = None

    def round(self) -> int:
        """Delivers what is due, up to a batch; returns how many rows were tried."""
        now = self._now()
        if self._resting_until and now < self._resting_until:
            return 0
        with self._store.writing(now) as tx:
            batch = outbox.lease(tx.connection, now, self._owner, BATCH)
        if batch:
            maillog.leased(len(batch))
        for done, delivery in enumerate(batch):
            outcome = self._courier.deliver(delivery.raw, self._return_path(delivery.id), delivery.recipient)
            if isinstance(outcome, Away):
                self._give_back(batch[done:], outcome)
                return done
            self._failures = 0
            maillog.handed_over(delivery.id)
            self._settle(delivery, outcome)
        if not batch:
            self._courier.rest()
        return len(batch)

    def _give_back(self, rest: list[outbox.Delivery], outcome: Away) -> None:
        self._failures += 1
        now = self._now()
        self._resting_until = now + backoff.pause(self._failures)
        maillog.relay_away(outcome.reply, backoff.pause(self._failures).total_seconds())
        with self._store.writing(now) as tx:
            for delivery in rest:
                outbox.give_back(tx.connection, delivery.id, self._owner, due=self._resting_until, reply=outcome.reply)

    def _settle(self, delivery: outbox.Delivery, outcome: Outcome) -> None:
        now = self._now()
        state, due = _fate(outcome, delivery, now)
        with self._store.writing(now) as tx:
            outbox.settle(tx.connection, delivery.id, self._owner, state, now, reply=outcome.reply, due=due)
        if state == "delivered":
            maillog.delivered(delivery.id, delivery.recipient, outcome.reply)
        else:
            maillog.not_delivered(delivery.id, delivery.recipient, state, outcome.reply)


def _fate(outcome: Outcome, delivery: outbox.Delivery, now: datetime) -> tuple[str, datetime | None]:
    """(state, next try) of a recipient after an attempt."""
    match outcome:
        case Sent():
            return "delivered", None
        case Failed():
            return "failed", None
        case Refused():
            return "parked", None
        case Uncertain():
            return _unless_expired("uncertain", now + backoff.UNCERTAIN, delivery)
        case Deferred() | Away():
            return _unless_expired("deferred", now + backoff.wait(delivery.attempts, random.random()), delivery)


def _unless_expired(state: str, due: datetime, delivery: outbox.Delivery) -> tuple[str, datetime | None]:
    return ("expired", None) if due >= delivery.expires else (state, due)


def until(moment: datetime | None, now: datetime, most: timedelta) -> float:
    """Seconds to sleep until `moment`, at most `most`."""
    if moment is None:
        return most.total_seconds()
    return max(0.0, min((moment - now).total_seconds(), most.total_seconds()))
