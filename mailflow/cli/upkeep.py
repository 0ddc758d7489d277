"""The commands of whoever looks after the machine: how it stands, is it fit, back up, restore, bring up to date."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import click

from mailflow import keyfile
from mailflow.cli.terminal import app_of, as_json, fail, show, standing_store
from mailflow.model.address import normal
from mailflow.model.fingerprint import Fingerprints
from mailflow.store import backup as backups
from mailflow.store import register
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
        size = backups.write(app.database, file, app.clock.now(), app.key_fingerprint, told)
    click.echo(f"{file}: {size / 1e6:.1f} MB")
    if key := app.key_file():
        erased = register.place(app.settings.privacy.register_file, app.database)
        click.echo(f"The key file {key} is not in it. Keep a copy of that apart from the backups, and of the register {erased}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Give up what the store holds now.")
@click.option("--erased", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The register of who was erased since.")
@click.pass_context
def restore(ctx: click.Context, file: Path, replace: bool, erased: Path | None) -> None:
    """Load a backup into an empty store. Letters are taken and read then, but nothing leaves until `mailflow release`.

    Whoever was erased since the backup is erased again, by the register that lies beside the store or that you name.

    Example: mailflow restore forum.backup
    """
    app = app_of(ctx)
    app.database.unused()
    named = erased or register.place(app.settings.privacy.register_file, app.database)
    key = app.key_file()
    prints = Fingerprints(keyfile.of_erased(key)) if key and key.exists() else None
    there = register.found(named, prints) if named else None
    try:
        known = register.read(there) if there else []
    except ValueError as e:
        fail(str(e))
    with _progress(0, "rows") as told:
        restored = backups.restore(app.database, file, app.clock.now(), replace=replace, erased=known, prints=prints, told=told)
    click.echo(f"restored as of {restored.point:%Y-%m-%d %H:%M} UTC; erased again: {restored.erased}")
    if there is None:
        click.echo(
            f"warning: there is no register of the erased at {named}: whoever was erased after the backup was made may be back. "
            "If another machine or an older disk has one, restore once more with --replace --erased FILE",
            err=True,
        )
    if restored.unknown:
        click.echo(
            f"warning: {restored.unknown} fingerprints of the erased were made with another key than {key} holds: they may be back. "
            "Put the key file of that forum there and restore once more with --replace",
            err=True,
        )
    if restored.key != app.key_fingerprint:
        click.echo(f"warning: {key} is not the key file this backup belongs to; put that there before you start", err=True)
    click.echo(f"Nothing leaves until: mailflow release ({restored.held_back} letters may have left before: mailflow queue list)")


@contextmanager
def _progress(total: int, label: str) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=total, label=label, file=sys.stderr, hidden=not (total and sys.stderr.isatty())) as bar:
        yield bar.update


@click.command()
@click.option("--send-to", metavar="ADDRESS", help="Also send one letter there, past the queue.")
@click.pass_context
def check(ctx: click.Context, send_to: str | None) -> None:
    """Check settings, store, key, templates, lists, DNS and relays: one line each, with the mend. Example: mailflow check"""
    from mailflow import fitness  # what asks name servers is not paid for by the gateway

    if send_to and not normal(send_to):
        fail(f"--send-to: »{send_to}« is no e-mail address", 2)
    app, errors = app_of(ctx), 0
    for finding in chain(fitness.findings(app), [fitness.sent_letter(app, send_to)] if send_to else []):
        click.echo(f"{finding.state:<8} {finding.text}")
        errors += finding.state == "error"
    if errors:
        sys.exit(1)


@click.group()
def keys() -> None:
    """The secrets behind reply addresses, return paths and links to leave by."""


@keys.command(name="list")
@as_json
@click.pass_context
def keys_list(ctx: click.Context, json_: bool) -> None:
    """Name the keys, newest first. Example: mailflow keys list"""
    names = [keyfile.name_of(key) for key in standing_store(ctx).keys]
    uses = ["new addresses" if n == 0 else "keeps older addresses alive" for n in range(len(names))]
    uses[-1] += ", seals what is kept"
    show([{"key": name, "use": use} for name, use in zip(names, uses, strict=True)], json_, lambda row: f"{row['key']}  {row['use']}")


@keys.command(name="rotate")
@click.pass_context
def keys_rotate(ctx: click.Context) -> None:
    """Make a new key for new addresses; older ones stay alive. Restart mailflow afterwards. Example: mailflow keys rotate"""
    app = standing_store(ctx)
    if (file := app.key_file()) is None:
        fail("a store in memory has no key file")
    keyfile.kept(file, app.sealing_key())
    click.echo(f"new key {keyfile.name_of(keyfile.rotate(file)[0])} in {file}; restart mailflow to use it")


@keys.command(name="drop")
@click.pass_context
def keys_drop(ctx: click.Context) -> None:
    """A key leaked or was lost: every address given out dies, open questions are asked again under new ones. Stop mailflow first.

    Letters that only a lost key could open are parked: mailflow queue list

    Example: mailflow keys drop
    """
    app = standing_store(ctx)
    app.database.unused()
    count = app.drop_keys()
    click.echo(f"key {keyfile.name_of(app.keys[0])} takes the place of all others; {count} questions are asked again")


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


def _in_lines(now: dict[str, Any]) -> str:
    """One line per thing; counts that are zero are left out."""
    relay, held, mailbox = now["relay"], now["held"], now["mailbox"]
    lines = {
        "stands still": ", ".join(now["troubles"]).replace("_", " "),
        "inbox": _counts(now["inbox"]) + _waits(now["inbox_oldest_seconds"]),
        "outbox": _counts(now["outbox"]) + _waits(now["outbox_oldest_seconds"]),
        "relay": f"away for {_long(relay['away_seconds'])}, tried again at {relay['rests_until'][11:16]} UTC" if relay else "",
        "relay says": now["relay_says"],
        "mailbox": _mailbox(mailbox) if mailbox else "",
        "held": f"since {held['since'][:16]} UTC, {held['why']}; {held['older']} older letters parked" if held else "",
        "to decide": f"{now['holds']} posts, {now['open_questions']} open questions",
        "applications": _counts(now["applications"]),
        "last tick": _ago(now["last_tick"], now["last_tick_seconds"]),
        "last digest": (now["last_digest"] or "")[:16].replace("T", " "),
        "last backup": _ago(now["last_backup"], now["last_backup_seconds"]),
        "program": f"{now['version']}, schema {now['schema']}; at work: {', '.join(now['workers']) or 'nobody'}",
    }
    shown = [f"{name:<13} {text or ''}".rstrip() for name, text in lines.items() if text or name in {"inbox", "outbox"}]
    return "\n".join(shown if now["troubles"] or relay else ["all well", *shown])


def _mailbox(mailbox: dict[str, Any]) -> str:
    parts = (f"read {_ago(mailbox['last_read'], mailbox['seconds'])}", mailbox["says"])
    unclear = f"{mailbox['unclear']} letters in it need a person" if mailbox["unclear"] else ""
    return "; ".join(part for part in (*parts, unclear) if part)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in counts.items() if n)


def _waits(seconds: float | None) -> str:
    return f"; the oldest has waited {_long(seconds)}" if seconds else ""


def _ago(moment: str | None, seconds: float) -> str:
    return f"{_long(seconds)} ago" if moment else "never"


def _long(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
