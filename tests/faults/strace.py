"""A process watched from outside, by its system calls."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.servers import need, wait_for


@contextlib.contextmanager
def watched(pid: int, wanted: str, output: Path) -> Iterator[None]:
    """Writes the `wanted` system calls of a process and its threads, made within the block, to a file."""
    words = [need("strace"), "-f", "-y", "-s", "9000", "-e", f"trace={wanted}", "-o", str(output), "-p", str(pid)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr
        said = strace.stderr.readline()
        if "Operation not permitted" in said:
            pytest.skip("this machine does not let us watch system calls")
        yield
        strace.terminate()
    wait_for(output.exists)
