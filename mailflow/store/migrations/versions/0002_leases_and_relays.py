"""leases in the inbox, indexes over open rows only, the standing of relays"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NEW = sa.text("state = 'new'")
OPEN = sa.text("state IN ('queued', 'leased', 'deferred', 'uncertain')")


def upgrade() -> None:
    op.drop_index("ix_letter_digest", "letter")
    op.drop_index("ix_inbox_state", "inbox")
    op.add_column("inbox", sa.Column("lease", TIME))
    op.create_index("ix_inbox_new", "inbox", ["id"], sqlite_where=NEW, postgresql_where=NEW)
    op.add_column("mail", sa.Column("personal", sa.String(), nullable=False, server_default=""))
    op.add_column("mail", sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in ("state_due", "state", "recipient"):
        op.drop_index(f"ix_outbox_{name}", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("uq_outbox_message_id_recipient", type_="unique")
        outbox.create_unique_constraint("uq_outbox_recipient_message_id", ["recipient", "message_id"])
        outbox.drop_column("lease")
    op.create_index("ix_outbox_turn", "outbox", ["priority", "id", "due"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "relay",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused_until", TIME),
        sa.Column("since", TIME),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("minute", TIME),
        sa.Column("in_minute", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("in_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_relay"),
    )
