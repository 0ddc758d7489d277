"""files of held posts: whoever releases one sees what travels with it"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hold", sa.Column("files", sa.JSON(), server_default="[]"))
