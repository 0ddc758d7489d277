"""A site's own folder, and whether it and its surroundings are fit to run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from mailflow.app import App, shipped
from mailflow.settings import SettingsError
from mailflow.store.engine import StoreError

DEFAULTS = {
    "name": "Forum Integration in ländlichen Räumen",
    "domain": "forum.example",
    "staff_name": "Programmbüro",
    "staff_address": "buero@traeger.example",
    "relay": "smtp://localhost:25",
}
QUESTIONS = {
    "name": "Name of the forum",
    "domain": "Mail domain of the forum",
    "staff_name": "Name of the first member of staff",
    "staff_address": "Their e-mail address",
    "relay": "SMTP relay",
}


def write(folder: Path, answers: dict[str, str]) -> None:
    """Writes config/, lists/ and templates/ into a new or empty folder; FileExistsError if it holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(17, "not empty", str(folder))
    for kind in ("config", "lists", "templates"):
        shutil.copytree(shipped(kind), folder / kind)
    settings = (folder / "config" / "mailflow.toml").read_text("utf-8")
    for key, value in _changes(folder, answers):
        settings = _with(settings, key, value)
    (folder / "config" / "mailflow.toml").write_text(settings, "utf-8")


def _changes(folder: Path, answers: dict[str, str]) -> Iterator[tuple[str, str]]:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    yield "name", quoted(answers["name"])
    yield "domain", quoted(answers["domain"])
    yield "staff", f"[ {{ name = {quoted(answers['staff_name'])}, address = {quoted(answers['staff_address'])} }} ]"
    yield "relay", quoted(answers["relay"])
    yield "url", quoted(f"sqlite:///{folder.resolve()}/var/mailflow.db")
    yield "folder", quoted(str(folder.resolve()))
    yield "demo", '""'


def _with(settings: str, key: str, value: str) -> str:
    """The settings with the first `key = ...` line changed, its comment kept."""
    lines = settings.splitlines(keepends=True)
    for i, line in enumerate(lines):
        name, equals, rest = line.partition("=")
        if equals and name.strip() == key:
            comment = "  #" + rest.partition("  #")[2].rstrip("\n") if "  #" in rest else ""
            lines[i] = f"{name}= {value}{comment}\n"
            break
    return "".join(lines)


def checked(app: App) -> list[tuple[str, str]]:
    """One (state, sentence) per thing looked at: ok, warning or error with the mend."""
    return [*_store(app), *_templates(app), *_lists(app), *_office(app), _relay(app)]


def _store(app: App) -> Iterator[tuple[str, str]]:
    try:
        app.database.check()
        yield "ok", f"store {app.database.url.render_as_string()}"
    except StoreError as e:
        yield "error", str(e)


def _templates(app: App) -> Iterator[tuple[str, str]]:
    broken = list(app.templates.problems())
    yield from (("error", f"templates: {problem}") for problem in broken)
    if not broken:
        yield "ok", f"templates: {len(app.templates.names())} letters render"


def _lists(app: App) -> Iterator[tuple[str, str]]:
    try:
        yield "ok", f"lists: {', '.join(sorted(app.list_kinds()))}"
    except SettingsError as e:
        yield "error", str(e)


def _office(app: App) -> Iterator[tuple[str, str]]:
    try:
        with app.facts() as facts:
            staff = facts.people.staff()
    except Exception:  # the store was reported above
        return
    if staff:
        yield "ok", f"office: {len(staff)} of staff"
    else:
        yield "error", "office: nobody decides here; set office.staff in the settings"


def _relay(app: App) -> tuple[str, str]:
    relay = app.settings.deliver.relay
    if not relay:
        return "warning", "deliver.relay is empty: letters stay in the local post room"
    reason = app.courier().greeting()
    return ("error", f"deliver.relay {relay}: {reason}") if reason else ("ok", f"deliver.relay {relay} answers")
