"""The file with the secrets behind reply addresses and return paths: keys, one a line, newest first.

New addresses come from the first; the others keep older ones alive; the last one seals what is kept, so it stays as long as that is
to be read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from mailflow.settings import SettingsError


def make(file: Path) -> None:
    """A first key, where there is no file yet."""
    with contextlib.suppress(FileExistsError):
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, [secrets.token_bytes(32)])


def keys_in(file: Path) -> tuple[bytes, ...]:
    try:
        keys = tuple(bytes.fromhex(line) for line in file.read_text("ascii").split())
    except (OSError, ValueError) as e:
        raise SettingsError(f"security.key_file: {file} does not hold keys (64 hex digits a line)") from e
    if not keys or any(len(key) < 16 for key in keys):
        raise SettingsError(f"security.key_file: {file} does not hold keys (64 hex digits a line)")
    return keys


def rotate(file: Path) -> tuple[bytes, ...]:
    """Puts a new key in front; addresses made before stay alive."""
    return _replace(file, (secrets.token_bytes(32), *keys_in(file)))


def keep_newest(file: Path) -> tuple[bytes, ...]:
    """The newest key alone: whatever the others made is dead."""
    return _replace(file, keys_in(file)[:1])


def name_of(key: bytes) -> str:
    """Eight hex digits by which people tell keys apart."""
    return hashlib.sha256(b"mailflow key" + key).hexdigest()[:8]


def _replace(file: Path, keys: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The file appears whole or not at all."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    _write(new, list(keys))
    new.replace(file)
    return keys


def _write(file: Path, keys: list[bytes]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write("".join(f"{key.hex()}\n" for key in keys).encode("ascii"))
        out.flush()
        os.fsync(out.fileno())
