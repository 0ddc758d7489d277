"""Who was erased, in a file beside the store: a backup of before knows nothing of it, and the machine it goes to may be a new one."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from mailflow.model.fingerprint import Fingerprints
from mailflow.store.engine import Database
from mailflow.store.erasing import Erased

_HEAD = """\
# Whoever was erased at their own wish, as fingerprints of their addresses. `mailflow restore` reads this file and erases them again.
# Keep a copy apart from the backups, and never an older one than the backup.
"""


def place(named: str, database: Database) -> Path | None:
    """The file that the setting names, else one beside the store; None for a store in memory."""
    if named:
        return Path(named)
    beside = database.beside("erased")
    return beside if beside is None or database.is_sqlite else beside.with_stem(database.name)


def found(file: Path, prints: Fingerprints | None) -> Path | None:
    """The file; or, where it is not there yet, another register beside it made with the same key: the store had another name before."""
    if file.exists():
        return file
    others = sorted(file.parent.glob("*.erased")) if prints else ()
    return next((other for other in others if prints and _is_made_with(prints, other)), None)


def _is_made_with(prints: Fingerprints, file: Path) -> bool:
    with contextlib.suppress(ValueError, OSError):
        return any(prints.tell(id) for id, _, _ in read(file))
    return False


def read(file: Path) -> list[Erased]:
    """What the file says; raises ValueError with the number of a line that cannot be read."""
    found = []
    for number, line in enumerate(file.read_text("ascii").splitlines(), 1):
        if line and not line.startswith("#"):
            try:
                at, posts, id = line.split()
                found.append((id, datetime.fromisoformat(at), {"with-posts": True, "without-posts": False}[posts]))
            except (ValueError, KeyError) as e:
                raise ValueError(f"{file}: line {number} cannot be read") from e
    return found


def extend(file: Path, erased: Iterable[Erased], prints: Fingerprints) -> None:
    """Adds whom the file does not name yet; it is there whole, before or after, and readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _alone_in(file.parent):
        there = read(file) if file.exists() else None
        named = {prints.keyed(id): (at, posts) for id, at, posts in there or ()}
        every = [(id, at, posts) for id, (at, posts) in ({id: (at, posts) for id, at, posts in erased} | named).items()]
        if there is None or sorted(every) != sorted(there):
            _write(file, every)


def _write(file: Path, erased: Iterable[Erased]) -> None:
    fresh = file.with_suffix(f"{file.suffix}.new")
    fresh.touch(0o600)
    with fresh.open("w", encoding="ascii") as out:
        out.write(_HEAD + "".join(f"{at.isoformat()} {'with-posts' if posts else 'without-posts'} {id}\n" for id, at, posts in erased))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Of two processes that write the whole at once, the later would leave out what the earlier added."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
