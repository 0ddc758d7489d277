"""letters found by what a person wrote: sent again by whoever has one, it is known"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_letter_digest", "letter", ["digest"])
