"""consents: who said yes to what, in which words; since when somebody has left"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("purpose", sa.String()),
        sa.Column("edition", sa.String()),
        sa.Column("wording", sa.String()),
        sa.Column("address", sa.String()),
        sa.Column("asked", sa.DateTime(timezone=True)),
        sa.Column("request", sa.String()),
        sa.Column("agreed", sa.DateTime(timezone=True)),
        sa.Column("letter", sa.String()),
        sa.Column("said", sa.String()),
        sa.Column("proof", sa.String()),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_address", "consent", ["address"])
    op.create_index("ix_consent_purpose", "consent", ["purpose"])
    op.add_column("person", sa.Column("left_on", sa.Date()))
    # Nobody wrote down when they left, so their time counts from today.
    person = sa.table("person", sa.column("status", sa.String()), sa.column("left_on", sa.Date()))
    op.execute(person.update().where(person.c.status == "left").values(left_on=datetime.now(UTC).date()))
