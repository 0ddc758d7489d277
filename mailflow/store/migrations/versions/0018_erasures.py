"""who was erased, known again by a fingerprint"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("with_posts", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
