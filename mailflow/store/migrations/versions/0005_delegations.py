"""who may write for whom"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("person", sa.String()),
        sa.Column("address", sa.String()),
        sa.Column("until", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    op.create_index("ix_delegation_address", "delegation", ["address"])
