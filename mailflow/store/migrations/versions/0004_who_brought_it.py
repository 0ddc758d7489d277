"""the IP address that brought a letter, for SPF"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("peer", sa.String(), nullable=False, server_default=""))
