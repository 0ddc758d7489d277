"""a paper knows which of its editions everybody has, while the group votes about the next"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper", sa.Column("standing", sa.Integer(), server_default="0"))
    # Of one whose next edition was being voted on nobody wrote down which stood; mostly the one before.
    op.execute(sa.text("UPDATE paper SET standing = edition WHERE state = 'published'"))
    op.execute(sa.text("UPDATE paper SET standing = edition - 1 WHERE state <> 'published' AND published IS NOT NULL"))
