"""each letter that asks a question has a reply address of its own; those that shared one keep it for the time such an address lives"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_OF_SEVERAL = (
    *("admission", "moderation", "round", "scan", "succession", "proposal", "objected", "guest_ends", "join", "moved", "second", "speaker"),
)
"""Questions whose letters shared one address."""


def upgrade() -> None:
    for column in (
        sa.Column("address_hash", sa.String(), server_default=""),
        sa.Column("answerable_until", sa.DateTime(timezone=True)),
        sa.Column("strikes", sa.Integer(), server_default="0"),
    ):
        op.add_column("sentletter", column)
    op.execute(
        sa.text(
            "UPDATE sentletter SET address_hash = question.address_hash FROM question"
            " WHERE question.id = sentletter.question AND question.address_hash <> ''"
        )
    )
    until = sa.bindparam("until", datetime.now(UTC) + timedelta(days=14), sa.DateTime(timezone=True))
    several: sa.BindParameter[tuple[str, ...]] = sa.bindparam("several", _OF_SEVERAL, expanding=True)
    op.execute(
        sa.text(
            "UPDATE sentletter SET answerable_until = :until FROM question"
            " WHERE question.id = sentletter.question AND question.address_hash <> '' AND question.kind IN :several"
        ).bindparams(until, several)
    )
    op.create_index("ix_sentletter_address_hash", "sentletter", ["address_hash"])
    op.create_index("ix_sentletter_question", "sentletter", ["question"])
    op.drop_index("ix_question_address_hash", "question")
    op.drop_column("question", "address_hash")
