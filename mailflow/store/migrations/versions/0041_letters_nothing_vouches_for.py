"""whether something vouched for a letter's author, or it came to a question's own address"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("proven", sa.Boolean(), nullable=False, server_default=sa.true()))
