"""surveys: what everybody on a list is asked until a day"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("kind", sa.String()),
        sa.Column("group", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("text", sa.String()),
        sa.Column("starter", sa.String()),
        sa.Column("opened", sa.DateTime(timezone=True)),
        sa.Column("until", sa.Date()),
        sa.Column("state", sa.String()),
        sa.Column("dates", sa.JSON()),
        sa.Column("place", sa.String()),
        sa.Column("dial_in", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
    )
    op.create_index("ix_survey_state", "survey", ["state"])
