"""Whether a copy costs as much on a list of a hundred thousand as on one of a hundred, and how much memory the list takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Figure, exactly, median_of, memory, peak_memory
from tests.bench.ours import ours
from tests.bench.report import Row
from tests.bench.sink import counting_sink

SIZES = (100, 1000, 10_000, 100_000)
USUAL = 1000
"""What the others are compared with: a post to a hundred costs more for each copy, because the post itself is read and decided once."""


def measured() -> Iterator[Row]:
    """Time per copy and peak memory of each size, beside those of the usual one."""
    with counting_sink() as sink, tempfile.TemporaryDirectory() as folder, ours(Path(folder) / "ours", sink, SIZES) as program:
        seconds: dict[int, Figure] = {}
        peaks: dict[int, Figure] = {}
        program.post(SIZES[0])
        for n in SIZES:
            with peak_memory(program.pid) as seen:
                seconds[n] = median_of(lambda n=n: program.post(n) / n * 1e6)
            peaks[n] = exactly(max(seen))
        idle = exactly(memory(program.pid)[0])
    usual = f"on a list of {USUAL:,}"
    for n in SIZES:
        yield Row(f"one copy on a list of {n:,}", "µs", seconds[n], {usual: seconds[USUAL]}, lower_is_better=True)
    for n in SIZES:
        yield Row(f"memory resident, peak with a list of {n:,}", "MiB", peaks[n], {usual: peaks[USUAL]}, lower_is_better=True)
    yield Row("memory resident, afterwards", "MiB", idle, {}, lower_is_better=True)
