"""the written registration of a county; what stood there before was registered by its letter"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

application = sa.table(
    "application", sa.column("id"), sa.column("sender"), sa.column("opened", sa.DateTime()), sa.column("registration", sa.JSON())
)


def upgrade() -> None:
    op.add_column("application", sa.Column("registration", sa.JSON()))
    for id, sender, opened in op.get_bind().execute(sa.select(application.c.id, application.c.sender, application.c.opened)).all():
        registered = {"form": "mail", "day": opened.date().isoformat(), "by": sender, "letter": "", "files": [], "seen_by": ""}
        op.execute(sa.update(application).where(application.c.id == id).values(registration=registered))
