"""The order of the whole suite: files that wait for servers and kills are spread, so that no worker is left alone with them at the end; and its garbage."""

from __future__ import annotations

import gc
from collections import defaultdict

import pytest

SLOW, WORKERS = ("faults", "live", "web"), 4
"""Folders of such files; as many workers as `make test` has, each of which begins with its share of the list."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    files: dict[bool, dict[str, list[pytest.Item]]] = {True: defaultdict(list), False: defaultdict(list)}
    for item in items:
        files[item.path.parent.name in SLOW][str(item.path)].append(item)
    slow, quick = (list(files[kind].values()) for kind in (True, False))
    share = [slow[n::WORKERS] + quick[n::WORKERS] for n in range(WORKERS)]
    items[:] = [item for part in share for file in part for item in file]


def pytest_collection_finish() -> None:
    # Ten thousand tests stay to the end: looking through them for garbage again and again would take a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
