"""Conversations in letters: each folder is one story a non-programmer can read."""

from pathlib import Path

import pytest
from conversation import play

FOLDERS = sorted(p for p in (Path(__file__).parent / "conversations").iterdir() if p.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_conversation(folder: Path) -> None:
    play(folder)
