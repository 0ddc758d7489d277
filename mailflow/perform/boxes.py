"""Posts that are taken along: mbox files (RFC 4155) small enough for the mail servers of authorities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailflow.model.effects import Box, Send
from mailflow.model.forum import Forum
from mailflow.model.records import Group, Post
from mailflow.perform import compose
from mailflow.store import inbox
from mailflow.store.store import Transaction

LARGEST = 3_500_000
"""Bytes of one file: base64 makes less than five megabytes of them, which is what the strictest servers take."""


def letters(box: Box, forum: Forum, tx: Transaction) -> list[Send]:
    """The letters of this box, the newest posts first; they tell how many posts they hold and how many were left out."""
    files = list(_files(box.posts, forum, tx))
    sent, left = files[: box.most], sum(count for _, count in files[box.most :])
    context = [{"number": n, "of": len(sent), "count": count, "left": left} for n, (_, count) in enumerate(sent, 1)]
    named = [(f"{box.name}-{n}.mbox" if len(sent) > 1 else f"{box.name}.mbox", file) for n, (file, _) in enumerate(sent, 1)]
    return [
        replace(box.send, context={**box.send.context, **part}, files=(file,), key=f"{box.name}:{part['number']}")
        for part, file in zip(context, named, strict=True)
    ]


def _files(posts: Iterable[Post], forum: Forum, tx: Transaction) -> Iterator[tuple[bytes, int]]:
    """(file, how many posts), each as large as it may be; one post alone may be larger."""
    file, count = b"", 0
    for post in sorted(posts, key=lambda p: p.at, reverse=True):
        entry = _entry(post, forum, tx)
        if file and len(file) + len(entry) > LARGEST:
            yield file, count
            file, count = b"", 0
        file, count = file + entry, count + 1
    if file:
        yield file, count


def _entry(post: Post, forum: Forum, tx: Transaction) -> bytes:
    group = tx.records.get(Group, post.group)
    raw = inbox.raw(tx.connection, post.letter) if post.letter else None
    written = compose.archived(raw, post, group, forum) if group else raw or b""
    escaped = re.sub(rb"(?m)^(>*From )", rb">\1", written.replace(b"\r\n", b"\n"))
    return f"From MAILER-DAEMON {post.at:%a %b %d %H:%M:%S %Y}\n".encode() + escaped.rstrip(b"\n") + b"\n\n"
