"""Medians of several runs, and what a tree of processes uses."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

RUNS = 3
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figure:
    """A median with its extremes."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.median)} [{_short(self.low)}..{_short(self.high)}]"


def exactly(value: float) -> Figure:
    """What was measured once."""
    return Figure(value, value, value)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def median_of(run: Callable[[], float], runs: int = RUNS) -> Figure:
    values = []
    for _ in range(runs):
        wait_for_quiet()
        values.append(run())
    return Figure(statistics.median(values), min(values), max(values))


def wait_for_quiet(most: float = 20.0) -> None:
    """Waits until others leave the machine alone for a moment, but not for ever."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        before = _busy()
        time.sleep(0.3)
        if _busy() - before < 0.3 * 0.15:
            return


def _busy() -> float:
    """Processor seconds that the whole machine has spent."""
    fields = [int(f) for f in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICK


def tree(pid: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                parent = int((process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(process.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def memory(pid: int) -> tuple[float, float]:
    """(resident, proportional) MiB of a process tree; the second counts shared pages once."""
    resident = proportional = 0
    for one in tree(pid):
        with contextlib.suppress(OSError, TypeError):
            text = Path(f"/proc/{one}/smaps_rollup").read_text("ascii")
            resident += int(re.search(r"^Rss:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
            proportional += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])  # type: ignore[index]
    return resident / 1024, proportional / 1024


@contextlib.contextmanager
def peak_memory(pid: int) -> Iterator[list[float]]:
    """Collects the resident MiB of a process tree while the block runs."""
    seen, over = [memory(pid)[0]], threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            seen.append(memory(pid)[0])

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
        seen.append(memory(pid)[0])
