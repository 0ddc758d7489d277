"""whose posts are trusted or looked at first; the level of a post; posts found by their subject"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "writer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("group", sa.String()),
        sa.Column("address", sa.String()),
        sa.Column("treatment", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_writer"),
    )
    op.add_column("post", sa.Column("level", sa.String(), server_default=""))
    op.create_index("ix_post_subject", "post", ["subject"])
