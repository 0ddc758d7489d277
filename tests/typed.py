"""Commands as a person types them, carried out in this process: to start Python anew for each takes a second."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from mailflow.cli import main


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def typed(folder: Path, *words: str, given: str | bytes = "", **environment: str) -> Done:
    with contextlib.chdir(folder):
        done = CliRunner().invoke(main, words, input=given, env=environment)
    return Done(done.exit_code, done.stdout, done.stderr)
