"""The life of a letter or a matter, out of inbox, journal and outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from mailflow.model.letter import proof_in_words
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
        select(letters.c.received, letters.c.door, letters.c.sender, inbox)
        .join(inbox, inbox.c.letter == letters.c.id)
        .where(letters.c.id.in_(ids))
    )
    lines = []
    for row in c.execute(rows):
        sender = row.sender or "nobody (the null sender)"
        lines.append(
            _line(row.received, "received", f"for {row.recipient} by {row.door}, from {sender}: letter {row.letter}, row {row.id}")
        )
        if row.understood:
            lines.append(_line(row.finished, "understood", f"as {row.understood}"))
        if row.finished:
            what = "decided" if row.state == "done" else "set aside"
            lines.append(_line(row.finished, what, f"{row.verdict}: {row.reason}"))
        elif row.attempts:
            lines.append(_line(row.received, "reading", f"attempt {row.attempts}"))
    return lines


def _line(at: datetime, what: str, text: str) -> dict[str, Any]:
    return {"at": at.isoformat(), "what": what, "text": text.rstrip()}


def _journal(c: Connection, ids: set[str], what: str) -> list[dict[str, Any]]:
    table = TABLES[JournalEntry]
    rows = select(table.c.at, table.c.what, table.c.actor, table.c.about, table.c.kind, table.c.record, table.c.text)
    found = c.execute(rows.where(or_(table.c.letter.in_(ids), table.c.about == what)).order_by(table.c.id))
    lines = []
    for at, done, actor, about, kind, record, text in found:
        if done == "proof":
            lines.append(_line(at, "sender", proof_in_words(text)))
            continue
        subject = f"{kind.lower()} {record}" if kind else about
        lines.append(_line(at, done, f"{subject} {text}" + (f" by {actor}" if actor else "")))
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
        lines.append(_line(finished or created, "delivery", f"{kind} to {recipient}: {state}{until} {reply}"))
    return lines
