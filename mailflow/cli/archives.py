"""The commands that take a list's archive out and bring one in, as mbox files (RFC 4155) that any mail program reads."""

from __future__ import annotations

import mailbox
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from mailflow.app import App
from mailflow.cli.terminal import fail, standing_store, take_back
from mailflow.decide.rules import personal_data
from mailflow.flow import vocabulary_of
from mailflow.model.facts import Facts
from mailflow.model.facts.archive import FIRST_WORDS
from mailflow.model.letter import Envelope, Letter, Mailbox
from mailflow.model.records import Group, Post
from mailflow.perform import compose
from mailflow.store import inbox, search

_HIDDEN_SENDER = re.compile(rb"^From: (\S{1,64}) at ([\w.-]{1,253})(?: \(([^()\n]*)\))?$", re.M)
_MARKED_LINE = re.compile(rb"^>(>*From )", re.M)


@click.group()
def archive() -> None:
    """What was posted to the lists."""


@archive.command(name="export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def archive_export(ctx: click.Context, slug: str, file: Path) -> None:
    """Write a list's posts, but confidential ones. Example: mailflow archive export wohnen wohnen.mbox"""
    app = standing_store(ctx)
    if file.exists():
        fail(f"{file} is there already")
    with app.facts() as facts:
        group = _list(slug, facts)
        posts = facts.archive.of(slug)
    box = mailbox.mbox(file, create=True)
    shown = [post for post in posts if post.is_found]
    with app.store.reading() as connection, click.progressbar(shown, label="posts", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for post in bar:
            raw = inbox.raw(connection, post.letter) if post.letter else None
            # Lines of an mbox end with LF alone (RFC 4155).
            box.add(compose.archived(raw, post, group, app.forum()).replace(b"\r\n", b"\n"))
    box.close()
    click.echo(f"{len(shown)} posts written, {len(posts) - len(shown)} confidential ones left out")


@archive.command(name="import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would be taken.")
@click.option("--undo", is_flag=True, help="Take back what this file brought.")
@click.pass_context
def archive_import(ctx: click.Context, slug: str, file: Path, dry_run: bool, undo: bool) -> None:
    """Take a list's old posts; nobody gets a letter. Example: mailflow archive import wohnen old.mbox --dry-run"""
    app = standing_store(ctx)
    with app.facts() as facts:
        group = _list(slug, facts)
    cause, counts = f"archive import {slug} {file.name}", Counter[str]()
    if undo:
        take_back(app, cause)
        return
    with app.store.writing(app.clock.now(), cause=cause, actor="command line") as tx:
        threads, seen = dict[str, str](), set[str]()
        for number, (raw, letter) in enumerate(_letters(file, app), 1):
            is_known = bool(id := letter.message_id) and (id in seen or tx.records.get(Post, id) is not None)
            word, why = _judged(letter, is_known=is_known)
            counts[word] += 1
            seen.add(letter.message_id)
            if why:
                click.echo(f"letter {number}: {why}")
            if word == "new" and not dry_run:
                post = _post(letter, group, threads, Facts(app.forum(), tx.records))
                tx.save(post)
                inbox.keep(tx.connection, post.letter, raw, post.at)
                search.add(tx.connection, post)
    if not counts:
        fail(f"{file}: there is no letter in it; expected an mbox file, in which a line »From ...« stands before each")
    click.echo(", ".join(f"{counts[word]} {word}" for word in ("new", "known", "unreadable")))


def _judged(letter: Letter, *, is_known: bool) -> tuple[str, str]:
    """Whether it is new, known or unreadable; and what a person should know of that."""
    if is_known:
        return "known", ""
    if not letter.message_id or not letter.date:
        return "unreadable", f"»{letter.subject}« has no {'date' if letter.message_id else 'Message-ID'}"
    found = personal_data.found_in(letter)
    return "new", f"data of clients ({', '.join(found)}); kept as confidential, nobody finds it" if found else ""


def _list(slug: str, facts: Facts) -> Group:
    group = facts.lists.get(slug)
    if group is None:
        fail(f"there is no list {slug}")
    return group


def _letters(file: Path, app: App) -> Iterator[tuple[bytes, Letter]]:
    from mailflow.understand.parse import letter_from_bytes  # only whoever brings an archive in pays for the parsers

    with app.facts() as facts:
        vocabulary = vocabulary_of(facts)
    for message in mailbox.mbox(file, create=False):
        raw = _as_sent(message.as_bytes().replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        yield raw, letter_from_bytes(raw, Envelope("", ()), vocabulary)


def _as_sent(raw: bytes) -> bytes:
    """Without what archives do to letters: Mailman 2 hides addresses, and a line that begins with "From " is marked (RFC 4155)."""
    head, end, body = raw.partition(b"\n\n")
    return _HIDDEN_SENDER.sub(rb"From: \3 <\1@\2>", head) + end + _MARKED_LINE.sub(rb"\1", body)


def _post(letter: Letter, group: Group, threads: dict[str, str], facts: Facts) -> Post:
    """The post that a letter of an old archive is; `threads` holds the first post of each thread found so far."""
    answered = next((threads[r] for r in letter.references if r in threads), "") or facts.archive.thread_of(letter.references)
    threads[letter.message_id] = answered or letter.message_id
    author = facts.people.by_address(letter.sender.address) or Mailbox(letter.sender.address, letter.sender.name)
    assert letter.date
    is_confidential = bool(personal_data.found_in(letter))
    return Post(
        id=letter.message_id,
        group=group.id,
        sender=letter.sender.address,
        sender_name=author.name,
        place=getattr(author, "seat", ""),
        subject="" if is_confidential else letter.subject_base,
        text="" if is_confidential else letter.new_text[:FIRST_WORDS],
        level="confidential" if is_confidential else "",
        thread=threads[letter.message_id],
        at=letter.date,
        letter=letter.id[:16],
    )
