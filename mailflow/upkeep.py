"""The commands of whoever looks after the machine: how it stands, is it fit, back up, restore, bring up to date."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mailflow import site
from mailflow.store import backup as backups
from mailflow.terminal import app_of, as_json, show, standing_store
from mailflow.watch import Watch


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Write everything into one file while the gateway runs. Example: mailflow backup forum.backup"""
    app = standing_store(ctx)
    with app.store.reading() as connection:
        total = backups.rows(connection)
    with _progress(total, "rows") as told:
        size = backups.write(app.database, file, app.clock.now(), app.fingerprint, told)
    click.echo(f"{file}: {size / 1e6:.1f} MB")
    if key := app.key_file():
        click.echo(f"The key file {key} is not in it. Keep a copy of that apart from the backups.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Give up what the store holds now.")
@click.pass_context
def restore(ctx: click.Context, file: Path, replace: bool) -> None:
    """Load a backup into an empty store. Letters are taken and read then, but nothing leaves until `mailflow release`.

    Example: mailflow restore forum.backup
    """
    app = app_of(ctx)
    app.database.unused()
    with _progress(0, "rows") as told:
        restored = backups.restore(app.database, file, app.clock.now(), replace=replace, told=told)
    click.echo(f"restored as of {restored.point:%Y-%m-%d %H:%M} UTC")
    if restored.key != app.fingerprint:
        click.echo(f"warning: {app.key_file()} is not the key file this backup belongs to; put that there before you start", err=True)
    click.echo(f"Nothing leaves until: mailflow release ({restored.held_back} letters may have left before: mailflow queue list)")


@contextmanager
def _progress(total: int, label: str) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=total, label=label, file=sys.stderr, hidden=not (total and sys.stderr.isatty())) as bar:
        yield bar.update


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check settings, store, templates and lists: one line each. Example: mailflow check"""
    lines = site.checked(app_of(ctx))
    for state, text in lines:
        click.echo(f"{state:<8} {text}")
    if any(state == "error" for state, _ in lines):
        sys.exit(1)


@click.group()
def db() -> None:
    """The store's schema."""


@db.command(name="upgrade")
@click.pass_context
def db_upgrade(ctx: click.Context) -> None:
    """Bring the store to this program's schema. Example: mailflow db upgrade"""
    app = app_of(ctx)
    app.prepare()
    click.echo(f"schema {app.database.revision()[1]}")


@db.command(name="status")
@click.pass_context
def db_status(ctx: click.Context) -> None:
    """Say which schema the store has. Example: mailflow db status"""
    current, head = app_of(ctx).database.revision()
    click.echo(f"store {current or 'none'}, program {head}")


@click.command()
@as_json
@click.pass_context
def status(ctx: click.Context, json_: bool) -> None:
    """Say what waits and for how long. Example: mailflow status"""
    show(Watch(standing_store(ctx)).standing(), json_, _in_lines)


def _in_lines(standing: dict[str, Any]) -> str:
    """One line per thing; counts that are zero are left out."""
    return "\n".join(f"{key.replace('_', ' '):<22} {_shown(value)}" for key, value in standing.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{v} {k.replace('_', ' ')}" for k, v in value.items() if v) or "-"
    if isinstance(value, list):
        return ", ".join(value) or "-"
    return "-" if value in (None, "") else str(value)
