"""What the house remembers of itself, one moment and a few words each: last tick, last backup, whether letters are held, which key seals
them, alarms told.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mailflow.store.tables import letters, mail, marks

BEGUN, TICK, BACKUP, HELD, KEY = "begun", "tick", "backup", "held", "key"
AHEAD = "ahead"
"""By how many seconds the clock of a demo was moved forward."""
MAILBOX = "mailbox:"
MAILBOX_READ, MAILBOX_SAYS, MAILBOX_UNCLEAR = (MAILBOX + part for part in ("read", "says", "unclear"))
"""The mailbox we fetch from: when it was last read and up to where, why it cannot be read, how many letters in it need a person."""


class Mark(NamedTuple):
    at: datetime
    text: str


def mark(c: Connection, id: str) -> Mark | None:
    row = c.execute(select(marks.c.at, marks.c.text).where(marks.c.id == id)).first()
    return Mark(*row) if row else None


def sealing_key(c: Connection) -> str | None:
    """The name of the key that seals what is kept; "" if letters are older than this mark, None while there are none."""
    if named := mark(c, KEY):
        return named.text
    return "" if c.scalar(select(or_(exists(select(letters.c.id)), exists(select(mail.c.id))))) else None


def with_prefix(c: Connection, prefix: str) -> dict[str, Mark]:
    """Marks by what follows the prefix in their id."""
    rows = c.execute(select(marks).where(marks.c.id.startswith(prefix, autoescape=True)).order_by(marks.c.id))
    return {row.id.removeprefix(prefix): Mark(row.at, row.text) for row in rows}


def put(c: Connection, id: str, at: datetime, text: str = "") -> None:
    into = sqlite.insert(marks) if c.dialect.name == "sqlite" else postgresql.insert(marks)
    values = {"at": at, "text": text}
    c.execute(into.values(id=id, **values).on_conflict_do_update(index_elements=["id"], set_=values))


def put_once(c: Connection, id: str, at: datetime) -> None:
    """The first moment stays."""
    into = sqlite.insert(marks) if c.dialect.name == "sqlite" else postgresql.insert(marks)
    c.execute(into.values(id=id, at=at, text="").on_conflict_do_nothing())


def remove(c: Connection, *ids: str) -> None:
    c.execute(delete(marks).where(marks.c.id.in_(ids)))


def forget(c: Connection, prefix: str, before: datetime) -> None:
    """Removes marks that were not renewed since."""
    c.execute(delete(marks).where(marks.c.id.startswith(prefix, autoescape=True), marks.c.at < before))


def is_held() -> ColumnElement[bool]:
    """Whether nothing may leave until a person says so."""
    return exists(select(marks.c.id).where(marks.c.id == HELD))
