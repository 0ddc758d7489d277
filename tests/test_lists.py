"""docs/lists.md says what the lists can do, row by row, and names the test that shows it."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

TESTS = Path(__file__).parent
GROUPS = tomllib.loads((TESTS / "lists.toml").read_text("utf-8"))["group"]
HEAD = """\
# What the lists can do

Compared with Mailman 3, Sympa and groups.io, row by row. Made from `tests/lists.toml`; do not edit.
`MAILFLOW_UPDATE=1 .venv/bin/pytest tests/test_lists.py` writes it anew. How each kind of list behaves: `lists/README.md`.
"""


def page() -> str:
    lines = [HEAD]
    for group in GROUPS:
        whole = sum(answer == "yes" for _, answer, _, _ in group["rows"])
        lines += [f"## {group['title']} ({whole} of {len(group['rows'])})\n", "| what | | shown by | missing |", "|---|---|---|---|"]
        lines += [f"| {what} | {answer} | {_link(shown)} | {missing} |" for what, answer, shown, missing in group["rows"]]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _link(shown: str) -> str:
    path, _, test = _place(shown).partition("::")
    return f"[{test or Path(path).name}](../tests/{path})" if shown else ""


def _place(shown: str) -> str:
    return shown.replace("conversation ", "conversations/")


def test_the_page_of_lists_is_current():
    file = TESTS.parent / "docs" / "lists.md"
    if os.environ.get("MAILFLOW_UPDATE"):
        file.write_text(page(), "utf-8")
    assert file.read_text("utf-8") == page(), "run MAILFLOW_UPDATE=1 pytest tests/test_lists.py"


def test_what_a_row_names_is_there_and_every_other_row_says_what_is_missing():
    for what, answer, shown, missing in (row for group in GROUPS for row in group["rows"]):
        path, _, test = _place(shown).partition("::")
        if answer == "no":
            assert missing, what
            continue
        assert (TESTS / path).exists(), shown
        assert not test or re.search(rf"^def {test}\(", (TESTS / path).read_text("utf-8"), re.M), shown
