"""Which row of the catalogue is proven by which test: read from the tests' marks, written as docs/proofs.md."""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent.parent
CATALOGUE = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text("utf-8"))
HEAD = """\
# What is proven

Made from `tests/faults/catalogue.toml` and the tests that name its rows (`@pytest.mark.proves`); do not edit.
`MAILFLOW_UPDATE=1 .venv/bin/pytest tests/faults/test_page.py` writes it anew. A row without a test is not proven;
what is said in brackets is missing although tests name the row.
"""


def page() -> str:
    by_row, missing = proofs_by_row(), CATALOGUE["open"]
    lines = [HEAD]
    for group, title in CATALOGUE["groups"].items():
        rows = {row: words for row, words in CATALOGUE["rows"].items() if row.rstrip("0123456789") == group}
        proven = sum(row in by_row for row in rows)
        lines += [f"## {group}: {title} ({proven} of {len(rows)})\n", "| row | what goes wrong | proven by |", "|---|---|---|"]
        lines += [f"| {row} | {words} | {_proof(by_row.get(row, []), missing.get(row, ''))} |" for row, words in rows.items()]
        lines.append("")
    lines += [
        "## Long runs\n",
        "| run | result |",
        "|---|---|",
        *(f"| {run} | {result} |" for run, result in CATALOGUE["measured"].items()),
    ]
    return "\n".join(lines) + "\n"


def _proof(tests: list[str], missing: str) -> str:
    if not tests:
        return f"**not proven**: {missing or 'no test names it yet'}"
    return "<br>".join(tests) + (f"<br>[{missing}]" if missing else "")


def proofs_by_row() -> dict[str, list[str]]:
    """Tests as `file::name`, by the rows they name; a mark on a class or module stands for all tests in it."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for test, rows in _marked(tree.body, _module_rows(tree)):
            for row in rows:
                found[row].append(f"`{file.relative_to(TESTS)}` {test}")
    return found


def _module_rows(tree: ast.Module) -> list[str]:
    marks = [n.value for n in tree.body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "pytestmark"]
    return [row for mark in marks for row in _rows_in(mark)]


def _marked(body: list[ast.stmt], outer: list[str]) -> Iterator[tuple[str, list[str]]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            rows = list(dict.fromkeys([*outer, *(row for mark in node.decorator_list for row in _rows_in(mark))]))
            if isinstance(node, ast.ClassDef):
                yield from _marked(node.body, rows)
            elif node.name.startswith("test_") and rows:
                yield node.name.removeprefix("test_").replace("_", " "), rows


def _rows_in(mark: ast.expr) -> Iterator[str]:
    for node in ast.walk(mark):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "proves":
            yield from (argument.value for argument in node.args if isinstance(argument, ast.Constant))
