"""votes: what is asked of the seats of a list, and until when"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vote",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("group", sa.String()),
        sa.Column("question", sa.String()),
        sa.Column("answers", sa.JSON()),
        sa.Column("text", sa.String()),
        sa.Column("starter", sa.String()),
        sa.Column("opened", sa.DateTime(timezone=True)),
        sa.Column("until", sa.Date()),
        sa.Column("secret", sa.Boolean()),
        sa.Column("state", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_vote"),
    )
    op.create_index("ix_vote_state", "vote", ["state"])
