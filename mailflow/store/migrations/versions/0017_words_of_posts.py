"""the archive by its words"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "postword",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["post.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "post", name="pk_postword"),
    )
    op.create_index("ix_postword_post", "postword", ["post"])
