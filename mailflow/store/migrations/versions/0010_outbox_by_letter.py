"""the outbox by letter: the rows of one letter lie side by side in its index, however many have been written before"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("uq_outbox_recipient_message_id", type_="unique")
        outbox.create_unique_constraint("uq_outbox_message_id_recipient", ["message_id", "recipient"])
    op.create_index("ix_mail_kind_created", "mail", ["kind", "created"])
