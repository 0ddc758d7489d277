"""Letters taken in, and how far each recipient's copy got: new -> done | set_aside."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, func, literal_column, or_, select, update

from mailflow.store.tables import inbox, insert_if_new, letters, texts

_TRACE = re.compile(
    rb"(?:(?:return-path|received|x-original-to|delivered-to|authentication-results|x-received)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*", re.I
)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_DATE = re.compile(rb"(?im)^date[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")
_FROM = re.compile(rb"(?im)^from[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")

MOST_ATTEMPTS = 3
"""Crashes of the reading child after which a letter is set aside (faults.md B9)."""
LEASE = timedelta(minutes=2)
"""Longer than any letter may take to read and decide; a worker that died or froze loses its letter after that."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter at the door, with the recipients it is for."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    door: str
    at: datetime
    peer: str = ""
    """IP address that brought it, "" from this machine."""


@dataclass(frozen=True, slots=True)
class Item:
    """One recipient's copy of one letter, claimed for the `attempts`-th time."""

    id: int
    letter: str
    recipient: str
    sender: str
    raw: bytes
    received: datetime
    peer: str
    digest: str
    """Of what its author wrote, see `digest_of`."""
    attempts: int


def digest_of(raw: bytes) -> str:
    """Identifies what a person wrote: author, moment and words, blanks left out, which a signature lets change (RFC 6376 section 3.4).

    What no signature need cover is no part of it, or whoever has a signed letter could make it another. Without a Date all of it counts.
    """
    end = _END_OF_HEADER.search(raw)
    head = raw[: end.start() if end else len(raw)]
    moment, authors = _DATE.search(head), _FROM.findall(head)
    told = (moment[0], *authors, raw[end.end() :]) if moment and end else (_without_trace(raw),)
    return hashlib.sha256(b"\0".join(part.translate(None, b" \t\r\n") for part in told)).hexdigest()


def _without_trace(raw: bytes) -> bytes:
    """The letter as it was sent: two deliveries differ only in the trace headers on top."""
    leading = _TRACE.match(raw[:65536])
    return raw[leading.end() if leading else 0 :]


def accept(c: Connection, arrivals: Sequence[Arrival]) -> list[str]:
    """Stores letters and a row per recipient that has not had its letter yet.

    Returns the letters' ids in the order given; on a repeat the id of the earlier one.
    """
    if not arrivals:
        return []
    contents = [hashlib.sha256(_without_trace(a.raw)).hexdigest() for a in arrivals]
    keys = [{r: _key(a, r, content) for r in a.recipients} for a, content in zip(arrivals, contents, strict=True)]
    wanted = json.dumps([key for of in keys for key in of.values()])
    known = {row[0]: row[1] for row in c.execute(_known(c.dialect.name), {"keys": wanted})}
    ids, new_letters, new_rows = [], [], []
    for arrival, content, of in zip(arrivals, contents, keys, strict=True):
        fresh = [r for r, key in of.items() if key not in known]
        if not fresh:
            ids.append(known[next(iter(of.values()))])
            continue
        id = hashlib.sha256(f"{content}\n{arrival.sender}\n{arrival.at.isoformat()}\n{','.join(fresh)}".encode()).hexdigest()[:16]
        known |= {of[r]: id for r in fresh}
        ids.append(id)
        new_letters.append(
            {
                "id": id,
                "digest": digest_of(arrival.raw),
                "raw": arrival.raw,
                "sender": arrival.sender,
                "door": arrival.door,
                "peer": arrival.peer,
                "received": arrival.at,
            }
        )
        new_rows += [{"letter": id, "recipient": r, "key": of[r], "state": "new", "attempts": 0} for r in fresh]
    if new_letters:
        # Another process may be committing the same letter just now: then it is waited for, and its rows are the ones.
        c.execute(insert_if_new(letters, c.dialect.name), new_letters)
        c.execute(insert_if_new(inbox, c.dialect.name), new_rows)
    return ids


@cache
def _known(dialect: str) -> Select[Any]:
    """Which of the rows with these keys there are."""
    return select(inbox.c.key, inbox.c.letter).where(inbox.c.key.in_(texts(dialect, bindparam("keys", type_=String()))))


def _key(arrival: Arrival, recipient: str, content: str) -> str:
    return hashlib.sha256(f"{recipient}\n{arrival.sender}\n{content}".encode()).hexdigest()


def waits(c: Connection, now: datetime) -> bool:
    return c.scalar(_OLDEST, _at(now)) is not None


def claim(c: Connection, now: datetime) -> Item | None:
    """The oldest new row that nobody reads, its attempt counted before anybody reads the letter."""
    id = c.scalar(_CLAIM, _at(now) | {"until": now + LEASE})
    return item(c, id) if id is not None else None


def item(c: Connection, id: int) -> Item | None:
    row = c.execute(_ITEM, {"row": id}).first()
    return Item(*row) if row else None


def is_ours(c: Connection, item: Item) -> bool:
    """Whether this claim still stands: the row is new and nobody claimed it since. Locks the row for this transaction."""
    return c.scalar(_OURS, {"row": item.id, "attempt": item.attempts}) is not None


def _at(now: datetime) -> dict[str, datetime]:
    # A lease further away than leases reach was written by a clock that has been set back since.
    return {"now": now, "farthest": now + 2 * LEASE}


# Built once: composing a statement costs more than running it, and every letter needs these.
_IS_NEW = inbox.c.state == literal_column("'new'")
_NOBODYS = or_(inbox.c.lease.is_(None), inbox.c.lease <= bindparam("now"), inbox.c.lease > bindparam("farthest"))
_OLDEST = select(inbox.c.id).where(_IS_NEW, _NOBODYS).order_by(inbox.c.id).limit(1)
_OLDEST_TO_CLAIM = _OLDEST.with_for_update(skip_locked=True).scalar_subquery()
_CLAIM = (
    update(inbox)
    .where(inbox.c.id == _OLDEST_TO_CLAIM)
    .values(attempts=inbox.c.attempts + 1, lease=bindparam("until"))
    .returning(inbox.c.id)
)
_OURS = select(inbox.c.id).where(inbox.c.id == bindparam("row"), _IS_NEW, inbox.c.attempts == bindparam("attempt")).with_for_update()
_FINISHED = ("state", "finished", "lease", "message_id", "understood", "verdict", "reason", "said", "proven")
_FINISH = update(inbox).where(inbox.c.id == bindparam("row")).values({name: bindparam(name) for name in _FINISHED})
_RAW = select(letters.c.raw).where(letters.c.id == bindparam("letter"))
_ITEM = (
    select(
        inbox.c.id,
        inbox.c.letter,
        inbox.c.recipient,
        letters.c.sender,
        letters.c.raw,
        letters.c.received,
        letters.c.peer,
        letters.c.digest,
        inbox.c.attempts,
    )
    .join(letters, letters.c.id == inbox.c.letter)
    .where(inbox.c.id == bindparam("row"))
)
_ACCEPTED_BEFORE = (
    select(inbox.c.id)
    .join(letters, letters.c.id == inbox.c.letter)
    .where(letters.c.digest == bindparam("digest"), inbox.c.recipient == bindparam("recipient"))
    .where(inbox.c.id != bindparam("besides"), inbox.c.verdict == "accept")
    .limit(1)
)


def had_effects(c: Connection, digest: str, recipient: str, *, besides: int = 0) -> bool:
    """Whether the same content was accepted for this recipient before, in whatever envelope: a signed letter replayed.

    `digest` (see `digest_of`) and recipient as they are kept, with sealed reply addresses. `besides` is the row that is asked about.
    """
    return c.scalar(_ACCEPTED_BEFORE, {"digest": digest, "recipient": recipient, "besides": besides}) is not None


def give_back(c: Connection, item: Item | None = None) -> None:
    """Ends a claim before its time; without an item, those of a process that is gone."""
    mine = [inbox.c.id == item.id, inbox.c.attempts == item.attempts] if item else []
    c.execute(update(inbox).where(inbox.c.state == "new", *mine).values(lease=None))


def said(c: Connection, words: str, since: datetime) -> int:
    """How many letters with this fingerprint of author and words have been decided since then; what was discarded heard nothing."""
    alike = (inbox.c.said == words, inbox.c.said != "", inbox.c.finished > since)
    same = select(func.count()).where(*alike, inbox.c.verdict != "discard")
    return c.scalar(same) or 0


def finish(
    c: Connection,
    id: int,
    state: str,
    now: datetime,
    *,
    message_id: str = "",
    understood: str = "",
    verdict: str = "",
    reason: str = "",
    said: str = "",
    proven: bool = True,
) -> None:
    told = {"message_id": message_id[:998], "understood": understood, "verdict": verdict, "reason": reason[:1000], "said": said}
    c.execute(_FINISH, {"row": id, "state": state, "finished": now, "lease": None, "proven": proven} | told)


def retry(c: Connection, id: int) -> bool:
    """Puts a set-aside row back in front of the reader."""
    changed = c.execute(update(inbox).where(inbox.c.id == id, inbox.c.state == "set_aside").values(state="new", attempts=0, finished=None))
    return changed.rowcount == 1


def keep(c: Connection, id: str, raw: bytes, at: datetime) -> None:
    """Keeps a letter of an old archive, for whoever fetches it; nothing is decided about it."""
    letter = {"id": id, "digest": digest_of(raw), "raw": raw, "sender": "", "door": "archive", "peer": "", "received": at}
    c.execute(insert_if_new(letters, c.dialect.name), [letter])


def raw(c: Connection, letter: str) -> bytes | None:
    return c.scalar(_RAW, {"letter": letter})


def counts(c: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in c.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))}


def oldest_new(c: Connection) -> datetime | None:
    oldest: datetime | None = c.scalar(
        select(func.min(letters.c.received)).join(inbox, inbox.c.letter == letters.c.id).where(inbox.c.state == "new")
    )
    return oldest
