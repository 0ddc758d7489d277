"""held posts with what is to be sealed into their copies"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hold", sa.Column("vouched", sa.String(), server_default=""))
