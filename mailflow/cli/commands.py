"""The commands a person types: parse arguments, call, print. Exit status 0, 1 (could not), 2 (usage, settings), 75 (later)."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from mailflow import __version__, flow, maillog, site
from mailflow.app import App
from mailflow.cli.archives import archive
from mailflow.cli.explained import in_words
from mailflow.cli.queues import hold, queue, release
from mailflow.cli.registers import groups, people
from mailflow.cli.terminal import app_of, as_json, fail, moment_of, show, standing_store
from mailflow.cli.upkeep import backup, check, db, keys, restore, status
from mailflow.decide.clock import digest_day
from mailflow.decide.commands import history
from mailflow.decide.lists import digest as digests
from mailflow.perform.compose import common_context
from mailflow.perform.templates import BrokenTemplateError
from mailflow.settings import Settings, SettingsError, given, settings_from
from mailflow.store import tracing
from mailflow.store.engine import trouble_with
from mailflow.store.people import TableError
from mailflow.store.records import SqlRecords
from mailflow.store.schema import StoreError
from mailflow.store.seed import SeedError

EX_TEMPFAIL = 75
"""sysexits.h: the mail server tries again later."""
SUBJECT = {"de": "Betreff", "en": "Subject"}


class _Cli(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as e:
            fail(str(e), 2)
        except OSError as e:
            fail(f"{e.filename}: {e.strerror}" if e.filename else str(e))
        except (StoreError, SeedError, TableError, BrokenTemplateError) as e:
            fail(str(e))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as e:
            if trouble := trouble_with(e):
                fail(trouble)
            if os.environ.get("MAILFLOW_DEBUG"):
                raise
            first = next(iter(str(e).splitlines()), "")
            fail(f"own fault, please report it: {type(e).__name__}: {first} (MAILFLOW_DEBUG=1 shows more)")


@click.group(cls=_Cli, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--config", type=click.Path(path_type=Path), envvar="MAILFLOW_CONFIG", help="Settings file; default: config/mailflow.toml if there."
)
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """E-mail-driven groupware: lists, applications, decisions, meetings, digests.

    Example: mailflow run
    """
    file = config or next((p for p in [Path("config/mailflow.toml")] if p.is_file()), None)
    ctx.obj = lambda: _app(settings_from(file))


def _app(settings: Settings) -> App:
    return App(settings, given(settings))


@main.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Run everything in one process. Example: mailflow run"""
    _serve(ctx, doors=True)


@main.command()
@click.pass_context
def work(ctx: click.Context) -> None:
    """Run only the workers: inbox, outbox, clock. Example: mailflow work"""
    _serve(ctx, doors=False)


def _serve(ctx: click.Context, *, doors: bool) -> None:
    from mailflow.service import Service  # the web server's imports are not paid by the other commands

    maillog.to_stderr()
    Service(app_of(ctx), doors=doors).run()


@main.command()
@click.option("--from", "sender", required=True, help="Envelope sender; empty for the null sender.")
@click.option("--to", "recipients", required=True, multiple=True, help="Envelope recipient; may be repeated.")
@click.pass_context
def receive(ctx: click.Context, sender: str, recipients: tuple[str, ...]) -> None:
    """Take one letter from standard input, as a mail server's pipe does.

    Example: mailflow receive --from anna@kreis.example --to forum@forum.example < letter
    """
    raw = sys.stdin.buffer.read()
    try:
        app = standing_store(ctx)
        intake = app.intake()
        if len(raw) > app.settings.receive.max_size_mb * 1_000_000:
            fail(f"the letter is larger than {app.settings.receive.max_size_mb:g} MB")
        for recipient in recipients:
            if refusal := intake.refusal(recipient):
                fail(f"{recipient}: {refusal.text}")
        click.echo(intake.take(raw, sender, recipients, "pipe").result())
    except SettingsError:
        raise
    except Exception as e:
        fail(f"busy or store unavailable, try again later: {str(e).partition(chr(10))[0]}", EX_TEMPFAIL)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def seed(ctx: click.Context, file: Path) -> None:
    """Load a forum into an empty store. Example: mailflow seed config/demo.json"""
    app = app_of(ctx)
    app.database.upgrade()
    click.echo(f"{app.seed(file)} records loaded")


@main.command(name="explain")
@click.option("--seed", "seed_file", type=click.Path(path_type=Path), help="Judge against this forum, in memory.")
@click.option("--from", "sender", default=None, help="Envelope sender instead of the letter's Return-Path.")
@click.option("--to", "recipients", multiple=True, help="Envelope recipient instead of X-Original-To.")
@click.option("--now", default=None, help="Today, ISO; default: the letter's Date.")
@as_json
@click.argument("letters", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def explain_(
    ctx: click.Context,
    seed_file: Path | None,
    sender: str | None,
    recipients: tuple[str, ...],
    now: str | None,
    json_: bool,
    letters: tuple[Path, ...],
) -> None:
    """Say what a letter is understood to mean, changing nothing. Example: mailflow explain --json letter.eml"""
    from mailflow import explain  # not paid for by the gateway

    moment = moment_of(now, "--now") if now else None
    judge = explain.Judge(app_of(ctx), seed_file)
    for file in letters:
        told = judge.told(file, sender, recipients, moment)
        click.echo(json.dumps(told, ensure_ascii=False, default=str) if json_ else in_words(told))
        sys.stdout.flush()


@main.command()
@click.argument("what")
@as_json
@click.pass_context
def trace(ctx: click.Context, what: str, json_: bool) -> None:
    """Tell the life of a letter (Message-ID) or a matter (number). Example: mailflow trace F-2027-0031"""
    app = standing_store(ctx)
    with app.store.reading() as connection:
        story = tracing.story(connection, what)
    if not story:
        fail(f"nothing is known of {what}")
    with app.facts() as facts:
        told = history.told(what, facts)
    if told and not json_:
        click.echo(app.templates.lines("_done/history", {"part": told}, app.templates.language) + "\n")
    show(story, json_, lambda line: f"{line['at'][:19]}  {line['what']:<11} {line['text']}")


@main.command()
@click.option("--at", default=None, help="Up to this time (ISO) instead of now.")
@click.option("--dry-run", is_flag=True, help="Only name what is due.")
@click.pass_context
def tick(ctx: click.Context, at: str | None, dry_run: bool) -> None:
    """Do what the clock owes: digests, reminders, expiries. Example: mailflow tick --dry-run"""
    app = standing_store(ctx)
    house, moment = app.house(), moment_of(at, "--at") if at else app.clock.now()
    owed = flow.one_tick(house, moment, dry_run=True)
    if dry_run:
        click.echo("".join(f"{key}\n" for key in owed), nl=False)
        return
    maillog.to_stderr(logging.WARNING)
    click.echo("".join(f"{key}\n" for key in flow.one_tick(house, moment)), nl=False)
    still = set(owed) & set(flow.one_tick(house, moment, dry_run=True))
    if still:
        fail(f"could not be done and is tried again at the next tick: {', '.join(sorted(still))}")


@main.group()
def digest() -> None:
    """The weekly digest."""


@digest.command(name="preview")
@click.option("--for", "address", default=None, help="This reader; default: the first.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the HTML part there.")
@click.pass_context
def digest_preview(ctx: click.Context, address: str | None, html: Path | None) -> None:
    """Show this period's digest without sending it. Example: mailflow digest preview --for anna@kreis.example"""
    app = standing_store(ctx)
    now = app.clock.now()
    with app.facts() as facts:
        day, _ = digest_day(facts, now)
        person = facts.people.by_address(address) if address else facts.people.get(next(digests.readers(facts, day), ""))
        if person is None:
            fail(f"nobody here has the address {address}" if address else "the forum has no readers yet")
        context = digests.content_for(person, digests.week_of(day, facts, now, [person.id])) | {
            "name": person.name,
            "reply_address": facts.forum.addresses.of("commands"),
            "about": "",
        }
    _print_letter(app, "digest/weekly", context, html)


@main.command()
@click.argument("template")
@click.option("--language", default="de", show_default=True)
@click.option("--html", type=click.Path(path_type=Path), help="Write the HTML part there.")
@click.pass_context
def preview(ctx: click.Context, template: str, language: str, html: Path | None) -> None:
    """Show one letter with its sample values. Example: mailflow preview onboarding/welcome"""
    app = app_of(ctx)
    if template not in app.templates.names():
        fail(f"there is no letter {template}; there are:\n  " + "\n  ".join(app.templates.names()))
    _print_letter(app, template, app.templates.sample(template, language), html, language)


def _print_letter(app: App, template: str, context: dict[str, Any], html: Path | None, language: str | None = None) -> None:
    records = _known_records(app)
    forum = app.forum_in(records)
    values = {"about": "", "reply_address": forum.addresses.of("commands")} | context
    rendered = app.templates.with_common(common_context(forum)).letter(template, values, language)
    click.echo(f"{SUBJECT[rendered.lang]}: {rendered.subject}\n\n{rendered.text}")
    if html:
        html.write_text(rendered.html, "utf-8")
        click.echo(f"HTML: {html}", err=True)


def _known_records(app: App) -> Any:
    from mailflow.store.records import MemoryRecords

    try:
        app.database.check()
    except StoreError:
        return MemoryRecords()
    with app.store.reading() as connection:
        charter = app.charter(SqlRecords(connection))
    return MemoryRecords([charter])


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--defaults", is_flag=True, help="Ask nothing.")
def init(folder: Path, defaults: bool) -> None:
    """Write a site folder. Example: mailflow init /etc/mailflow"""
    answers = site.DEFAULTS if defaults else {key: click.prompt(site.QUESTIONS[key], default=value) for key, value in site.DEFAULTS.items()}
    try:
        site.write(folder, answers)
    except FileExistsError as e:
        fail(f"{e.filename} is there already; nothing was changed")
    click.echo(f"{folder} written; start with: mailflow --config {folder / 'config' / 'mailflow.toml'} run")


for command in (people, groups, archive, queue, hold, release, check, db, keys, backup, restore, status):
    main.add_command(command)
