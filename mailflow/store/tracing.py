"""The life of a letter or a matter, out of inbox, journal and outbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from mailflow.model.records import JournalEntry
from mailflow.store.tables import TABLES, inbox, letters, mail, outbox


def story(c: Connection, what: str) -> list[dict[str, Any]]:
    """Lines with at, what, text, oldest first, about a Message-ID (with or without brackets), a letter's id, or a matter's number."""
    bracketed = what if what.startswith("<") else f"<{what}>"
    ids = set(c.scalars(select(inbox.c.letter).where(or_(inbox.c.message_id == bracketed, inbox.c.letter == what))))
    journal = TABLES[JournalEntry]
    ids |= set(c.scalars(select(journal.c.letter).where(journal.c.about == what)))
    lines = [*_received(c, ids), *_journal(c, ids, what), *_sent(c, ids, bracketed, what)]
    return sorted(lines, key=lambda line: str(line["at"]))


def _received(c: Connection, ids: set[str]) -> list[dict[str, Any]]:
    rows = (
        select(letters.c.received, letters.c.door, inbox.c.recipient, inbox.c.state, inbox.c.verdict, inbox.c.reason, inbox.c.finished)
        .join(inbox, inbox.c.letter == letters.c.id)
        .where(letters.c.id.in_(ids))
    )
    lines = []
    for received, door, recipient, state, verdict, reason, finished in c.execute(rows):
        lines.append({"at": received.isoformat(), "what": "received", "text": f"for {recipient} by {door}"})
        if finished:
            lines.append({"at": finished.isoformat(), "what": state, "text": f"{verdict}: {reason}"})
    return lines


def _journal(c: Connection, ids: set[str], what: str) -> list[dict[str, Any]]:
    table = TABLES[JournalEntry]
    rows = select(table.c.at, table.c.what, table.c.actor, table.c.about, table.c.kind, table.c.record, table.c.text)
    found = c.execute(rows.where(or_(table.c.letter.in_(ids), table.c.about == what)).order_by(table.c.id))
    lines = []
    for at, done, actor, about, kind, record, text in found:
        object_ = f"{kind.lower()} {record}" if kind else about
        by = f" by {actor}" if actor else ""
        lines.append({"at": at.isoformat(), "what": done, "text": f"{object_} {text}{by}"})
    return lines


def _sent(c: Connection, ids: set[str], message_id: str, about: str) -> list[dict[str, Any]]:
    rows = (
        select(mail.c.created, mail.c.kind, outbox.c.recipient, outbox.c.state, outbox.c.due, outbox.c.finished, outbox.c.reply)
        .join(outbox, outbox.c.mail == mail.c.id)
        .where(or_(mail.c.cause.in_(ids), mail.c.message_id == message_id, mail.c.about == about))
    )
    lines = []
    for created, kind, recipient, state, due, finished, reply in c.execute(rows):
        until = f", due {due.isoformat()[:19]}" if state in {"queued", "deferred", "uncertain"} else ""
        text = f"{kind} to {recipient}: {state}{until} {reply}".rstrip()
        lines.append({"at": (finished or created).isoformat(), "what": "delivery", "text": text})
    return lines
