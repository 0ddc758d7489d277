"""topics: what the forum might work on together"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("title", sa.String()),
        sa.Column("starter", sa.String()),
        sa.Column("supporters", sa.JSON()),
        sa.Column("opened", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
    )
