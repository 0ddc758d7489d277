"""Letters that leave: bytes frozen once, one row per recipient with its own fate.

queued -> leased -> delivered | deferred | uncertain | failed | expired | cancelled | parked; the next try is written
into the future before the attempt, so a crash can neither lose a row nor hammer the relay.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    Insert,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)

from mailflow.model.lists import Readers
from mailflow.model.records import Question, SentLetter
from mailflow.store.marks import is_held
from mailflow.store.readers import ADDRESSES as READERS
from mailflow.store.tables import IS_OPEN, TABLES, entries, inbox, insert_if_new, mail, outbox, texts

LEASE = timedelta(minutes=15)
"""Longer than the slowest SMTP transaction (faults.md H8)."""
LIFETIME = timedelta(days=5)
OF_OTHERS = ("post", "forward")
"""Kinds of letters that somebody else wrote: in them no reply address is opened."""
FINAL = ("delivered", "failed", "expired", "cancelled")
FARTHEST = timedelta(days=2)
"""No row waits longer for its turn (undo window, retry table); one that does was written by a clock that has been set back since."""
_WAITING = ("queued", "deferred", "uncertain")


class Delivery(NamedTuple):
    """One recipient's copy, leased for its `attempts`-th attempt."""

    id: int
    mail: int
    recipient: str
    attempts: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """What all copies of a letter share; `personal` goes in front with {delivery} filled in."""

    raw: bytes
    personal: str
    confidential: bool
    kind: str


class Result(NamedTuple):
    """What became of a delivery: its new state, the relay's words, the next try if there is one."""

    delivery: Delivery
    state: str
    reply: str
    due: datetime | None = None
    strike: bool = True
    """False: the relay was away, which is not the recipient's fault, so the attempt does not count."""


def put(
    c: Connection,
    raw: bytes,
    to: Iterable[str] | Readers,
    *,
    message_id: str,
    kind: str,
    about: str,
    cause: str,
    now: datetime,
    due: datetime | None = None,
    priority: int = 5,
    personal: str = "",
    confidential: bool = False,
) -> int:
    """Queues one letter for its recipients; who already has a row for this Message-ID gets no second one. Returns how many are new."""
    wanted = to._asdict() if isinstance(to, Readers) else {"recipients": json.dumps(list(to))}
    columns = {"message_id": message_id, "kind": kind, "about": about, "cause": cause, "raw": raw, "created": now}
    id = c.execute(insert(mail), columns | {"personal": personal, "confidential": confidential}).inserted_primary_key
    shared = {"mail": id[0] if id else None, "message_id": message_id, "priority": priority, "waits": due is not None}
    times = {"due": due or now, "expires": (due or now) + LIFETIME}
    if not (count := c.execute(_put(c.dialect.name, isinstance(to, Readers)), shared | times | wanted).rowcount):
        c.execute(delete(mail).where(mail.c.id == shared["mail"]))
    return count


@cache
def _put(dialect: str, to_readers: bool) -> Insert:
    """One statement for any number of recipients; a list's readers are found in the database."""
    values = {name: bindparam(name, type_=outbox.c[name].type) for name in ("mail", "message_id", "priority", "due", "expires", "waits")}
    values |= {"state": literal("queued"), "attempts": literal(0), "owner": literal(""), "reply": literal("")}
    named = READERS if to_readers else texts(dialect, bindparam("recipients", type_=String()))
    names = named.subquery()
    # WHERE true keeps SQLite's parser from reading ON CONFLICT as a join.
    rows = select(names.c.value, *values.values()).where(true())
    return insert_if_new(outbox, dialect).from_select(["recipient", *values], rows).execution_options(preserve_rowcount=True)


def clock(c: Connection, now: datetime) -> datetime:
    """By which leases are measured: on PostgreSQL the server's own clock, because the clocks of its workers may differ or step."""
    return now if c.dialect.name == "sqlite" else c.execute(_SERVER_CLOCK).scalar_one()


_SERVER_CLOCK = select(func.clock_timestamp(type_=DateTime(timezone=True)))


def lease(c: Connection, now: datetime, owner: str, most: int, at: datetime | None = None, *, take_over: bool = True) -> list[Delivery]:
    """Takes due rows for this owner, letters somebody waits for first; `take_over`: also those whose lease by another ran out.

    `at` is the `clock` by which leases are measured.
    """
    at = at or now
    values = {"now": now, "farthest": now + FARTHEST, "me": owner, "most": most}
    values |= {"clock": at, "until": at + LEASE, "absurd": at + 2 * LEASE, "take_over": take_over}
    return [Delivery(*row[1:]) for row in sorted(c.execute(_LEASE, values).all(), key=lambda row: row[:2])]


def owners(c: Connection) -> set[str]:
    """Who has leased letters."""
    return set(c.scalars(select(outbox.c.owner).where(IS_OPEN, outbox.c.state == "leased").distinct()))


# Built once: composing a statement costs as much as running it, and these run for every few letters.
_TURN = (
    select(outbox.c.id)
    .where(
        IS_OPEN,
        case(
            (outbox.c.state != "leased", or_(outbox.c.due <= bindparam("now"), outbox.c.due > bindparam("farthest"))),
            else_=and_(
                bindparam("take_over", type_=Boolean()),
                outbox.c.owner != bindparam("me"),
                or_(outbox.c.due <= bindparam("clock"), outbox.c.due > bindparam("absurd")),
            ),
        ),
        not_(is_held()),
    )
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("turn")
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(select(_TURN.c.id)))
    .values(state="leased", owner=bindparam("me"), due=bindparam("until"), attempts=outbox.c.attempts + 1)
    .returning(outbox.c.priority, outbox.c.id, outbox.c.mail, outbox.c.recipient, outbox.c.attempts, outbox.c.expires)
)


def contents(c: Connection, ids: Iterable[int]) -> dict[int, Content]:
    rows = [row for id in ids if (row := c.execute(_CONTENT, {"mail": id}).first())]
    return {row[0]: Content(*row[1:]) for row in rows}


_CONTENT = select(mail.c.id, mail.c.raw, mail.c.personal, mail.c.confidential, mail.c.kind).where(mail.c.id == bindparam("mail"))


def settle(c: Connection, owner: str, results: Sequence[Result], now: datetime) -> None:
    """Records outcomes of attempts whose lease is still ours; a letter that the relay keeps refusing is parked whole."""
    alike: dict[tuple[str, datetime, bool], dict[int, str]] = defaultdict(dict)
    for r in results:
        alike[r.state, r.due or now, r.strike][r.delivery.id] = r.reply[:500]
    for (state, due, strike), replies in alike.items():
        shared = {"me": owner, "to": state, "next": due, "end": now if state in FINAL else None, "uncounted": 0 if strike else 1}
        c.execute(_settle(c.dialect.name), shared | {"replies": json.dumps(replies)})
    for refused in {r.delivery.mail: r.reply for r in results if r.state == "parked"}.items():
        park(c, *refused)
    for id, reply in {r.delivery.mail: r.reply for r in results if r.state == "failed"}.items():
        _park_if_unwanted(c, id, reply)


@cache
def _settle(dialect: str) -> Update:
    """One statement for all letters that fared alike, each with the reply to it."""
    told = entries(dialect, bindparam("replies", type_=String())).subquery()
    ours = (outbox.c.id == cast(told.c.key, outbox.c.id.type), outbox.c.owner == bindparam("me"), outbox.c.state == "leased")
    fate: dict[str, ColumnElement[Any]] = {"reply": told.c.value, "attempts": outbox.c.attempts - bindparam("uncounted")}
    return update(outbox).where(*ours).values(fate | {"state": bindparam("to"), "due": bindparam("next"), "finished": bindparam("end")})


def park(c: Connection, mail_id: int, reply: str) -> None:
    """The relay refuses the letter itself: what has not left of it waits until a person has looked."""
    waiting = update(outbox).where(outbox.c.mail == mail_id, outbox.c.state.in_(_WAITING))
    c.execute(waiting.values(state="parked", reply=reply[:500]))


def _park_if_unwanted(c: Connection, mail_id: int, reply: str) -> None:
    """More than every fifth recipient refused with the same code is a policy against the letter, not dead addresses (faults.md G3).

    Those refused already wait with the others, however few the readers are: nobody has the letter until a person has looked.
    """
    alike = and_(outbox.c.mail == mail_id, outbox.c.state.in_(("failed", "parked")), func.substr(outbox.c.reply, 1, 9) == reply[:9])
    failed = c.scalar(select(func.count()).where(alike)) or 0
    of = c.scalar(select(func.count()).where(outbox.c.mail == mail_id)) or 0
    if failed >= _FEWEST_ALIKE and failed * 5 > of and reply[4:8] not in ("5.1.", "5.2."):
        park(c, mail_id, reply)
        c.execute(update(outbox).where(alike).values(state="parked", finished=None))


_FEWEST_ALIKE = 3
"""Fewer refusals say something about those who got them, not about the letter."""


def cancel(c: Connection, cause: str, now: datetime) -> int:
    """Cancels what a decision has not sent yet; returns how many letters stay in the house."""
    waiting = and_(outbox.c.waits, or_(outbox.c.state == "queued", outbox.c.reply.startswith(_SUPERSEDED)))
    of_it = outbox.c.mail.in_(select(mail.c.id).where(mail.c.cause == cause))
    return c.execute(update(outbox).where(of_it, waiting).values(state="cancelled", reply="", finished=now)).rowcount


_SUPERSEDED = "superseded by "


def supersede(c: Connection, about: str, cause: str, now: datetime) -> int:
    """Cancels what earlier decisions about a matter have not sent yet, until `cause` is undone; returns how many letters that are."""
    earlier = select(mail.c.id).where(mail.c.about == about, mail.c.cause != cause)
    waiting = update(outbox).where(outbox.c.mail.in_(earlier), outbox.c.waits, outbox.c.state == "queued")
    return c.execute(waiting.values(state="cancelled", reply=_SUPERSEDED + cause, finished=now)).rowcount


def reinstate(c: Connection, cause: str) -> None:
    """The decision `cause` counts no more: what it superseded waits for its turn again."""
    given_way = update(outbox).where(outbox.c.state == "cancelled", outbox.c.reply == _SUPERSEDED + cause)
    c.execute(given_way.values(state="queued", reply="", finished=None))


def withdraw(c: Connection, recipients: Sequence[str], cause: str, now: datetime, group: str = "") -> int:
    """Takes back posts (of one list, or of all and digests too) that somebody may not read any more, until `cause` is undone."""
    posts = select(mail.c.id).where(mail.c.kind == "post", mail.c.about == group) if group else select(mail.c.id).where(_TO_MEMBERS)
    waiting = update(outbox).where(IS_OPEN, outbox.c.recipient.in_(recipients), outbox.c.state.in_(_WAITING), outbox.c.mail.in_(posts))
    return c.execute(waiting.values(state="cancelled", reply=_SUPERSEDED + cause, finished=now)).rowcount


_TO_MEMBERS = mail.c.kind.in_(("post", "digest/weekly"))


def report(c: Connection, id: int, state: str, reply: str, now: datetime) -> None:
    """What a bounce said about a delivery that the relay had taken."""
    c.execute(update(outbox).where(outbox.c.id == id).values(state=state, reply=reply[:500], finished=now))


def handed_on(c: Connection, server: str, reader: str, before: datetime) -> int | None:
    """The row of a reader's copy of the newest post that a list server had taken by then; made when it is first asked about."""
    taken = (outbox.c.recipient == server, outbox.c.state == "delivered", outbox.c.finished <= before)
    post = c.execute(select(outbox).where(*taken).order_by(outbox.c.finished.desc()).limit(1)).mappings().first()
    if post is None:
        return None
    known: int | None = c.scalar(select(outbox.c.id).where(outbox.c.message_id == post["message_id"], outbox.c.recipient == reader))
    if known is not None:
        return known
    copy = {key: value for key, value in post.items() if key != "id"} | {"recipient": reader, "reply": f"by way of {server}"}
    id = c.execute(insert(outbox).values(copy)).inserted_primary_key
    return int(id[0]) if id else None


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a delivery went to, in which letter, what about, since when."""

    recipient: str
    message_id: str
    about: str
    created: datetime


def recipient_of(c: Connection, id: int) -> Addressed | None:
    columns = (outbox.c.recipient, outbox.c.message_id, mail.c.about, mail.c.created)
    row = c.execute(select(*columns).join(mail, mail.c.id == outbox.c.mail).where(outbox.c.id == id)).first()
    return Addressed(*row) if row else None


def arrived(c: Connection, recipient: str, before: datetime) -> datetime | None:
    """When the newest letter left for somebody that did not come back, of those that left before then."""
    gone = outbox.c.recipient == recipient, outbox.c.state == "delivered", outbox.c.finished < before
    newest: datetime | None = c.scalar(select(func.max(outbox.c.finished)).where(*gone))
    return newest


def came_back(c: Connection, recipient: str, after: datetime | None) -> tuple[datetime, ...]:
    """When letters for somebody came back, of those after then."""
    gone = outbox.c.recipient == recipient, outbox.c.state == "failed", *((outbox.c.finished > after,) if after else ())
    return tuple(c.scalars(select(outbox.c.finished).where(*gone)))


def written(c: Connection, recipient: str, kinds: Iterable[str], since: datetime, *, proven: bool = True) -> int:
    """How many letters of these kinds were written to somebody since then; if not `proven`, to letters that nothing vouches for.

    A question that has been answered does not count: whoever answers is there, and goes on with their day.
    """
    rows = select(func.count()).select_from(outbox).join(mail, mail.c.id == outbox.c.mail)
    these = outbox.c.recipient == recipient, mail.c.kind.in_(kinds), mail.c.created > since
    unproven = () if proven else (exists().where(inbox.c.letter == mail.c.cause, inbox.c.proven.is_(False)),)
    return c.scalar(rows.where(*these, *unproven, ~_IS_ANSWERED)) or 0


_IS_ANSWERED = exists().where(
    TABLES[SentLetter].c.id == mail.c.message_id,
    TABLES[Question].c.id == TABLES[SentLetter].c.question,
    TABLES[Question].c.state == "answered",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter of ours to one person that leaves yet, or may leave again."""

    mail: int
    message_id: str
    recipient: str
    has_left: bool
    """Somebody may have it already."""
    raw: bytes


def of_ours(c: Connection) -> list[Waiting]:
    """Every letter of ours that a retry could still send, given up or not."""
    columns = (mail.c.id, mail.c.message_id, outbox.c.recipient, outbox.c.state.not_in(("queued", "deferred")), mail.c.raw)
    may_leave = (mail.c.kind.not_in(OF_OTHERS), outbox.c.state.not_in(("delivered", "cancelled")))
    return [Waiting(*row) for row in c.execute(select(*columns).join(mail, mail.c.id == outbox.c.mail).where(*may_leave))]


def rewrite(c: Connection, mail_id: int, raw: bytes) -> None:
    c.execute(update(mail).where(mail.c.id == mail_id).values(raw=raw))


def next_due(c: Connection, now: datetime) -> datetime | None:
    """When the next letter may leave; None if none waits or all are held."""
    soonest = c.execute(_NEXT_DUE).one()
    waiting: datetime | None = soonest[0]
    if soonest[1] is None:
        return waiting
    remains = soonest[1] - clock(c, now)
    # A lease that reaches further than leases do was written before the clock was set back.
    ends = now + remains if remains <= 2 * LEASE else now
    return min(ends, waiting) if waiting else ends


_IS_LEASED = outbox.c.state == "leased"
_SOONEST = [func.min(case((leased, outbox.c.due)), type_=outbox.c.due.type) for leased in (not_(_IS_LEASED), _IS_LEASED)]
_NEXT_DUE = select(*_SOONEST).where(IS_OPEN, not_(is_held()))


def retry(c: Connection, id: int, now: datetime) -> bool:
    tired = update(outbox).where(outbox.c.id == id, outbox.c.state.in_(("deferred", "uncertain", "failed", "expired", "parked")))
    return c.execute(tired.values(state="queued", due=now, expires=now + LIFETIME, finished=None)).rowcount == 1


def counts(c: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in c.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))}


def oldest_open(c: Connection, now: datetime) -> datetime | None:
    """When the oldest row that should have left by now was written."""
    late = select(func.min(mail.c.created)).join(outbox, outbox.c.mail == mail.c.id)
    oldest: datetime | None = c.scalar(late.where(outbox.c.state.in_(_WAITING), outbox.c.due <= now))
    return oldest


def last_complaint(c: Connection) -> str | None:
    """What the relay last said about a letter that still waits."""
    waiting = outbox.c.state.in_((*_WAITING, "parked"))
    return c.scalar(select(outbox.c.reply).where(waiting, outbox.c.reply != "").order_by(outbox.c.due.desc()).limit(1))
