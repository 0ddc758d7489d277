"""what kind of institution a guest comes from"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("guest", sa.Column("kind", sa.String(), nullable=True, server_default=""))
