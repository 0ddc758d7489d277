"""The two ends of every measurement: Postfix' smtp-source and smtp-sink, written in C and as fast as the machine."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.live.servers import free_port, wait_for

AUTHOR = "m0@kreis0.example"


@dataclass(frozen=True, slots=True)
class CountingSink:
    """smtp-sink on a port; its count of letters is read from the file it writes."""

    port: int
    file: Path

    def count(self) -> int:
        with self.file.open("rb") as written:
            written.seek(max(0, written.seek(0, os.SEEK_END) - 200))
            found = re.findall(rb"mesg=(\d+)\D", written.read())
        return int(found[-1]) if found else 0

    def wait(self, count: int, seconds: float = 900, every: float = 0.001) -> float:
        """The moment (perf_counter) at which it had taken `count` letters in all."""
        end = time.monotonic() + seconds
        while self.count() < count:
            if time.monotonic() > end:
                raise TimeoutError(f"the sink has {self.count()} of {count} letters")
            time.sleep(every)
        return time.perf_counter()


@contextlib.contextmanager
def counting_sink(*options: str) -> Iterator[CountingSink]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "count"
        as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
        with file.open("wb") as out:
            process = subprocess.Popen(["smtp-sink", "-4", "-c", *options, *as_nobody, f"127.0.0.1:{port}", "1000"], stdout=out)
        try:
            wait_for(lambda: is_open(port), what="smtp-sink's start")
            yield CountingSink(port, file)
        finally:
            process.terminate()
            process.wait()


def is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def poured(port: int, letters: int, sessions: int, *, to: str = "r@kreis.example", size: int = 5120, lmtp: bool = False) -> float:
    """Seconds that smtp-source takes to hand over letters, one recipient each, connections kept."""
    # Not subprocess' own timeout: it looks every 50 ms only.
    words = ["timeout", "300", "smtp-source", "-4", "-d", "-s", sessions, "-m", letters, "-l", size, "-f", AUTHOR, "-t", to, *["-L"] * lmtp]
    start = time.perf_counter()
    subprocess.run([*map(str, words), f"127.0.0.1:{port}"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start
