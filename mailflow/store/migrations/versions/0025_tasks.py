"""tasks: who does what until when"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("group", sa.String()),
        sa.Column("what", sa.String()),
        sa.Column("who", sa.String()),
        sa.Column("giver", sa.String()),
        sa.Column("until", sa.Date()),
        sa.Column("opened", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_state", "task", ["state"])
