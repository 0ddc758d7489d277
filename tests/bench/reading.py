"""How many letters are read as a careful human reads them: ours beside the libraries that one would take instead.

The letters are tests/corpus/, or a folder in MAILFLOW_CORPUS with letters of the same form (`replies/*.eml`, `bounces/*.eml` and `.json`).
The libraries live in an environment made for this run; they are no dependencies of the program. They get the plain text (of HTML-only letters
the lines that our own page reader makes), so that only the reading is compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailflow.model.address import Addresses
from mailflow.model.letter import Envelope, Letter
from mailflow.model.vocabulary import Vocabulary
from mailflow.understand.parse import letter_from_bytes
from tests.bench.measure import Figure
from tests.bench.report import Row

OTHERS = ("mail-parser-reply==1.36", "quotequail==0.5.4", "email-reply-parser==0.5.12", "talon==1.4.4", "flufl.bounce==6.0.0")
HERE = Path(__file__).parent
OWN = HERE.parent / "corpus"


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter, what a human reads in it (several forms may be right), and what we read."""

    raw: bytes
    right: tuple[object, ...]
    letter: Letter


def measured() -> Iterator[Row]:
    replies, reports = samples()
    theirs = _read_by_others([s.letter.text for s in replies], [s.raw.decode("utf-8", "replace") for s in reports])
    bounces = theirs.pop("flufl_bounce")
    ours = [s.letter.new_text for s in replies]
    yield Row(f"new text of {len(replies)} replies", "% right", _share(replies, ours), {n: _share(replies, a) for n, a in theirs.items()})
    ours = [_failed(s.letter) for s in reports]
    yield Row(f"kind and address of {len(reports)} reports", "% right", _share(reports, ours), {"flufl_bounce": _share(reports, bounces)})


def samples() -> tuple[list[Sample], list[Sample]]:
    """(replies, reports)"""
    if "MAILFLOW_CORPUS" in os.environ:
        return _outer(Path(os.environ["MAILFLOW_CORPUS"]))
    replies, reports = [], []
    for file in sorted(OWN.glob("*.eml")):
        want = json.loads(file.with_suffix(".json").read_text("utf-8"))
        sample = _sample(file, ())
        if want.get("new_text") and not want.get("defects"):
            replies.append(Sample(sample.raw, (_words(want["new_text"]),), sample.letter))
        elif want.get("bounce"):
            kind, address, _ = want["bounce"]
            reports.append(Sample(sample.raw, ([kind, [address]],), sample.letter))
    return replies, reports


def _outer(folder: Path) -> tuple[list[Sample], list[Sample]]:
    replies, reports = [], []
    for file in sorted(folder.glob("replies/*.eml")):
        want = json.loads(file.with_suffix(".json").read_text("utf-8"))["expected"]
        replies.append(_sample(file, tuple(_words(t) for t in [want["new_text"], *want.get("new_text_variants", [])])))
    for file in sorted(folder.glob("bounces/*.eml")):
        want = json.loads(file.with_suffix(".json").read_text("utf-8"))["expected"]
        if want["kind"] != "not_a_bounce":
            reports.append(_sample(file, ([want["kind"], sorted(r["address"] for r in want["recipients"])],)))
    return replies, reports


def _sample(file: Path, right: tuple[object, ...]) -> Sample:
    raw = file.read_bytes()
    trace = dict(line.split(": ", 1) for line in raw.decode("utf-8", "replace").splitlines()[:12] if ": " in line)
    envelope = Envelope(trace["Return-Path"].strip("<>"), (trace["X-Original-To"],))
    domain = trace["X-Original-To"].rpartition("@")[2]
    return Sample(raw, right, letter_from_bytes(raw, envelope, Vocabulary(Addresses(domain))))


def _words(text: str) -> str:
    return " ".join(text.split())


def _failed(letter: Letter) -> list[object]:
    found = letter.bounce
    return [found.kind, sorted(r.address for r in found.recipients)] if found else [None, []]


def _share(samples: list[Sample], answers: list[object]) -> Figure:
    told = [_words(a) if isinstance(a, str) else a for a in answers]
    right = sum(answer in sample.right for sample, answer in zip(samples, told, strict=True))
    share = 100 * right / len(samples)
    return Figure(share, share, share)


def _read_by_others(texts: list[str], reports: list[str]) -> dict[str, list[object]]:
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, "-m", "venv", name], check=True)
        subprocess.run([f"{name}/bin/pip", "install", "--quiet", "--disable-pip-version-check", *OTHERS], check=True)
        work = json.dumps({"texts": texts, "reports": reports})
        done = subprocess.run(
            [f"{name}/bin/python", str(HERE / "other_readers.py")], input=work, capture_output=True, text=True, check=True
        )
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found
