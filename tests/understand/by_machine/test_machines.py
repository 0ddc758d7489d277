"""Machines and people who sound like machines: tests/corpus/machines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import read

SAID = Path(__file__).parents[2] / "corpus" / "machines"


def _letters(name: str) -> Iterator[tuple[str, str]]:
    for block in (SAID / name).read_text("utf-8").split("\n== ")[1:]:
        head, _, letter = block.partition("\n")
        yield head, letter


def _kind(letter):
    if not letter.startswith("From:") and "\nFrom:" not in letter.partition("\n\n")[0]:
        letter = f"From: Anna Muster <anna@kreis.example>\n{letter}"
    if "Content-Type:" not in letter:
        letter = f"Content-Type: text/plain; charset=utf-8\n{letter}"
    found = read(letter).automatic
    return found.kind if found else None


@pytest.mark.parametrize(("head", "letter"), list(_letters("said.txt")))
def test_machines(head, letter):
    assert _kind(letter) == head.partition(":")[0]


@pytest.mark.parametrize(("why", "letter"), list(_letters("people.txt")))
def test_people(why, letter):
    assert _kind(letter) is None
