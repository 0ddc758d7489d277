"""Letters as real products write them, one for each form the program knows; tests/corpus/README.md says how to add one."""

import json
from pathlib import Path

import pytest
from letters import vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.by_machine import failures, machines
from mailflow.understand.decoding import mime
from mailflow.understand.marks import Marks
from mailflow.understand.parse import letter_from_bytes
from mailflow.understand.segments import closing, footers, quote_heads

CORPUS = Path(__file__).parent.parent / "corpus"
LETTERS = sorted(CORPUS.glob("*.eml"))


def read(file):
    raw = file.read_bytes().replace(b"\n", b"\r\n")
    trace = dict(line.split(": ", 1) for line in raw.decode("utf-8", "replace").split("\r\n\r\n")[0].split("\r\n") if ": " in line)
    return letter_from_bytes(raw, Envelope(trace["Return-Path"].strip("<>"), (trace["X-Original-To"],)), vocabulary())


def understood(letter, key):
    if key == "automatic":
        return letter.automatic.kind if letter.automatic else None
    if key == "bounce":
        found = letter.bounce
        return [found.kind, found.recipients[0].address, found.address_invalid] if found else None
    value = getattr(letter, key)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("file", LETTERS, ids=lambda f: f.stem)
def test_letter(file):
    letter = read(file)
    want = json.loads(file.with_suffix(".json").read_text("utf-8"))
    assert {key: understood(letter, key) for key in want} == want


TABLES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": table
    for module in (quote_heads, footers, machines, failures, mime, closing)
    for name, table in vars(module).items()
    if isinstance(table, Marks)
}


@pytest.mark.parametrize("name", TABLES)
def test_every_form_is_seen_in_a_letter(name):
    said = "\n".join(file.read_text("utf-8") for file in [*LETTERS, *sorted(CORPUS.glob("*/*.txt"))]).split("\n")
    values = [
        value
        for line in said
        for value in (line, line.partition(": ")[2], line.rpartition("<")[2], line.partition('filename="')[2].rstrip('"'))
    ]
    values += [" ".join(said[i : i + 2]) for i in range(len(said))]
    missing = [mark.seen for mark in TABLES[name].rows if not any(mark.pattern.search(value) for value in values)]
    assert not missing
