"""Empties the outbox: lease, hand over, record. One recipient's fate never touches another's."""

from __future__ import annotations

import random
import re
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from mailflow import maillog
from mailflow.deliver import backoff
from mailflow.deliver.courier import Away, Courier, Deferred, Failed, Outcome, Outgoing, Refused, Sent, Uncertain, Untried
from mailflow.deliver.receipts import Receipts
from mailflow.deliver.refusal import refusal
from mailflow.deliver.seal import sealed
from mailflow.deliver.signature import Signer, Unsigned
from mailflow.deliver.steps import Steps
from mailflow.store import inbox, outbox, pace
from mailflow.store.outbox import Content, Delivery, Result
from mailflow.store.store import Store, Transaction

_FEWEST_TOGETHER, _MOST_TOGETHER = 100, 500
"""How many letters are leased and settled in one transaction: about as many as the relay takes in half a second, so that no answer
waits longer behind letters to everybody."""
_LATEST = 1.0
"""Seconds after which the database hears of a result, however few there are."""
_SPARE = timedelta(minutes=2)
"""A letter is not begun in the last minutes of its lease."""
_FEWEST_ATTEMPTS = 5
"""A clock that jumps must not let letters expire that have hardly been tried (faults.md I7)."""
_DEAD = re.compile(r"\b5\.[12]\.\d")
"""The address itself is refused (RFC 3463)."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many letters a relay takes; 0 = no limit."""

    per_minute: int = 0
    per_day: int = 0


class Postman:
    """One worker with one courier.

    `signed` gives the number of a delivery signed for a purpose, `return_path` its envelope sender (VERP), `opened` the letter with
    the reply address that its recipient answers to.
    """

    def __init__(
        self,
        store: Store,
        courier: Courier,
        signed: Callable[[str, int], str],
        return_path: Callable[[str], str],
        now: Callable[[], datetime],
        limits: Pace = Pace(),
        monotonic: Callable[[], float] = time.monotonic,
        receipts: Path | None = None,
        opened: Callable[[bytes], bytes] = bytes,
        signer: Signer | None = None,
    ) -> None:
        self._store, self._courier, self._signed, self._return_path, self._now = store, courier, signed, return_path, now
        self._opened, self._signer = opened, signer
        self._limits, self._monotonic = limits, monotonic
        self._folder = receipts
        self._take_a_name()
        self._leased: deque[tuple[Delivery, float]] = deque()
        self._under_way = self._written = 0
        self._together = _FEWEST_TOGETHER
        self._results: list[Result] = []
        self._settled = monotonic()
        self._dry = False
        """Whether the last time nothing was left to lease."""
        self._steps = Steps(monotonic)
        self._contents: dict[int, Content] = {}
        self._unsigned: dict[int, Unsigned] = {}
        self._relay_trouble = ""
        self._was_resting = False

    def round(self, seconds: float = 1.0) -> int:
        """One step: writes down what became of letters, settles and leases when it is time, hands over, waits for news.

        Returns how many letters it holds; 0 means that nothing is to be done now.
        """
        self._write_down()
        if self._is_time_to_settle() if self._results else (not self._leased and self._is_due()):
            self._settle_and_lease(self._together)
        self._hand_over()
        self._hear(seconds)
        return self._held()

    def rest(self) -> None:
        """Lets go of connections that nobody needs now, and of leases nobody knows of: a transaction that failed may have left some."""
        if not self._held():
            self._courier.rest()
            self._receipts.close()
            self._take_a_name()

    def _held(self) -> int:
        return self._under_way + len(self._leased) + len(self._results)

    def _take_a_name(self) -> None:
        self._owner = secrets.token_hex(6)
        self._receipts = Receipts(self._folder, self._owner)

    def finish(self, seconds: float = 10.0) -> None:
        """Waits for the letters under way and gives back the others."""
        end = self._monotonic() + seconds
        self._return_leases()
        while self._under_way and self._monotonic() < end:
            self._write_down()
            self._hear(0.5)
        self._settle_and_lease(0)
        self._receipts.close()
        self._courier.rest()

    def _write_down(self) -> None:
        if self._written == len(self._results):
            return
        try:
            self._receipts.write(self._results[self._written :])
            maillog.written_down(len(self._results) - self._written)
            self._written = len(self._results)
        except OSError:
            # No room for a line: the database has to take it before the next letter.
            self._settle_and_lease(0)

    def _is_time_to_settle(self) -> bool:
        idle = not self._under_way and not self._leased
        late = self._monotonic() - self._settled >= _LATEST
        enough = len(self._results) >= self._together or (self._has_few() and not self._dry)
        return idle or late or bool(self._relay_trouble) or enough

    def _has_few(self) -> bool:
        """Whether so little is left to hand over that more is to be leased."""
        return len(self._leased) < self._together // 5

    def _is_due(self) -> bool:
        now = self._now()
        with self._store.reading() as connection:
            # Looked at also while there is nothing to do, or nobody would know what it showed before a step.
            self._steps.look(outbox.clock(connection, now))
            due = outbox.next_due(connection, now)
            rest = pace.rest(connection, self._courier.name)
        return due is not None and (due <= now or due > now + outbox.FARTHEST) and not (rest and rest.until > now)

    def _settle_and_lease(self, most: int) -> None:
        now, results = self._now(), self._results
        dead = self._receipts.left_behind()
        with self._store.writing(now) as tx:
            for owner, left in (dead | {self._owner: results}).items():
                outbox.settle(tx.connection, owner, left, now)
                inbox.accept(tx.connection, [self._refused(r, now) for r in left if r.state == "failed" and _DEAD.search(r.reply)])
            self._note_relay(tx, results)
            wanted = most if self._has_few() else 0
            fresh = self._lease(tx, wanted)
        self._dry = len(fresh) < wanted
        self._receipts.forget(dead)
        self._together = self._taken_in_half_a_second(results)
        self._results, self._written, self._settled = [], 0, self._monotonic()
        self._receipts.clear()
        until = self._monotonic() + (outbox.LEASE - _SPARE).total_seconds()
        self._leased.extend((delivery, until) for delivery in fresh)
        if fresh:
            maillog.leased(len(fresh))
        _log(results)

    def _taken_in_half_a_second(self, results: Sequence[Result]) -> int:
        """Within the limits of what is leased together."""
        taken, seconds = sum(r.state == "delivered" for r in results), self._monotonic() - self._settled
        return max(_FEWEST_TOGETHER, min(_MOST_TOGETHER, int(taken / max(seconds, 0.001) / 2)))

    def _refused(self, result: Result, now: datetime) -> inbox.Arrival:
        """A dead address told at once instead of by a bounce takes the same way: a letter to the return path."""
        path = self._return_path(self._signed("bounce", result.delivery.id))
        return inbox.Arrival(refusal(result.delivery.recipient, result.reply, path, now), "", (path,), "relay", now)

    def _note_relay(self, tx: Transaction, results: Sequence[Result]) -> None:
        c, now = tx.connection, tx.now
        if not self._relay_trouble and not self._was_resting:
            return
        rest = pace.rest(c, self._courier.name)
        if self._relay_trouble and rest and rest.until > now:
            self._relay_trouble = ""
        elif self._relay_trouble:
            length = backoff.pause((rest.failures if rest else 0) + 1)
            pace.pause(c, self._courier.name, now + length, self._relay_trouble, now)
            maillog.relay_away(self._relay_trouble, length.total_seconds())
            self._relay_trouble, self._was_resting = "", True
        elif rest and rest.until <= now and any(r.state == "delivered" for r in results):
            pace.resume(c, self._courier.name)
            self._was_resting = False

    def _lease(self, tx: Transaction, most: int) -> list[Delivery]:
        c, now = tx.connection, tx.now
        rest = pace.rest(c, self._courier.name)
        self._was_resting = rest is not None
        if not most or (rest and rest.until > now):
            return []
        granted = pace.grant(c, self._courier.name, most, now, self._limits.per_minute, self._limits.per_day)
        clock = outbox.clock(c, now)
        self._steps.look(clock)
        fresh = outbox.lease(c, now, self._owner, granted, clock, take_over=self._steps.are_over()) if granted else []
        if granted < most or self._limits != Pace():
            pace.ungrant(c, self._courier.name, granted - len(fresh))
        return fresh

    def _hand_over(self) -> None:
        turn = list(islice(self._leased, self._courier.room()))
        self._fetch({delivery.mail for delivery, _ in turn})
        for delivery, until in turn:
            self._leased.popleft()
            content = self._contents[delivery.mail]
            if self._monotonic() >= until:
                self._results.append(Result(delivery, "queued", "", self._now(), strike=False))
            elif content.confidential and not self._courier.secure:
                self._learn(delivery, Deferred("a confidential letter leaves by TLS only; deliver.relay has none"))
            else:
                path = self._return_path(self._signed("bounce", delivery.id))
                head = content.personal.replace("{delivery}", self._signed("leave", delivery.id)).encode("ascii")
                head = self._signature(delivery.mail, head) + head
                self._courier.take(Outgoing(delivery, path, head, content.raw, until))
                self._under_way += 1

    def _fetch(self, wanted: set[int]) -> None:
        if missing := wanted - self._contents.keys():
            with self._store.reading() as connection:
                found = outbox.contents(connection, missing)
            self._unsigned = {id: u for id, u in self._unsigned.items() if id in wanted}
            self._contents = {id: self._contents[id] for id in wanted - missing} | {id: self._ready(id, c) for id, c in found.items()}

    def _ready(self, id: int, content: Content) -> Content:
        """The letter for the wire; what its signature needs of it is worked out once for all copies."""
        raw = content.raw if content.kind in outbox.OF_OTHERS else self._opened(content.raw)
        raw = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
        if self._signer:
            self._unsigned[id] = self._signer.unsigned(raw)
            raw = sealed(self._unsigned[id], self._signer) + raw
        # RFC 5321 section 4.5.2, for the first line as well.
        return replace(content, raw=(b"\n" + raw).replace(b"\n.", b"\n..")[1:])

    def _signature(self, id: int, personal: bytes) -> bytes:
        return self._signer.line(self._unsigned[id], personal) if self._signer else b""

    def _hear(self, seconds: float) -> None:
        if self._under_way:
            told = self._courier.outcomes(seconds)
            self._under_way -= len(told)
            for letter, outcome in told:
                self._learn(letter.delivery, outcome)

    def _learn(self, delivery: Delivery, outcome: Outcome) -> None:
        if isinstance(outcome, Sent):
            maillog.handed_over(delivery.id)
            self._results.append(Result(delivery, "delivered", outcome.reply))
        else:
            self._learn_why_not(delivery, outcome)

    def _learn_why_not(self, delivery: Delivery, outcome: Failed | Refused | Uncertain | Deferred | Untried | Away) -> None:
        now = self._now()
        match outcome:
            case Failed(reply):
                result = Result(delivery, "failed", reply)
            case Refused(reply):
                result = Result(delivery, "parked", reply)
            case Uncertain(reply):
                result = _later("uncertain", reply, now + backoff.UNCERTAIN, delivery)
            case Deferred(reply):
                result = _later("deferred", reply, now + backoff.wait(delivery.attempts, random.random()), delivery)
            case Untried(reply):
                result = Result(delivery, "queued", reply, now, strike=False)
            case Away(reply):
                result = Result(delivery, "queued", reply, now, strike=False)
                self._relay_trouble = reply
                self._return_leases()
        self._results.append(result)

    def _return_leases(self) -> None:
        now = self._now()
        self._results += [Result(delivery, "queued", "", now, strike=False) for delivery, _ in self._leased]
        self._leased.clear()


def _later(state: str, reply: str, due: datetime, delivery: Delivery) -> Result:
    if due >= delivery.expires and delivery.attempts >= _FEWEST_ATTEMPTS:
        return Result(delivery, "expired", reply)
    return Result(delivery, state, reply, due)


def _log(results: Sequence[Result]) -> None:
    maillog.delivered((r.delivery.id, r.delivery.recipient, r.reply) for r in results if r.state == "delivered")
    for result in results:
        if result.strike and result.state != "delivered":
            maillog.not_delivered(result.delivery.id, result.delivery.recipient, result.state, result.reply)


def until(moment: datetime | None, now: datetime, most: timedelta) -> float:
    """Seconds to sleep until `moment`, at most `most`."""
    if moment is None:
        return most.total_seconds()
    return max(0.0, min((moment - now).total_seconds(), most.total_seconds()))
