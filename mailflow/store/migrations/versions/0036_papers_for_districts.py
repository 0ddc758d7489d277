"""papers for districts: a group recommends something to some Landkreise, not to all"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper", sa.Column("districts", sa.JSON(), server_default="[]"))
