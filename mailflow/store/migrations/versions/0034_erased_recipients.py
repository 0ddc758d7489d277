"""deliveries to the erased are known by their number, no more by a fingerprint that anybody can make"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE outbox SET recipient = 'erased-' || CAST(id AS VARCHAR) WHERE recipient LIKE 'erased-%' AND recipient NOT LIKE '%@%'"
    )
