"""whether somebody's letter says what another of theirs said, by a keyed fingerprint"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("said", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_inbox_said", "inbox", ["said"])
