"""guests: for what, on which lists, until when, and what they agreed to"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guest",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("name", sa.String()),
        sa.Column("institution", sa.String()),
        sa.Column("purpose", sa.String()),
        sa.Column("contact", sa.String()),
        sa.Column("lists", sa.JSON()),
        sa.Column("until", sa.Date()),
        sa.Column("state", sa.String()),
        sa.Column("rights", sa.String()),
        sa.Column("agreed", sa.DateTime(timezone=True)),
        sa.Column("agreed_by", sa.String()),
        sa.Column("reads_from", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_guest"),
    )
    op.create_index("ix_guest_state", "guest", ["state"])
