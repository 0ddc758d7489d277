"""The commands that list and change people and groups."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

import click

from mailflow.cli.terminal import as_json, fail, show, standing_store, take_back
from mailflow.model.address import normal
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.records import Group
from mailflow.perform import leavers
from mailflow.store import list_settings, rosters
from mailflow.store import people as people_file

SECONDS, MOST = 20, 20_000_000
"""For an answer of Mailman, and how many bytes of it are read."""


@click.group()
def people() -> None:
    """Who is in the forum."""


@people.command(name="list")
@as_json
@click.pass_context
def people_list(ctx: click.Context, json_: bool) -> None:
    """List everybody. Example: mailflow people list"""
    with standing_store(ctx).facts() as facts:
        rows = [
            {"id": p.id, "name": p.name, "address": p.address, "status": p.status, "seat": p.seat}
            for p in [*facts.people.staff(), *facts.people.inside()]
        ]
    show(rows, json_, lambda r: f"{r['status']:<7} {r['name']}  <{r['address']}>  {r['seat']}")


@people.command(name="show")
@click.argument("address")
@as_json
@click.pass_context
def people_show(ctx: click.Context, address: str, json_: bool) -> None:
    """Show one person. Example: mailflow people show anna@kreis.example"""
    with standing_store(ctx).facts() as facts:
        person = facts.people.by_address(address) or facts.people.get(address)
        if person is None:
            fail(f"nobody here has the address {address}")
        value = people_file.row_of(person) | {"groups": [m.group for m in facts.lists.of_person(person.id)]}
    show([value], json_, lambda r: "\n".join(f"{k}: {v}" for k, v in r.items()))


@people.command(name="export")
@click.option("--output", type=click.Path(path_type=Path), help="A file instead of standard output (.csv or .xlsx).")
@click.pass_context
def people_export(ctx: click.Context, output: Path | None) -> None:
    """Write everybody as CSV. Example: mailflow people export --output people.csv"""
    with standing_store(ctx).facts() as facts:
        data = people_file.exported(facts, output)
    if output is None:
        sys.stdout.buffer.write(data)


@people.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--undo", is_flag=True, help="Take back what this file brought.")
@click.pass_context
def people_import(ctx: click.Context, file: Path, dry_run: bool, undo: bool) -> None:
    """Take people from a CSV or XLSX file. Example: mailflow people import --dry-run people.csv"""
    if dry_run and undo:
        fail("--dry-run says what an import would change; leave it out to take one back")
    app, cause = standing_store(ctx), f"people import {file.name}"
    if undo:
        take_back(app, cause)
        return
    with app.facts() as facts:
        plan = people_file.plan(file, facts, app.fingerprints)
    for line in plan.lines():
        click.echo(line)
    if not dry_run:
        with app.store.writing(app.clock.now(), cause=cause, actor="command line") as tx:
            with click.progressbar(plan.records, label="people", file=sys.stderr, hidden=not sys.stderr.isatty()) as records:
                for record in records:
                    leavers.save(record, tx)
    if plan.problems:
        sys.exit(1)


@click.group()
def groups() -> None:
    """The lists."""


@groups.command(name="list")
@as_json
@click.pass_context
def groups_list(ctx: click.Context, json_: bool) -> None:
    """List the lists. Example: mailflow groups list"""
    with standing_store(ctx).facts() as facts:
        rows = [
            {"slug": g.id, "name": g.name, "address": g.address, "kind": g.kind, "members": facts.lists.size(g.id)}
            for g in facts.lists.all()
        ]
    show(rows, json_, lambda r: f"{r['address']:<40} {r['members']:>4}  {r['name']}")


@groups.command(name="show")
@click.argument("slug")
@as_json
@click.pass_context
def groups_show(ctx: click.Context, slug: str, json_: bool) -> None:
    """Show who is on a list. Example: mailflow groups show wohnen"""
    with standing_store(ctx).facts() as facts:
        group = facts.lists.get(slug)
        if group is None:
            fail(f"there is no list {slug}")
        found = [p for m in facts.lists.roster(slug) if (p := facts.people.get(m.person)) and p.status in INSIDE]
        rows = [{"name": p.name, "address": p.address, "seat": p.seat, "status": p.status} for p in found]
    show(rows, json_, lambda r: f"{r['name']}  <{r['address']}>  {r['seat']}")


@groups.command(name="add")
@click.argument("slug")
@click.argument("name")
@click.option("--topic", default="")
@click.option("--speaker", "speakers", multiple=True, help="Address of a Sprecher:in; may be repeated.")
@click.pass_context
def groups_add(ctx: click.Context, slug: str, name: str, topic: str, speakers: tuple[str, ...]) -> None:
    """Add a working group. Example: mailflow groups add wohnen "AG Wohnen" --speaker anna@kreis.example"""
    app = standing_store(ctx)
    with app.store.writing(app.clock.now(), cause="groups add", actor="command line") as tx:
        forum = app.forum()
        if tx.records.get(Group, slug):
            fail(f"the list {slug} is there already")
        address = normal(forum.addresses.of("group", slug))
        if not address or slug != slug.lower():
            fail(f"{slug!r} cannot stand in an address; use a-z, 0-9 and -", 2)
        ids = []
        with app.facts() as facts:
            for said in speakers:
                person = facts.people.by_address(said)
                if person is None:
                    fail(f"nobody here has the address {said}")
                ids.append(person.id)
        tx.save(Group(id=slug, name=name, kind="workgroup", address=address, topic=topic, speakers=tuple(ids), founded=tx.now))
    click.echo(address)


@groups.command(name="import")
@click.argument("slug")
@click.argument("source")
@click.option(
    "--as", "status", type=click.Choice(["member", "guest"]), help="What those become whom the forum does not know; else they stay out."
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--undo", is_flag=True, help="Take back what this source brought.")
@click.pass_context
def groups_import(ctx: click.Context, slug: str, source: str, status: str | None, dry_run: bool, undo: bool) -> None:
    """Take a roster of Mailman or Sympa, from a file or the URL of Mailman 3 with user and password; nobody gets a letter.

    Example: mailflow groups import wohnen wohnen.txt --dry-run
    """
    if dry_run and undo:
        fail("--dry-run says what an import would change; leave it out to take one back")
    app = standing_store(ctx)
    cause = f"groups import {slug} {Path(source).name if '://' not in source else source.rpartition('@')[2]}"
    if undo:
        take_back(app, cause)
        return
    text = _text_of(source)
    with app.store.writing(app.clock.now(), cause=cause, actor="command line") as tx:
        facts = Facts(app.forum(), tx.records)
        group = facts.lists.get(slug)
        if group is None:
            fail(f"there is no list {slug}")
        try:
            plan = rosters.plan(text, group, facts, status or "", app.fingerprints)
        except rosters.UnreadableError as e:
            fail(f"{source.rpartition('@')[2]}: {e}")
        for record in plan.records if not dry_run else ():
            tx.save(record)
    if not plan.rows:
        fail(f"{source.rpartition('@')[2]}: nobody stands in it")
    for line in plan.lines():
        click.echo(line)
    if plan.problems:
        sys.exit(1)


@groups.command(name="settings")
@click.argument("slug")
@click.argument("source")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--undo", is_flag=True, help="Take back what this source brought.")
@click.pass_context
def groups_settings(ctx: click.Context, slug: str, source: str, dry_run: bool, undo: bool) -> None:
    """Compare a list with the settings it had at Mailman or Sympa: a file, or the URL of Mailman 3 with user and password.

    Example: mailflow groups settings wohnen http://restadmin:secret@127.0.0.1:8001/3.1/lists/wohnen@old.example/config
    """
    if dry_run and undo:
        fail("--dry-run says what would change; leave it out to take it back")
    app = standing_store(ctx)
    cause = f"groups settings {slug} {source.rpartition('@')[2]}"
    if undo:
        take_back(app, cause)
        return
    text = _text_of(source)
    with app.store.writing(app.clock.now(), cause=cause, actor="command line") as tx:
        group = tx.records.get(Group, slug)
        if group is None:
            fail(f"there is no list {slug}")
        try:
            plan = list_settings.plan(text, group, app.forum().kinds)
        except list_settings.UnreadableError as e:
            fail(f"{source.rpartition('@')[2]}: {e}")
        for record in plan.records if not dry_run else ():
            tx.save(record)
    for line in plan.lines():
        click.echo(line)


def _text_of(source: str) -> str:
    """What stands in a file, or behind a URL that may name a user and a password."""
    if not source.startswith(("http://", "https://")):
        return people_file.text_in(Path(source)) if Path(source).is_file() else fail(f"{source}: no such file")
    url = urlsplit(source)
    login = base64.b64encode(f"{unquote(url.username or '')}:{unquote(url.password or '')}".encode()).decode()
    bare = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
    try:
        with urlopen(Request(bare, headers={"Authorization": f"Basic {login}"}), timeout=SECONDS) as answer:
            return bytes(answer.read(MOST)).decode("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        fail(f"{bare}: {e}")
