"""the language in which somebody is written to; what stood there before was never told by anybody"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("language", sa.String(), server_default=""))
    op.add_column("hold", sa.Column("language", sa.String(), server_default=""))
    op.execute("UPDATE person SET language = ''")
