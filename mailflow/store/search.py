"""The archive by its words: an index that is made beside the path of letters, and asked with the asker's rights (ADR 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, func, insert, or_, select

from mailflow.model.finding import Wanted, wanted_in, words_of
from mailflow.model.records import Post
from mailflow.store import marks
from mailflow.store.tables import TABLES, postwords

posts = TABLES[Post]
INDEXED = "indexed"
AT_ONCE = 20
"""Posts put into the index in one transaction: the door waits meanwhile, a tenth of a second at most."""
NEWEST = 100
"""Posts that are read before the index is asked: words that many posts have would bring most of it into memory."""
SETTLED = timedelta(minutes=10)
_LAST = chr(0x10FFFF)


def extend(connection: Connection, now: datetime) -> int:
    """Puts posts that are not there yet into the index; how many. The newest wait: another worker may still commit one from before them."""
    new = connection.execute(_not_indexed(connection).where(posts.c.at < now - SETTLED).limit(AT_ONCE)).all()
    rows = [{"word": word, "post": post.id} for post in new for word in sorted(_words(post))]
    if rows:
        connection.execute(insert(postwords), rows)
    if new:
        marks.put(connection, INDEXED, new[-1].at, new[-1].id)
    return len(new)


def add(connection: Connection, post: Post) -> None:
    """Puts one post into the index, however old it is."""
    connection.execute(
        insert(postwords), [{"word": word, "post": post.id} for word in sorted(told_of(post))] or [{"word": "", "post": post.id}]
    )


def found(connection: Connection, query: str, readable: Mapping[str, datetime | None], most: int) -> list[Row[tuple[object, ...]]]:
    """Posts with all the words looked for, newest first, out of lists that may be read, each from a moment on (None: from the first)."""
    wanted = wanted_in(query)
    if not wanted.words or not readable:
        return []
    newest = connection.execute(select(posts).where(_may_be_read(readable)).order_by(posts.c.at.desc()).limit(NEWEST)).all()
    hits = [row for row in newest if _fits(row, wanted)]
    if len(hits) >= most or len(newest) < NEWEST:
        return hits[:most]
    indexed = select(posts).where(_may_be_read(readable))
    for word in wanted.words:
        begun = or_(*(and_(postwords.c.word >= beginning, postwords.c.word < beginning + _LAST) for beginning in word))
        indexed = indexed.where(posts.c.id.in_(select(postwords.c.post).where(begun)))
    rows = connection.execute(indexed.order_by(posts.c.at.desc()))
    hits = list(islice((row for row in rows if _fits(row, wanted)), most))
    hits += [row for row in connection.execute(_not_indexed(connection).where(_may_be_read(readable))) if _fits(row, wanted)]
    return sorted({row.id: row for row in hits}.values(), key=lambda row: row.at, reverse=True)[:most]


def fits(post: Post, wanted: Wanted) -> bool:
    return wanted.is_in(post.sender_name, f"{post.subject} {post.text}", f"{post.place} {post.group}")


def told_of(post: Post) -> frozenset[str]:
    """The words by which a post is found: what it says, who wrote it and where it was posted."""
    return words_of(" ".join((post.subject, post.text, post.sender_name, post.place, post.group)))


def _fits(row: Row[tuple[object, ...]], wanted: Wanted) -> bool:
    return wanted.is_in(row.sender_name, f"{row.subject} {row.text}", f"{row.place} {row.group}")


def _words(row: Row[tuple[object, ...]]) -> frozenset[str]:
    return words_of(" ".join((row.subject, row.text, row.sender_name, row.place, row.group)))


def _not_indexed(connection: Connection) -> Select[tuple[object, ...]]:
    """Posts behind the newest one in the index, in the order in which they were posted."""
    last = marks.mark(connection, INDEXED)
    query = select(posts).order_by(posts.c.at, posts.c.id)
    return query.where(or_(posts.c.at > last.at, and_(posts.c.at == last.at, posts.c.id > last.text))) if last else query


def _may_be_read(readable: Mapping[str, datetime | None]) -> ColumnElement[bool]:
    lists = (and_(posts.c.group == group, posts.c.at >= since) if since else posts.c.group == group for group, since in readable.items())
    return and_(func.coalesce(posts.c.level, "") != "confidential", or_(false(), *lists))
