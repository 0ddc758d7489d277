"""The commands a person types: parse arguments, call, print. Exit status 0, 1 (could not), 2 (usage, settings), 75 (later)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click

from mailflow import __version__, explain, flow, maillog, site
from mailflow.app import App
from mailflow.decide import digest as digests
from mailflow.decide.clock import digest_day
from mailflow.model.address import normal
from mailflow.model.records import Group
from mailflow.perform.compose import common_context
from mailflow.settings import SettingsError, given, settings_from
from mailflow.store import people as people_file
from mailflow.store import tracing
from mailflow.store.engine import StoreError
from mailflow.store.records import SqlRecords
from mailflow.store.seed import SeedError
from mailflow.store.standing import standing

T = TypeVar("T")
EX_TEMPFAIL = 75
"""sysexits.h: the mail server tries again later."""
as_json = click.option("--json", "json_", is_flag=True, help="One JSON document on standard output.")


class _Cli(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as e:
            _fail(str(e), 2)
        except (StoreError, SeedError, OSError) as e:
            _fail(str(e), 1)


def _fail(reason: str, status: int = 1) -> NoReturn:
    click.echo(f"mailflow: {reason}", err=True)
    sys.exit(status)


@click.group(cls=_Cli, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--config", type=click.Path(path_type=Path), envvar="MAILFLOW_CONFIG", help="Settings file; default: config/mailflow.toml if there.")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """E-mail-driven groupware: lists, applications, decisions, meetings, digests.

    Example: mailflow run
    """
    file = config or next((p for p in [Path("config/mailflow.toml")] if p.is_file()), None)
    ctx.obj = lambda: App(settings_from(file), frozenset(given(file)))


def _app(ctx: click.Context) -> App:
    make: Callable[[], App] = ctx.obj
    return make()


def _standing_store(ctx: click.Context) -> App:
    app = _app(ctx)
    app.database.check()
    return app


def _show(value: Any, json_: bool, line: Callable[[Any], str]) -> None:
    if json_:
        click.echo(json.dumps(value, ensure_ascii=False, default=str))
        return
    for row in value if isinstance(value, list) else [value]:
        click.echo(line(row))


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
    Service(_app(ctx), doors=doors).run()


@main.command()
@click.option("--from", "sender", required=True, help="Envelope sender; empty for the null sender.")
@click.option("--to", "recipients", required=True, multiple=True, help="Envelope recipient; may be repeated.")
@click.pass_context
def receive(ctx: click.Context, sender: str, recipients: tuple[str, ...]) -> None:
    """Take one letter from standard input, as a mail server's pipe does. Example: mailflow receive --from a@b.example --to forum@c.example < letter"""
    raw = sys.stdin.buffer.read()
    try:
        app = _standing_store(ctx)
        intake = app.intake()
        if len(raw) > app.settings.receive.max_size_mb * 1_000_000:
            _fail(f"the letter is larger than {app.settings.receive.max_size_mb:g} MB")
        for recipient in recipients:
            if refusal := intake.refusal(recipient):
                _fail(f"{recipient}: {refusal}")
        click.echo(intake.take(raw, sender, recipients, "pipe"))
    except SettingsError:
        raise
    except Exception as e:
        _fail(f"busy or store unavailable, try again later: {e}", EX_TEMPFAIL)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def seed(ctx: click.Context, file: Path) -> None:
    """Load a forum into an empty store. Example: mailflow seed config/demo.json"""
    app = _app(ctx)
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
    ctx: click.Context, seed_file: Path | None, sender: str | None, recipients: tuple[str, ...], now: str | None, json_: bool, letters: tuple[Path, ...]
) -> None:
    """Say what a letter is understood to mean, changing nothing. Example: mailflow explain --json letter.eml"""
    moment = _moment(now, "--now") if now else None
    judge = explain.Judge(_app(ctx), seed_file)
    for file in letters:
        told = judge.told(file, sender, recipients, moment)
        click.echo(json.dumps(told, ensure_ascii=False, default=str) if json_ else explain.in_words(told))
        sys.stdout.flush()


@main.command()
@click.argument("what")
@as_json
@click.pass_context
def trace(ctx: click.Context, what: str, json_: bool) -> None:
    """Tell the life of a letter (Message-ID) or a matter (number). Example: mailflow trace F-2027-0031"""
    app = _standing_store(ctx)
    with app.store.reading() as connection:
        story = tracing.story(connection, what)
    if not story:
        _fail(f"nothing is known of {what}")
    _show(story, json_, lambda line: f"{line['at'][:19]}  {line['what']:<11} {line['text']}")


@main.command()
@click.option("--at", default=None, help="Up to this time (ISO) instead of now.")
@click.option("--dry-run", is_flag=True, help="Only name what is due.")
@click.pass_context
def tick(ctx: click.Context, at: str | None, dry_run: bool) -> None:
    """Do what the clock owes: digests, reminders, expiries. Example: mailflow tick --dry-run"""
    app = _standing_store(ctx)
    moment = _moment(at, "--at") if at else app.clock.now()
    for key in flow.one_tick(app.house(), moment, dry_run=dry_run):
        click.echo(key)


def _moment(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _fail(f"{option}: expected an ISO time like 2027-03-19T09:00+01:00, got {text!r}", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Berlin"))


@main.group()
def digest() -> None:
    """The weekly digest."""


@digest.command(name="preview")
@click.option("--for", "address", default=None, help="This reader; default: the first.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the HTML part there.")
@click.pass_context
def digest_preview(ctx: click.Context, address: str | None, html: Path | None) -> None:
    """Show this period's digest without sending it. Example: mailflow digest preview --for anna@kreis.example"""
    app = _standing_store(ctx)
    now = app.clock.now()
    with app.facts() as facts:
        day, _ = digest_day(facts, now)
        person = facts.people.by_address(address) if address else next(iter(digests.readers(facts, day)), None)
        if person is None:
            _fail(f"nobody here has the address {address}" if address else "the forum has no readers yet")
        context = digests.content_for(person, day, facts, now) | {"reply_address": facts.forum.addresses.of("commands"), "about": ""}
    _print_letter(app, "digest/weekly", context, html)


@main.command()
@click.argument("template")
@click.option("--language", default="de", show_default=True)
@click.option("--html", type=click.Path(path_type=Path), help="Write the HTML part there.")
@click.pass_context
def preview(ctx: click.Context, template: str, language: str, html: Path | None) -> None:
    """Show one letter with its sample values. Example: mailflow preview onboarding/welcome"""
    app = _app(ctx)
    if template not in app.templates.names():
        _fail(f"there is no letter {template}; there are: {', '.join(app.templates.names())}")
    _print_letter(app, template, app.templates.sample(template, language), html, language)


def _print_letter(app: App, template: str, context: dict[str, Any], html: Path | None, language: str | None = None) -> None:
    records = _known_records(app)
    rendered = app.templates.with_common(common_context(app.forum_in(records))).letter(template, context, language)
    click.echo(f"Betreff: {rendered.subject}\n\n{rendered.text}")
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


@main.group()
def people() -> None:
    """Who is in the forum."""


@people.command(name="list")
@as_json
@click.pass_context
def people_list(ctx: click.Context, json_: bool) -> None:
    """List everybody. Example: mailflow people list"""
    with _standing_store(ctx).facts() as facts:
        rows = [{"id": p.id, "name": p.name, "address": p.address, "status": p.status, "seat": p.seat} for p in [*facts.people.staff(), *facts.people.inside()]]
    _show(rows, json_, lambda r: f"{r['status']:<7} {r['name']}  <{r['address']}>  {r['seat']}")


@people.command(name="show")
@click.argument("address")
@as_json
@click.pass_context
def people_show(ctx: click.Context, address: str, json_: bool) -> None:
    """Show one person. Example: mailflow people show anna@kreis.example"""
    with _standing_store(ctx).facts() as facts:
        person = facts.people.by_address(address) or facts.people.get(address)
        if person is None:
            _fail(f"nobody here has the address {address}")
        value = people_file.row_of(person) | {"groups": [m.group for m in facts.lists.of_person(person.id)]}
    _show([value], json_, lambda r: "\n".join(f"{k}: {v}" for k, v in r.items()))


@people.command(name="export")
@click.option("--output", type=click.Path(path_type=Path), help="A file instead of standard output (.csv or .xlsx).")
@click.pass_context
def people_export(ctx: click.Context, output: Path | None) -> None:
    """Write everybody as CSV. Example: mailflow people export --output people.csv"""
    with _standing_store(ctx).facts() as facts:
        data = people_file.exported(facts, output)
    if output is None:
        sys.stdout.buffer.write(data)


@people.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.pass_context
def people_import(ctx: click.Context, file: Path, dry_run: bool) -> None:
    """Take people from a CSV or XLSX file. Example: mailflow people import --dry-run people.csv"""
    app = _standing_store(ctx)
    with app.facts() as facts:
        plan = people_file.plan(file, facts)
    for line in plan.lines():
        click.echo(line)
    if not dry_run:
        with app.store.writing(app.clock.now(), cause="import", actor="command line") as tx:
            with click.progressbar(plan.records, label="people", file=sys.stderr, hidden=not sys.stderr.isatty()) as records:
                for record in records:
                    tx.save(record)
    if plan.problems:
        sys.exit(1)


@main.group()
def groups() -> None:
    """The lists."""


@groups.command(name="list")
@as_json
@click.pass_context
def groups_list(ctx: click.Context, json_: bool) -> None:
    """List the lists. Example: mailflow groups list"""
    with _standing_store(ctx).facts() as facts:
        rows = [{"slug": g.id, "name": g.name, "address": g.address, "kind": g.kind, "members": len(facts.lists.roster(g.id))} for g in facts.lists.all()]
    _show(rows, json_, lambda r: f"{r['address']:<40} {r['members']:>4}  {r['name']}")


@groups.command(name="show")
@click.argument("slug")
@as_json
@click.pass_context
def groups_show(ctx: click.Context, slug: str, json_: bool) -> None:
    """Show who is on a list. Example: mailflow groups show wohnen"""
    with _standing_store(ctx).facts() as facts:
        group = facts.lists.get(slug)
        if group is None:
            _fail(f"there is no list {slug}")
        found = [p for m in facts.lists.roster(slug) if (p := facts.people.get(m.person))]
        rows = [{"name": p.name, "address": p.address, "seat": p.seat, "status": p.status} for p in found]
    _show(rows, json_, lambda r: f"{r['name']}  <{r['address']}>  {r['seat']}")


@groups.command(name="add")
@click.argument("slug")
@click.argument("name")
@click.option("--topic", default="")
@click.option("--speaker", "speakers", multiple=True, help="Address of a Sprecher:in; may be repeated.")
@click.pass_context
def groups_add(ctx: click.Context, slug: str, name: str, topic: str, speakers: tuple[str, ...]) -> None:
    """Add a working group. Example: mailflow groups add wohnen "AG Wohnen" --speaker anna@kreis.example"""
    app = _standing_store(ctx)
    with app.store.writing(app.clock.now(), cause="groups add", actor="command line") as tx:
        forum = app.forum()
        if tx.records.get(Group, slug):
            _fail(f"the list {slug} is there already")
        address = normal(forum.addresses.of("group", slug))
        if not address or slug != slug.lower():
            _fail(f"{slug!r} cannot stand in an address; use a-z, 0-9 and -", 2)
        ids = []
        with app.facts() as facts:
            for said in speakers:
                person = facts.people.by_address(said)
                if person is None:
                    _fail(f"nobody here has the address {said}")
                ids.append(person.id)
        tx.save(Group(id=slug, name=name, kind="workgroup", address=address, topic=topic, speakers=tuple(ids), founded=tx.now))
    click.echo(address)


@main.group()
def queue() -> None:
    """Letters on their way in and out."""


@queue.command(name="list")
@as_json
@click.pass_context
def queue_list(ctx: click.Context, json_: bool) -> None:
    """List what waits or was set aside. Example: mailflow queue list"""
    with _standing_store(ctx).store.reading() as connection:
        rows = tracing.waiting(connection)
    _show(rows, json_, lambda r: f"{r['queue']:<6} {r['id']:>8}  {r['state']:<10} {r['at'][:19]}  {r['text']}")


@queue.command(name="show")
@click.argument("id", type=int)
@click.option("--in", "incoming", is_flag=True, help="A letter that came in, instead of one that leaves.")
@click.pass_context
def queue_show(ctx: click.Context, id: int, incoming: bool) -> None:
    """Print one letter as it is. Example: mailflow queue show 17"""
    with _standing_store(ctx).store.reading() as connection:
        raw = tracing.raw(connection, id, incoming=incoming)
    if raw is None:
        _fail(f"there is no letter {id}")
    sys.stdout.buffer.write(raw)


@queue.command(name="retry")
@click.argument("id", type=int)
@click.option("--in", "incoming", is_flag=True, help="A letter that came in, instead of one that leaves.")
@click.pass_context
def queue_retry(ctx: click.Context, id: int, incoming: bool) -> None:
    """Try one letter again. Example: mailflow queue retry 17"""
    app = _standing_store(ctx)
    with app.store.writing(app.clock.now()) as tx:
        tried = tracing.retry(tx.connection, id, tx.now, incoming=incoming)
    if not tried:
        _fail(f"letter {id} does not wait for a retry")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--defaults", is_flag=True, help="Ask nothing.")
def init(folder: Path, defaults: bool) -> None:
    """Write a site folder. Example: mailflow init /etc/mailflow"""
    answers = site.DEFAULTS if defaults else {key: click.prompt(site.QUESTIONS[key], default=value) for key, value in site.DEFAULTS.items()}
    try:
        site.write(folder, answers)
    except FileExistsError as e:
        _fail(f"{e.filename} is there already; nothing was changed")
    click.echo(f"{folder} written; start with: mailflow --config {folder / 'config' / 'mailflow.toml'} run")


@main.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check settings, store, templates and lists: one line each. Example: mailflow check"""
    lines = site.checked(_app(ctx))
    for state, text in lines:
        click.echo(f"{state:<8} {text}")
    if any(state == "error" for state, _ in lines):
        sys.exit(1)


@main.group()
def db() -> None:
    """The store's schema."""


@db.command(name="upgrade")
@click.pass_context
def db_upgrade(ctx: click.Context) -> None:
    """Bring the store to this program's schema. Example: mailflow db upgrade"""
    app = _app(ctx)
    app.prepare()
    click.echo(f"schema {app.database.revision()[1]}")


@db.command(name="status")
@click.pass_context
def db_status(ctx: click.Context) -> None:
    """Say which schema the store has. Example: mailflow db status"""
    current, head = _app(ctx).database.revision()
    click.echo(f"store {current or 'none'}, program {head}")


@main.command()
@as_json
@click.pass_context
def status(ctx: click.Context, json_: bool) -> None:
    """Say what waits and for how long. Example: mailflow status"""
    app = _standing_store(ctx)
    with app.store.reading() as connection:
        value = standing(connection, datetime.now(UTC))
    _show([value] if not json_ else value, json_, lambda v: "\n".join(f"{key}: {value}" for key, value in v.items()))
