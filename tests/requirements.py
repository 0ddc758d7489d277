"""Which requirement is shown by which conversation: read from shows.toml in their folders, written as docs/requirements.md."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

CONVERSATIONS = Path(__file__).parent / "conversations"
CATALOGUE = tomllib.loads((CONVERSATIONS / "requirements.toml").read_text("utf-8"))
HEAD = """\
# What the forum has to do, and what shows it

Made from `tests/conversations/requirements.toml` and from `shows.toml` in the folders of the conversations; do not edit.
`MAILFLOW_UPDATE=1 .venv/bin/pytest tests/test_requirements.py` writes it anew. What is said in brackets is missing although a
conversation shows the row.
"""


def page() -> str:
    shown, missing = conversations_by_row(), CATALOGUE["open"]
    lines = [HEAD]
    for group, title in CATALOGUE["groups"].items():
        rows = {row: words for row, words in CATALOGUE["rows"].items() if row.startswith(group)}
        whole = sum(row in shown and row not in missing for row in rows)
        lines += [f"## {title} ({whole} of {len(rows)} whole)\n", "| row | what | shown by |", "|---|---|---|"]
        lines += [f"| {row} | {words} | {_shown(shown.get(row, []), missing.get(row, ''))} |" for row, words in rows.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _shown(conversations: list[str], missing: str) -> str:
    if not conversations:
        return f"**not yet**: {missing or 'no conversation names it'}"
    return "<br>".join(conversations) + (f"<br>[{missing}]" if missing else "")


def conversations_by_row() -> dict[str, list[str]]:
    """Links to the conversations, by the rows they name."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(CONVERSATIONS.glob("*/shows.toml")):
        name = file.parent.name
        for row in tomllib.loads(file.read_text("utf-8"))["rows"]:
            found[row].append(f"[{name}](../tests/conversations/{name})")
    return found
