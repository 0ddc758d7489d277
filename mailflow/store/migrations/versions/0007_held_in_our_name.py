"""held posts whose copies need the list's From"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hold", sa.Column("needs_our_name", sa.Boolean(), server_default=sa.false()))
