"""Editions bound from posts: letters within a letter (RFC 2046 section 5.1.5), or one text (RFC 1153)."""

from __future__ import annotations

import email
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message

from mailflow.model.effects import Edition
from mailflow.model.forum import Forum
from mailflow.model.letter import ENCODED, Attachment, megabytes
from mailflow.model.records import Group, Post
from mailflow.perform import compose, mime
from mailflow.perform.parts import parsed
from mailflow.perform.readable import file_name, readable
from mailflow.perform.templates import Templates
from mailflow.store import inbox
from mailflow.store.store import Transaction
from mailflow.understand.decoding.attachments import SIGNATURES, name_of
from mailflow.understand.decoding.decode import header_text
from mailflow.understand.decoding.mime import leaves, opened, shown

HEADERS = ("Date", "From", "To", "Cc", "Subject", "Message-ID")
"""Of a post in a text, in the order of RFC 1153 (figure 1)."""
ABOVE, BETWEEN, WIDTH = "-" * 70, "-" * 30, 78


@dataclass(frozen=True, slots=True)
class Bound:
    """What the letter of an edition holds besides its own words."""

    group: Group
    text: str = ""
    """Goes below the letter's words, which then are nothing but text."""
    letters: tuple[bytes, ...] = ()


def bound(edition: Edition, forum: Forum, templates: Templates, tx: Transaction) -> Bound:
    """The posts of an edition as its readers get each of them; files that make it too large, or that a text cannot hold, are named."""
    group = tx.records.get(Group, edition.group)
    if group is None:
        raise LookupError(f"list {edition.group} is gone")
    copies = [(post, _copy(post, group, forum, tx)) for post in edition.posts]
    if edition.form == "plain":
        return Bound(group, text="\n".join(_pieces(copies, group, templates)))
    limit = int(forum.kinds[group.kind].max_size_mb * 1_000_000)
    return Bound(group, letters=tuple(_fitting(copies, limit, group, forum, templates)))


def _copy(post: Post, group: Group, forum: Forum, tx: Transaction) -> bytes:
    """The post as it came, or what is kept of it where its letter held more or is gone."""
    raw = inbox.raw(tx.connection, post.letter) if post.letter else None
    written = readable(compose.archived(raw, post, group, forum), "", {})
    return written if mime.value_of(written, "message-id") else mime.header("Message-ID", post.id) + written


def _fitting(copies: Sequence[tuple[Post, bytes]], limit: int, group: Group, forum: Forum, templates: Templates) -> Iterator[bytes]:
    """Each with the list's headers, without the largest files if the whole would be refused by county gateways."""
    over = sum(len(raw) for _, raw in copies) - limit
    files = [(len(leaf.body), post.id, file_name(leaf)) for post, raw in copies for leaf in parsed(raw).leaves() if file_name(leaf)]
    left: dict[str, dict[str, str]] = {}
    for size, post, name in sorted(files, reverse=True):
        if over <= 0:
            break
        over -= size
        left.setdefault(post, {})[name] = _line(templates, post, name, int(size / ENCODED), too_large=True)
    for one, raw in copies:
        body = readable(raw, "", left[one.id]) if one.id in left else raw
        yield compose.list_letter(body, group, forum, subject=one.subject, is_changed=True)[0]


def _pieces(copies: Sequence[tuple[Post, bytes]], group: Group, templates: Templates) -> Iterator[str]:
    """What stands below the preamble: posts between lines of hyphens, and the line by which programs know the end."""
    yield from (ABOVE, "")
    for post, raw in copies:
        message = opened(email.message_from_bytes(raw), [])
        yield from (f"{name}: {header_text(str(message[name]))}" for name in HEADERS if message[name])
        yield from ("", *_wrapped([line.text for line in shown(message)]))
        yield from (_line(templates, post.id, name, size, too_large=False) for name, size in _files(message).items())
        yield from ("", BETWEEN, "")
    end = f"End of {group.name} Digest"
    yield from (end, "*" * len(end))


def _wrapped(lines: Sequence[str]) -> Iterator[str]:
    """At most 78 characters wide; a line of hyphens that somebody wrote ends no post (RFC 1153)."""
    for line in "\n".join(lines).strip("\n").split("\n"):
        told = f" {line}" if line.startswith(BETWEEN) else line
        mark = quoted[0] if (quoted := re.match(r"[> ]{0,20}", told)) else ""
        yield from textwrap.wrap(told, WIDTH, subsequent_indent=mark, break_long_words=False, break_on_hyphens=False) or [""]


def _files(message: Message) -> Mapping[str, int]:
    """Names of what travels with a letter, with sizes in bytes."""
    found = {}
    for part in leaves(message, []):
        if (name := name_of(part)) and part.get_content_type() not in SIGNATURES:
            payload = part.get_payload(decode=True)
            found[name] = len(payload) if isinstance(payload, bytes) else 0
    return found


def _line(templates: Templates, post: str, name: str, size: int, *, too_large: bool) -> str:
    file = Attachment(name, size, "")
    return templates.line(
        "_parts/left_out", {"post": post, "name": name, "mb": megabytes(file), "too_large": too_large, "by_answer": False}
    )
