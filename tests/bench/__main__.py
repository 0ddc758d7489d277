"""`make bench`: mailflow beside other programs, in one run on one machine. Ratios are what to compare; see docs/bench.md.

    python -m tests.bench [lists] [growth] [accepting] [digests] [reading] [--quick]

--quick leaves out Mailman, lists of 10,000 and more, and repetitions of minutes.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator

from tests.bench import accepting, digests, growth, lists, reading
from tests.bench.report import Row


def parts(*, quick: bool) -> dict[str, Callable[[], Iterator[Row]]]:
    sizes = (100, 1000) if quick else (100, 1000, 10_000)
    return {
        "accepting": accepting.measured,
        "lists": lambda: lists.measured(sizes, with_mailman=not quick),
        **({} if quick else {"growth": growth.measured}),
        "digests": lambda: digests.measured(1000 if quick else 10_000),
        "reading": reading.measured,
    }


def main(words: list[str]) -> int:
    known = parts(quick="--quick" in words)
    if unknown := [word for word in words if word not in {"--quick", *known}]:
        print(f"no part is called {unknown[0]}; there are: {', '.join(known)}, --quick")
        return 2
    missing = [program for program in ("smtp-source", "mlmmj-receive", "cc") if not shutil.which(program)]
    if missing:
        print(f"missing: {', '.join(missing)}; run: make servers")
        return 1
    for name in [word for word in words if word in known] or known:
        for row in known[name]():
            print("\n".join(row.lines()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
