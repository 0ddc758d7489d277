"""a post that was called back too late says when, beside its level"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("stopped", sa.DateTime(timezone=True)))
    # When it was stopped was not written down: not before it was posted.
    op.execute(sa.text("UPDATE post SET stopped = at, level = '' WHERE level = 'stopped'"))
