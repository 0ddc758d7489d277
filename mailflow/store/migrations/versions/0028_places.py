"""places: meetings at which not everybody can take part"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("places", sa.Integer(), nullable=True, server_default="0"))
