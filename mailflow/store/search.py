"""The archive by its words: the database's own full text, asked with the asker's rights (ADR 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, cast, column, delete, exists, false, func, insert, or_, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from mailflow.model.finding import Wanted, wanted_in, words_of
from mailflow.model.records import Post
from mailflow.store.tables import LEXEMES, POSTINDEX, TABLES, postwords

posts = TABLES[Post]
_id = posts.alias().c.id
AT_ONCE = 20
"""Posts put into the index in one transaction: the door waits meanwhile, a tenth of a second at most."""
NEWEST = 100
"""Posts that are read before the index is asked, and fetched at a time after it: of those with a common word few are wanted."""
LONGEST, ALL = 60, 250_000
"""Characters of a word and of all words of a post: PostgreSQL takes 2 kB of a word and 1 MB together."""
_postindex = table(POSTINDEX, column("rowid"), column(POSTINDEX))
_Told = Post | Row[tuple[object, ...]]


def new(connection: Connection) -> list[str]:
    """The ids of posts that are not in the index yet. Every id is looked up, so not while others wait to write."""
    return list(connection.scalars(select(posts.c.id).where(_is_new())))


def extend(connection: Connection, ids: Sequence[str]) -> None:
    """Puts these posts into the index, if nobody has meanwhile."""
    _put(connection, connection.execute(select(posts).where(posts.c.id.in_(ids), ~exists().where(postwords.c.post == posts.c.id))).all())


def add(connection: Connection, post: Post) -> None:
    """Puts one post into the index at once."""
    _put(connection, [post])


def leave_out(connection: Connection, post: str) -> None:
    """Takes a post out that says something else now; the next tick puts it in again."""
    connection.execute(delete(postwords).where(postwords.c.post == post))


def merge(connection: Connection) -> None:
    """Rewrites SQLite's index: until then words of posts that were left out stand in it beside a mark that they are gone."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(_postindex).values({POSTINDEX: "optimize"}))


def found(
    connection: Connection, query: str, readable: Mapping[str, datetime | None], most: int, before: datetime | None = None
) -> list[Row[tuple[object, ...]]]:
    """Posts with all the words looked for, newest first, out of lists that may be read, each from a moment on (None: from the first)."""
    wanted = wanted_in(query)
    if not wanted.words or not readable:
        return []
    may_be_read = select(posts).where(_may_be_read(readable)).order_by(posts.c.at.desc())
    if before:
        may_be_read = may_be_read.where(posts.c.at < before)
    newest = connection.execute(may_be_read.limit(NEWEST)).all()
    hits = [row for row in newest if fits(row, wanted)]
    if len(hits) >= most or len(newest) < NEWEST:
        return hits[:most]
    indexed = may_be_read.where(posts.c.id.in_(_with_words(wanted, connection.dialect.name)))
    hits = [hit for query in (indexed, may_be_read.where(_is_new())) for hit in _first(connection, query, wanted, most)]
    return sorted(hits, key=lambda row: row.at, reverse=True)[:most]


def fits(post: _Told, wanted: Wanted) -> bool:
    return wanted.is_in(post.sender_name, f"{post.subject} {post.text}", f"{post.place} {post.group}")


def _first(connection: Connection, query: Select[tuple[object, ...]], wanted: Wanted, most: int) -> list[Row[tuple[object, ...]]]:
    with connection.execute(query.execution_options(yield_per=NEWEST)) as rows:
        return list(islice((row for row in rows if fits(row, wanted)), most))


def _put(connection: Connection, new: Iterable[_Told]) -> None:
    if rows := [{"post": post.id, "words": _words(post)} for post in new]:
        connection.execute(insert(postwords), rows)


def _words(post: _Told) -> str:
    """The words by which a post is found: what it says, who wrote it and where it was posted."""
    told = words_of(" ".join((post.subject, post.text, post.sender_name, post.place, post.group)))
    return " ".join(sorted({word[:LONGEST] for word in told}))[:ALL]


def _with_words(wanted: Wanted, dialect: str) -> Select[tuple[str]]:
    """The ids of posts in the index that have a word with one of the beginnings of each word looked for."""
    if dialect == "sqlite":
        asked = _asked(wanted, '"{}"*', " AND ", " OR ")
        return select(postwords.c.post).where(postwords.c.id.in_(select(_postindex.c.rowid).where(_postindex.c[POSTINDEX].match(asked))))
    return select(postwords.c.post).where(LEXEMES.bool_op("@@")(cast(_asked(wanted, "'{}':*", " & ", " | "), TSQUERY)))


def _asked(wanted: Wanted, begun: str, both: str, either: str) -> str:
    """What is looked for in the database's own signs, which no word has: words are letters and digits."""
    return both.join(f"({either.join(begun.format(beginning[:LONGEST]) for beginning in word)})" for word in wanted.words)


def _is_new() -> ColumnElement[bool]:
    """Not in the index yet; found by ids alone, so that no other post is read."""
    return posts.c.id.in_(select(_id).where(~exists().where(postwords.c.post == _id)))


def _may_be_read(readable: Mapping[str, datetime | None]) -> ColumnElement[bool]:
    lists = (and_(posts.c.group == group, posts.c.at >= since) if since else posts.c.group == group for group, since in readable.items())
    return and_(func.coalesce(posts.c.level, "") == "", posts.c.stopped.is_(None), or_(false(), *lists))
