"""atheris on one target: python -m tests.fuzz.fuzz TARGET CORPUS [libFuzzer's options]; `make fuzz` runs them all.

What it finds stays in the corpus folder and, if a promise is broken, as a file crash-*; a found letter belongs into the seeds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mailflow"]):
    from tests.fuzz.targets import SEEDS, TARGETS


def main() -> None:
    name, folder, *options = sys.argv[1:]
    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup([name, str(corpus), f"-artifact_prefix={folder}.", "-timeout=5", *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
