"""The tables: a kind of record each, with the record's fields as columns; four for letters in and out; two for the house itself."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    cast,
    event,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from mailflow.model.records import RECORDS, Record

R = TypeVar("R", bound=Record)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out; SQLite would hand back naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo:
            return value
        return value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ANY_INTEGER = BigInteger().with_variant(Integer(), "sqlite")

_COLUMN_TYPES: Mapping[object, TypeEngine[Any]] = {
    str: String(),
    int: Integer(),
    bool: Boolean(),
    datetime: UtcDateTime(),
    date: Date(),
}
_INDEXED = {
    "person": ["status", "seat"],
    "personaddress": ["person"],
    "delegation": ["address"],
    "consent": ["address", "purpose"],
    "guest": ["state"],
    "group": ["address", "kind"],
    "membership": ["group", "person"],
    "question": ["about", "state"],
    "sentletter": ["address_hash", "question"],
    "said": ["about"],
    "post": ["at", "thread", "subject"],
    "hold": ["state"],
    "meeting": ["uid"],
    "invitation": ["meeting"],
    "vote": ["state"],
    "task": ["state"],
    "survey": ["state"],
    "journalentry": ["about", "actor", "letter", "at"],
}


def _column_type(annotation: object) -> TypeEngine[Any]:
    plain = [a for a in typing.get_args(annotation) if a is not type(None)] or [annotation]
    return _COLUMN_TYPES.get(plain[0], JSON()) if len(plain) == 1 else JSON()


def _record_table(kind: type[Record]) -> Table:
    name, hints = kind.__name__.lower(), typing.get_type_hints(kind)
    columns = [Column(f.name, _column_type(hints[f.name]), primary_key=f.name == "id") for f in dataclasses.fields(kind)]
    return Table(name, metadata, *columns, *(Index(None, column) for column in _INDEXED.get(name, ())))


TABLES: Mapping[type[Record], Table] = {kind: _record_table(kind) for kind in RECORDS}

letters = Table(
    "letter",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False, index=True),
    Column("raw", LargeBinary, nullable=False),
    Column("sender", String, nullable=False),
    Column("door", String, nullable=False),
    Column("peer", String, nullable=False, default=""),
    Column("received", UtcDateTime, nullable=False),
)
"""Raw letters as they came, kept whole."""

inbox = Table(
    "inbox",
    metadata,
    Column("id", ANY_INTEGER, primary_key=True),
    Column("letter", String, ForeignKey("letter.id"), nullable=False, index=True),
    Column("recipient", String, nullable=False),
    Column("key", String, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", UtcDateTime),
    Column("message_id", String, nullable=False, default="", index=True),
    Column("understood", String, nullable=False, default=""),
    Column("verdict", String, nullable=False, default=""),
    Column("reason", String, nullable=False, default=""),
    Column("said", String, nullable=False, default="", index=True),
    Column("proven", Boolean, nullable=False, default=True),
    Column("finished", UtcDateTime),
    UniqueConstraint("key"),
)
"""One row per recipient: new -> done | set_aside. `lease` is until when somebody reads it.

`key` makes the same letter twice have the effects of once (invariant 3).
"""

_new = inbox.c.state == "new"
Index("ix_inbox_new", inbox.c.id, sqlite_where=_new, postgresql_where=_new)

mail = Table(
    "mail",
    metadata,
    Column("id", ANY_INTEGER, primary_key=True),
    Column("message_id", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("cause", String, nullable=False, index=True),
    Column("raw", LargeBinary, nullable=False),
    Column("personal", String, nullable=False, default=""),
    Column("confidential", Boolean, nullable=False, default=False),
    Column("created", UtcDateTime, nullable=False),
    Index(None, "kind", "created"),
)
"""Letters that leave, bytes frozen when they are written.

`personal` are header lines in front of the bytes in which {delivery} stands for the signed number of each delivery;
a `confidential` letter leaves by verified TLS or not at all.
"""

outbox = Table(
    "outbox",
    metadata,
    Column("id", ANY_INTEGER, primary_key=True),
    Column("mail", ANY_INTEGER, ForeignKey("mail.id"), nullable=False, index=True),
    Column("message_id", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("state", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("waits", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String, nullable=False, default=""),
    Column("reply", String, nullable=False, default=""),
    Column("finished", UtcDateTime),
    UniqueConstraint("message_id", "recipient"),
)
"""One row per recipient; states in ARCHITECTURE.md. Unique (message_id, recipient): nobody gets the same letter twice.

While a row is leased, `due` is when the lease runs out.
"""

OPEN = ("queued", "leased", "deferred", "uncertain")
IS_OPEN = outbox.c.state.in_([literal_column(f"'{state}'") for state in OPEN])
"""Written out in the statement: a database that is only told parameters cannot see that the index below has all these rows."""
Index("ix_outbox_turn", outbox.c.priority, outbox.c.id, outbox.c.due, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)

postwords = Table(
    "postwords",
    metadata,
    Column("id", ANY_INTEGER, primary_key=True),
    Column("post", String, ForeignKey("post.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("words", String, nullable=False),
)
"""The words of a post, a blank between them; made from the posts, they leave with them (`store.search`).

Rows are put in and taken out, never changed: the index would not hear of it.
"""

LEXEMES = func.array_to_tsvector(func.string_to_array(postwords.c.words, literal_column("' '")))
"""The words as PostgreSQL's index has them, which no parser has looked at; written as in that index, or it would not be used."""
POSTINDEX = "postindex"
"""The index of `postwords`: each database's own, so no part of the metadata that Alembic compares or a backup copies."""
_POSTINDEX = {
    # SQLite, FTS5: external content, https://www.sqlite.org/fts5.html#external_content_tables
    "sqlite": (
        "CREATE VIRTUAL TABLE postindex USING fts5(words, content='postwords', content_rowid='id', tokenize='ascii', detail='none')",
        "CREATE TRIGGER postindex_put AFTER INSERT ON postwords BEGIN INSERT INTO postindex(rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER postindex_taken AFTER DELETE ON postwords BEGIN "
        "INSERT INTO postindex(postindex, rowid, words) VALUES ('delete', old.id, old.words); END",
    ),
    "postgresql": ("CREATE INDEX postindex ON postwords USING gin (array_to_tsvector(string_to_array(words, ' ')))",),
}
for _dialect, _statements in _POSTINDEX.items():
    for _statement in _statements:
        event.listen(postwords, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]


def is_compared(name: str | None, kind: str, parents: object) -> bool:
    """Whether Alembic compares what stands in a database under this name (its `include_name`)."""
    return not (name or "").startswith(POSTINDEX)


ledger = Table(
    "ledger",
    metadata,
    Column("n", ANY_INTEGER, primary_key=True, autoincrement=False),
    Column("line", String, nullable=False, index=True),
    Column("hash", String, nullable=False),
)
"""The journal's chain, see `store.ledger`."""

relays = Table(
    "relay",
    metadata,
    Column("id", String, primary_key=True),
    Column("failures", Integer, nullable=False, default=0),
    Column("paused_until", UtcDateTime),
    Column("since", UtcDateTime),
    Column("reason", String, nullable=False, default=""),
    Column("minute", UtcDateTime),
    Column("in_minute", Integer, nullable=False, default=0),
    Column("day", Date),
    Column("in_day", Integer, nullable=False, default=0),
)
"""How a relay stands: since when it is away and how long we rest, and how many letters it got this minute and day."""

marks = Table(
    "mark",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("text", String, nullable=False, default=""),
)
"""What the house remembers of itself: last tick, last backup, whether letters are held, which alarms stand."""


@cache
def insert_if_new(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """Rows that are there already stay as they are."""
    into = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return into.on_conflict_do_nothing()


def texts(dialect: str, packed: ColumnElement[str]) -> Select[tuple[str]]:
    """The texts of a JSON list as rows of one column `value`: one parameter however many they are."""
    if dialect == "sqlite":
        return select(func.json_each(packed).table_valued("value").c.value)
    return select(func.json_array_elements_text(cast(packed, JSON)).table_valued("value").c.value)


def entries(dialect: str, packed: ColumnElement[str]) -> Select[tuple[str, str]]:
    """The names and texts of a JSON object as rows of `key` and `value`."""
    each = func.json_each(packed) if dialect == "sqlite" else func.json_each_text(cast(packed, JSON))
    rows = each.table_valued("key", "value")
    return select(rows.c.key, rows.c.value)


class _Adapters(dict[type[Record], TypeAdapter[Any]]):
    """Each is made when it is first needed: all of them take as long as loading what speaks SQL."""

    def __missing__(self, kind: type[Record]) -> TypeAdapter[Any]:
        self[kind] = made = TypeAdapter(kind)
        return made


_ADAPTERS = _Adapters()


def plain_of(record: Record) -> dict[str, Any]:
    """The record as JSON values, for the journal."""
    plain: dict[str, Any] = _ADAPTERS[type(record)].dump_python(record, mode="json")
    return plain


def row_of(record: Record) -> dict[str, Any]:
    """Column values of a record; nested values as plain JSON."""
    kind = type(record)
    row = {name: getattr(record, name) for name in _NAMES[kind]}
    return row | _ADAPTERS[kind].dump_python(record, mode="json", include=_NESTED[kind]) if kind in _NESTED else row


def record_of(kind: type[R], row: Sequence[Any]) -> R:
    """The record whose column values, in the order of its table, these are."""
    fields = dict(zip(_NAMES[kind], row, strict=True))
    return rebuilt(kind, fields) if kind in _NESTED else kind(**fields)


def rebuilt(kind: type[R], plain: Mapping[str, Any]) -> R:
    """The record whose fields these are; nested values are rebuilt and checked."""
    record: R = _ADAPTERS[kind].validate_python(dict(plain))
    return record


_NAMES: Mapping[type[Record], tuple[str, ...]] = {kind: tuple(table.c.keys()) for kind, table in TABLES.items()}
_NESTED: Mapping[type[Record], set[str]] = {
    kind: nested for kind, table in TABLES.items() if (nested := {c.name for c in table.c if isinstance(c.type, JSON)})
}
"""Values that SQL does not know, by kind. Kinds without any are made as they come, which is what rosters of thousands need."""
