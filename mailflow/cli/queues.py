"""The commands for letters on their way in and out: look, repair, try again, give up, hold and release."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import click

from mailflow.app import App
from mailflow.cli.terminal import as_json, fail, moment_of, show, standing_store
from mailflow.flow import vocabulary_of
from mailflow.model.letter import Envelope
from mailflow.receive.reader import UnreadableError
from mailflow.receive.reading import letter_from_bytes
from mailflow.store import holding, waiting
from mailflow.store.store import Transaction

incoming_ = click.option("--in", "incoming", is_flag=True, help="A letter that came in, instead of one that leaves.")


@click.group()
def queue() -> None:
    """Letters on their way in and out."""


@queue.command(name="list")
@as_json
@click.pass_context
def queue_list(ctx: click.Context, json_: bool) -> None:
    """List what waits or was set aside. Example: mailflow queue list"""
    with standing_store(ctx).store.reading() as connection:
        rows = waiting.waiting(connection)
    show(rows, json_, lambda r: f"{r['queue']:<6} {r['id']:>8}  {r['state']:<10} {r['at'][:19]}  {r['text']}")


@queue.command(name="show")
@click.argument("id", type=int)
@incoming_
@click.option("--raw", is_flag=True, help="The bytes as they are, instead of safe text.")
@click.option("--save", type=click.Path(path_type=Path), help="Write the bytes as they are into this file.")
@click.pass_context
def queue_show(ctx: click.Context, id: int, incoming: bool, raw: bool, save: Path | None) -> None:
    """Print one letter as text that is safe to look at. Example: mailflow queue show --in 17 --save letter.eml"""
    app = standing_store(ctx)
    with app.store.reading() as connection:
        content = waiting.raw(connection, id, incoming=incoming)
    if content is None:
        fail(f"there is no letter {id}")
    if save:
        save.write_bytes(content)
    elif raw:
        sys.stdout.buffer.write(content)
    else:
        click.echo(_text_of(content, app))


def _text_of(raw: bytes, app: App) -> str:
    """What a person would read; a letter that crashes the reader is shown as it came, without what a terminal would obey."""
    try:
        with app.facts() as facts:
            vocabulary = vocabulary_of(facts)
        letter = app.reader.run(letter_from_bytes, raw, Envelope("", ()), vocabulary)
    except UnreadableError as e:
        return f"(it cannot be read: {e}; this is how it came)\n\n{_harmless(raw.decode('utf-8', 'replace'))}"
    finally:
        app.reader.close()
    lines = [f"From: {letter.sender.name} <{letter.sender.address}>", f"Subject: {letter.subject}", f"Message-ID: {letter.message_id}"]
    lines += [f"Attachment: {a.name} ({a.size} bytes)" for a in letter.attachments]
    return _harmless("\n".join([*lines, *(f"Defect: {defect}" for defect in letter.defects), "", letter.text]))


def _harmless(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\r\n", "\n"))


@queue.command(name="retry")
@click.argument("ids", type=int, nargs=-1, required=True)
@incoming_
@click.pass_context
def queue_retry(ctx: click.Context, ids: tuple[int, ...], incoming: bool) -> None:
    """Try letters again; what they did before they do not do again. Example: mailflow queue retry 17"""
    _each(ctx, ids, lambda tx, id: waiting.retry(tx, id, incoming=incoming), "does not wait for a retry")


@queue.command(name="replace")
@click.argument("id", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@incoming_
@click.pass_context
def queue_replace(ctx: click.Context, id: int, file: Path, incoming: bool) -> None:
    """Put a repaired letter in the place of one set aside; the original is kept.

    Example: mailflow queue replace --in 17 letter.eml
    """
    if not incoming:
        fail("a letter that leaves is never changed, for some may have it already; with --in a letter that came in is", 2)
    app = standing_store(ctx)
    with app.store.writing(app.clock.now(), actor="command line") as tx:
        replaced = waiting.replace(tx, id, file.read_bytes())
    if not replaced:
        fail(f"letter {id} is not set aside")


@queue.command(name="drop")
@click.argument("ids", type=int, nargs=-1, required=True)
@incoming_
@click.pass_context
def queue_drop(ctx: click.Context, ids: tuple[int, ...], incoming: bool) -> None:
    """Give letters up: one set aside is read no more, one that waits does not leave. Example: mailflow queue drop --in 17"""
    _each(ctx, ids, lambda tx, id: waiting.drop(tx, id, incoming=incoming), "does not wait")


def _each(ctx: click.Context, ids: tuple[int, ...], act: Callable[[Transaction, int], bool], otherwise: str) -> None:
    app = standing_store(ctx)
    for id in ids:
        with app.store.writing(app.clock.now(), actor="command line") as tx:
            done = act(tx, id)
        if not done:
            fail(f"letter {id} {otherwise}")


@click.command()
@click.option("--older-than", default=None, help="Letters written before this time (ISO) may have left: park them for a look.")
@click.pass_context
def hold(ctx: click.Context, older_than: str | None) -> None:
    """Let nothing leave until `mailflow release`, for instance after a fail-over to a copy that may be behind.

    Example: mailflow hold --older-than 2027-03-19T09:00+01:00
    """
    app = standing_store(ctx)
    point = moment_of(older_than, "--older-than").astimezone(UTC) if older_than else None
    with app.store.writing(app.clock.now()) as tx:
        parked = holding.hold(tx.connection, tx.now, f"held by hand{f', older than {older_than}' if older_than else ''}", point)
    click.echo(f"nothing leaves until: mailflow release ({parked} older letters parked)")


@click.command()
@click.option("--older", type=click.Choice(["send", "drop"]), help="What may have left before the restore: send it (again), or give it up.")
@click.option("--dry-run", is_flag=True, help="Only list what would leave.")
@click.pass_context
def release(ctx: click.Context, older: str | None, dry_run: bool) -> None:
    """Let letters leave again after a restore or a hold.

    Those that may have left before stay parked; look at them with `mailflow queue list` and say --older.
    Example: mailflow release --dry-run
    """
    app = standing_store(ctx)
    if dry_run:
        _list_what_leaves(app, older)
        return
    with app.store.writing(app.clock.now()) as tx:
        was_held = holding.release(tx.connection)
        settled = {"send": holding.let_go, "drop": holding.drop}[older](tx.connection, tx.now) if older else 0
        kept = len(holding.held_back(tx.connection))
    if not was_held and not settled:
        fail("nothing is held")
    click.echo("released" + (f"; {settled} older letters: {older}" if older else ""))
    if kept:
        click.echo(f"{kept} letters may have left before; send them (again) or give them up: mailflow release --older send|drop")


def _list_what_leaves(app: App, older: str | None) -> None:
    fate_of_older = {None: "stays", "send": "leaves", "drop": "dropped"}[older]
    with app.store.reading() as connection:
        held_back = set(holding.held_back(connection))
        rows = [r for r in waiting.waiting(connection) if r["queue"] == "out" and r["state"] not in {"failed", "expired"}]
    for row in rows:
        fate = fate_of_older if row["id"] in held_back else "stays" if row["state"] == "parked" else "leaves"
        click.echo(f"{fate:<8} {row['id']:>8}  {row['at'][:19]}  {row['text']}")
