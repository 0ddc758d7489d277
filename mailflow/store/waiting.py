"""What waits on its way in or out, and what a person can do with one letter: read, repair, try again, give up.

Each of these is noted in the journal under the letter, so `trace` tells it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from mailflow.store import inbox as inbox_rows
from mailflow.store import outbox as outbox_rows
from mailflow.store.inbox import digest_of
from mailflow.store.store import Transaction
from mailflow.store.tables import inbox, letters, mail, outbox


def waiting(c: Connection) -> list[dict[str, Any]]:
    """Letters not read yet or set aside, and letters that have not reached their recipient."""
    coming = (
        select(inbox.c.id, inbox.c.state, letters.c.received, inbox.c.recipient, inbox.c.reason)
        .join(letters, letters.c.id == inbox.c.letter)
        .where(inbox.c.state != "done")
        .order_by(inbox.c.id)
    )
    leaving = (
        select(outbox.c.id, outbox.c.state, outbox.c.due, outbox.c.recipient, outbox.c.reply)
        .where(outbox.c.state.not_in(("delivered", "cancelled")))
        .order_by(outbox.c.id)
    )
    return [_line("in", *row) for row in c.execute(coming)] + [_line("out", *row) for row in c.execute(leaving)]


def _line(queue: str, id: int, state: str, at: datetime, recipient: str, words: str) -> dict[str, Any]:
    text = f"to {recipient} {words}".rstrip()
    return {"queue": queue, "id": id, "state": state, "at": at.isoformat(), "recipient": recipient, "text": text}


def raw(c: Connection, id: int, *, incoming: bool) -> bytes | None:
    """The letter's bytes as they came, or as they leave."""
    if incoming:
        return c.scalar(select(letters.c.raw).join(inbox, inbox.c.letter == letters.c.id).where(inbox.c.id == id))
    return c.scalar(select(mail.c.raw).join(outbox, outbox.c.mail == mail.c.id).where(outbox.c.id == id))


def retry(tx: Transaction, id: int, *, incoming: bool) -> bool:
    """Tries a letter again; False if it does not wait for that. What it did before it does not do again (faults.md B10)."""
    tried = inbox_rows.retry(tx.connection, id) if incoming else outbox_rows.retry(tx.connection, id, tx.now)
    if tried:
        _note(tx, id, "retry", incoming=incoming)
    return tried


def replace(tx: Transaction, id: int, repaired: bytes) -> bool:
    """Puts a repaired letter in the place of one set aside, to be read anew; the original is kept. False if it is not set aside."""
    row = tx.connection.execute(
        select(inbox.c.letter, letters.c.sender, letters.c.door, letters.c.peer, letters.c.received)
        .join(letters, letters.c.id == inbox.c.letter)
        .where(inbox.c.id == id, inbox.c.state == "set_aside")
        .with_for_update()
    ).first()
    if row is None:
        return False
    digest = digest_of(repaired)
    new = hashlib.sha256(f"{row.letter}\n{id}\n{digest}".encode()).hexdigest()[:16]
    if tx.connection.scalar(select(letters.c.id).where(letters.c.id == new)) is None:
        came = {"sender": row.sender, "door": row.door, "peer": row.peer, "received": row.received}
        tx.connection.execute(insert(letters).values(id=new, digest=digest, raw=repaired, **came))
    # The row keeps its key: the original delivered once more still counts as had.
    tx.connection.execute(update(inbox).where(inbox.c.id == id).values(letter=new))
    inbox_rows.retry(tx.connection, id)
    tx.cause = new
    tx.note(row.letter, "repair", f"letter {new} takes the place of {row.letter}")
    return True


def drop(tx: Transaction, id: int, *, incoming: bool) -> bool:
    """Gives a letter up: one set aside counts as done, one that waits to leave as cancelled; False if it does not wait."""
    if incoming:
        aside = update(inbox).where(inbox.c.id == id, inbox.c.state == "set_aside")
        change = aside.values(state="done", finished=tx.now, verdict="discard")
    else:
        waits = outbox.c.state.in_(("queued", "deferred", "uncertain", "parked"))
        change = update(outbox).where(outbox.c.id == id, waits).values(state="cancelled", finished=tx.now)
    dropped = tx.connection.execute(change).rowcount == 1
    if dropped:
        _note(tx, id, "drop", incoming=incoming)
    return dropped


def _note(tx: Transaction, id: int, what: str, *, incoming: bool) -> None:
    if incoming:
        letter = select(inbox.c.letter).where(inbox.c.id == id)
    else:
        letter = select(mail.c.cause).join(outbox, outbox.c.mail == mail.c.id).where(outbox.c.id == id)
    tx.cause = tx.connection.scalar(letter) or ""
    tx.note(tx.cause, what, f"by hand, {'in' if incoming else 'out'} {id}")
