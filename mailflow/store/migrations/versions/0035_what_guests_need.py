"""when guests of a meeting arrive and leave, what they eat, what they need to take part"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("arrival", "leaving", "meals", "access"):
        op.add_column("invitation", sa.Column(name, sa.String(), server_default=""))
