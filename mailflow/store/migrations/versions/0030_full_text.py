"""the archive by full text: FTS5 on SQLite, a tsvector on PostgreSQL; the next ticks put the posts in again"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("postword")
    op.execute("DELETE FROM mark WHERE id = 'indexed'")
    op.create_table(
        "postwords",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["post.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_postwords"),
        sa.UniqueConstraint("post", name="uq_postwords_post"),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE INDEX postindex ON postwords USING gin (array_to_tsvector(string_to_array(words, ' ')))")
        return
    op.execute("CREATE VIRTUAL TABLE postindex USING fts5(words, content='postwords', content_rowid='id', tokenize='ascii', detail='none')")
    op.execute(
        "CREATE TRIGGER postindex_put AFTER INSERT ON postwords BEGIN INSERT INTO postindex(rowid, words) VALUES (new.id, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER postindex_taken AFTER DELETE ON postwords BEGIN "
        "INSERT INTO postindex(postindex, rowid, words) VALUES ('delete', old.id, old.words); END"
    )
