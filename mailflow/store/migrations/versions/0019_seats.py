"""seats; rounds of applications, and answers that the office has from somewhere else"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("main", sa.String()),
        sa.Column("deputy", sa.String()),
        sa.Column("mailbox", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
    )
    op.add_column("application", sa.Column("interest_seen_by", sa.String(), server_default=""))
    op.add_column("application", sa.Column("round", sa.Date()))
