"""What every command of the command line shares: the app behind it, one line for a failure, rows or JSON for a result."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from mailflow.app import App

as_json = click.option("--json", "json_", is_flag=True, help="One JSON document on standard output.")


def fail(reason: str, status: int = 1) -> NoReturn:
    click.echo(f"mailflow: {reason}", err=True)
    sys.exit(status)


def app_of(ctx: click.Context) -> App:
    make: Callable[[], App] = ctx.obj
    return make()


def standing_store(ctx: click.Context) -> App:
    app = app_of(ctx)
    app.database.check()
    app.resume_clock()
    return app


def take_back(app: App, cause: str) -> None:
    """What a command under this name brought, as far as nobody has changed it since."""
    with app.store.writing(app.clock.now(), cause=cause, actor="command line") as tx:
        if not tx.stands(cause):
            fail(f"nothing is here that came by: {cause}")
        stuck = tx.undo(cause)
    click.echo("taken back" + (f", but {len(stuck)} that changed since" if stuck else ""))


def moment_of(text: str, option: str) -> datetime:
    """An ISO time a person typed; without an offset it is meant in Berlin."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{option}: expected an ISO time like 2027-03-19T09:00+01:00, got {text!r}", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Berlin"))


def show(value: Any, json_: bool, line: Callable[[Any], str]) -> None:
    if json_:
        click.echo(json.dumps(value, ensure_ascii=False, default=str))
        return
    for row in value if isinstance(value, list) else [value]:
        click.echo(line(row))
