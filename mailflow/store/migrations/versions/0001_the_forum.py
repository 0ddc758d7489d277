"""the forum's memory"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KINDS: dict[str, TypeEngine[Any]] = {
    "text": sa.String(),
    "number": sa.Integer(),
    "flag": sa.Boolean(),
    "time": sa.DateTime(timezone=True),
    "day": sa.Date(),
    "json": sa.JSON(),
}
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)

# A table per kind of record: its columns beside the id, and those with an index.
RECORDS = {
    "application": (
        "version:number state:text sender:text sender_name:text record:json flags:json interest:json opened:time "
        "deferred_until:day decided:time decided_by:text reason:text",
        (),
    ),
    "charter": (
        "version:number name:text domain:text timezone:text addresses:json trusted_authserv:json external_markers:json counties:json",
        (),
    ),
    "group": (
        "version:number name:text kind:text address:text name_en:text topic:text subject_tag:text aliases:json "
        "speakers:json state:text founded:time",
        ("address", "kind"),
    ),
    "hold": (
        "version:number group:text letter:text sender:text sender_name:text title:text text:text message_id:text "
        "rule:text reason:text state:text at:time decided:time decided_by:text",
        ("state",),
    ),
    "introduction": (
        "version:number application:text mentor:text newcomer:text state:text",
        (),
    ),
    "invitation": (
        "version:number meeting:text address:text name:text partstat:text guests:number comment:text delegate:text answered:time",
        ("meeting",),
    ),
    "journalentry": (
        "version:number at:time letter:text actor:text about:text what:text text:text kind:text record:text before:json "
        "after_version:number undoable_until:time",
        ("about", "actor", "letter"),
    ),
    "meeting": (
        "version:number uid:text title:text start:time end:time place:text dial_in:text text:text organiser:text "
        "organiser_name:text audience:text sequence:number state:text answers_told:time",
        ("uid",),
    ),
    "membership": (
        "version:number group:text person:text since:time delivery:text",
        ("group", "person"),
    ),
    "period": (
        "version:number ran:time",
        (),
    ),
    "person": (
        "version:number name:text address:text status:text seat:text role:text phone:text language:text delivery:text "
        "paused_from:day paused_until:day joined:time bounces:number last_bounce:time",
        ("seat", "status"),
    ),
    "personaddress": (
        "version:number person:text",
        ("person",),
    ),
    "post": (
        "version:number group:text sender:text sender_name:text place:text subject:text text:text thread:text at:time letter:text",
        ("at", "thread"),
    ),
    "question": (
        "version:number kind:text about:text asked:json opened:time expires:time state:text answer:text "
        "answered_by:text answered:time orders:json details:json reminded:time address_hash:text",
        ("about", "address_hash", "state"),
    ),
    "said": (
        "version:number about:text at:time by:text text:text letter:text",
        ("about",),
    ),
    "sentletter": (
        "version:number to:text question:text about:text sent:time",
        (),
    ),
}


def upgrade() -> None:
    for name, (columns, indexed) in RECORDS.items():
        kinds = dict(column.split(":") for column in columns.split())
        _table(name, sa.Column("id", sa.String(), nullable=False), *(sa.Column(c, KINDS[k]) for c, k in kinds.items()), indexed=indexed)
    _letters()
    _outgoing()


def _letters() -> None:
    _table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("received", TIME, nullable=False),
        indexed=("digest",),
    )
    _table(
        "inbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("recipient", "key", "state")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("message_id", "understood", "verdict", "reason")),
        sa.Column("finished", TIME),
        sa.ForeignKeyConstraint(["letter"], ["letter.id"]),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
        indexed=("letter", "message_id", "state"),
    )


def _outgoing() -> None:
    _table(
        "mail",
        sa.Column("id", SERIAL, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("message_id", "kind", "about", "cause")),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("created", TIME, nullable=False),
        indexed=("cause", "message_id"),
    )
    _table(
        "outbox",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("mail", SERIAL, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("message_id", "recipient", "state")),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due", TIME, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease", TIME),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("finished", TIME),
        sa.ForeignKeyConstraint(["mail"], ["mail.id"]),
        sa.UniqueConstraint("message_id", "recipient", name="uq_outbox_message_id_recipient"),
        indexed=("mail", "recipient", "state"),
    )
    op.create_index("ix_outbox_state_due", "outbox", ["state", "due"])


def _table(name: str, *parts: sa.schema.SchemaItem, indexed: tuple[str, ...]) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])
