"""what people wrote, with how sure we were that it was they"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("said", sa.Column("proof", sa.String(), server_default=""))
    op.add_column("hold", sa.Column("proof", sa.String(), server_default=""))
