"""A site's own folder: config/, lists/ and templates/ that the office may edit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from mailflow.settings.site_files import shipped

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
    for section, key, value in _changes(folder, answers):
        settings = _with(settings, section, key, value)
    (folder / "config" / "mailflow.toml").write_text(settings, "utf-8")


def _changes(folder: Path, answers: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    yield "forum", "name", quoted(answers["name"])
    yield "forum", "domain", quoted(answers["domain"])
    yield "office", "staff", f"[ {{ name = {quoted(answers['staff_name'])}, address = {quoted(answers['staff_address'])} }} ]"
    yield "deliver", "relay", quoted(answers["relay"])
    yield "store", "url", quoted(f"sqlite:///{folder.resolve()}/var/mailflow.db")
    yield "site", "folder", quoted(str(folder.resolve()))
    yield "site", "demo", '""'


def _with(settings: str, section: str, key: str, value: str) -> str:
    """The settings with the line `key = ...` of a section changed, its comment kept."""
    lines, within = settings.splitlines(keepends=True), ""
    for i, line in enumerate(lines):
        within = line[1:].partition("]")[0] if line.startswith("[") else within
        name, equals, rest = line.partition("=")
        if equals and name.strip() == key and within == section:
            comment = "  #" + rest.partition("  #")[2].rstrip("\n") if "  #" in rest else ""
            lines[i] = f"{name}= {value}{comment}\n"
            break
    return "".join(lines)
