"""mentors who can later, what newcomers ticked; tandems of before were introduced at a time nobody noted"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("introduction", sa.Column("begins", sa.Date()))
    op.add_column("introduction", sa.Column("introduced", sa.DateTime(timezone=True)))
    op.add_column("introduction", sa.Column("done", sa.JSON(), server_default="[]"))
