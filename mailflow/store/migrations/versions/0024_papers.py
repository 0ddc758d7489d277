"""papers: recommendations and offers of groups, in editions, and the votes about them"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("kind", sa.String()),
        sa.Column("group", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("edition", sa.Integer()),
        sa.Column("text", sa.String()),
        sa.Column("files", sa.JSON()),
        sa.Column("author", sa.String()),
        sa.Column("post", sa.String()),
        sa.Column("state", sa.String()),
        sa.Column("published", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
    )
    op.add_column("vote", sa.Column("about", sa.String(), server_default=""))
