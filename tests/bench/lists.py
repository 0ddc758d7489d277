"""One post to a list, and many posts to a small one: who needs how long until the relay has the last copy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from tests.bench.mailman import mailman
from tests.bench.measure import RUNS, Figure, exactly, median_of, memory, peak_memory
from tests.bench.mlmmj import mlmmj
from tests.bench.ours import ours
from tests.bench.report import Row
from tests.bench.sink import CountingSink, counting_sink, poured

SMALL, FLOOD = 100, 200


def measured(sizes: tuple[int, ...], *, with_mailman: bool) -> Iterator[Row]:
    """Yields rows as they are known; each is compared with ours of the same run."""
    with counting_sink() as sink:
        limit = {n: median_of(lambda n=n: poured(sink.port, n, 10)) for n in sizes}
        mine = _ours(sink, sizes)
        others = {"smtp-source, 10 connections, nothing kept": limit, "mlmmj, VERP, TCP_NODELAY": _other(mlmmj, sink, sizes, RUNS)}
        if with_mailman:
            others["Mailman 3, VERP"] = _other(mailman, sink, sizes, 1)
        for n in sizes:
            yield Row(
                f"one post to {n:,}, own copies", "s", mine[n], {name: found[n] for name, found in others.items()}, lower_is_better=True
            )
        floods = {name: found[0] for name, found in others.items() if 0 in found}
        yield Row(f"posts to {SMALL}, own copies", "posts/s", mine[0], floods)
        memories = {name: found[-1] for name, found in others.items() if -1 in found}
        yield Row("memory resident, idle", "MiB", mine[-1], memories, lower_is_better=True)
        yield Row("memory resident, peak under these loads", "MiB", mine[-2], {}, lower_is_better=True)


def _ours(sink: CountingSink, sizes: tuple[int, ...]) -> dict[int, Figure]:
    with tempfile.TemporaryDirectory() as folder, ours(Path(folder) / "ours", sink, sizes) as program:
        idle = memory(program.pid)[0]
        with peak_memory(program.pid) as seen:
            found = {n: median_of(lambda n=n: program.post(n), RUNS + 2) for n in sizes}
            found[0] = median_of(lambda: program.flood(SMALL, FLOOD))
        return found | {-1: exactly(idle), -2: exactly(max(seen))}


def _other(
    start: Callable[[CountingSink, tuple[int, ...]], AbstractContextManager[object]], sink: CountingSink, sizes: tuple[int, ...], runs: int
) -> dict[int, Figure]:
    with start(sink, sizes) as program:
        pid = getattr(program, "pid", None)
        resident = {-1: exactly(memory(pid)[0])} if pid else {}
        found = {n: median_of(lambda n=n: program.post(n), runs) for n in sizes}  # type: ignore[attr-defined]
        found[0] = median_of(lambda: program.flood(SMALL, FLOOD if runs > 1 else FLOOD // 10), runs)  # type: ignore[attr-defined]
        return found | resident
