"""a post that waits knows which thread it belongs to, and which of its files are too large for copies"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hold", sa.Column("left_out", sa.JSON(), server_default="[]"))
    op.add_column("hold", sa.Column("thread", sa.String(), server_default=""))
