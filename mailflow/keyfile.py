"""The file with the secrets behind reply addresses and return paths: keys, one a line, newest first.

New addresses come from the first; the others keep older ones alive; the last one seals what is kept, so it stays as long as that is
to be read. The erased are known again by a key of their own, made from the last one, until that is dropped: then it has a line of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from mailflow.settings import SettingsError
from mailflow.store.schema import StoreError

_ERASED = "erased"
"""Stands before the key of the erased, where that has a line."""


def of_store(file: Path, shared: Path, sealing: Callable[[], str | None]) -> Path:
    """`file`, or the one beside it that holds the key of this store: it was named before the store moved, or by an earlier version.

    All PostgreSQL stores of a folder once had `shared`, and none said by which key it was sealed.
    """
    name = None if file.exists() else sealing()
    if name == "":
        return shared if shared.exists() else file
    return next((other for other in sorted(file.parent.glob("*.key")) if name and _ends_with(name, other)), file)


def _ends_with(name: str, file: Path) -> bool:
    """Whether the last key in the file is the one of this name."""
    with contextlib.suppress(SettingsError):
        return name_of(keys_in(file)[-1]) == name
    return False


def make(file: Path) -> bool:
    """A first key, where there is no file yet; whether it was made."""
    with contextlib.suppress(FileExistsError):
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, [secrets.token_bytes(32)], b"")
        return True
    return False


def keys_in(file: Path) -> tuple[bytes, ...]:
    return _read(file)[0]


def of_erased(file: Path) -> bytes:
    """The key of the fingerprints of the erased (`model.fingerprint`), which stays when all others are dropped."""
    keys, of_erased = _read(file)
    return of_erased or hmac.digest(keys[-1], b"v1|erased", "sha256")


def _read(file: Path) -> tuple[tuple[bytes, ...], bytes]:
    """The keys, and the one of the erased, b"" while it is made from the last."""
    try:
        lines = [line.split() for line in file.read_text("ascii").splitlines() if line.strip()]
        keys = tuple(bytes.fromhex(words[-1]) for words in lines if len(words) == 1)
        named = [bytes.fromhex(key) for word, key in (words for words in lines if len(words) != 1) if word == _ERASED]
    except (OSError, ValueError) as e:
        raise SettingsError(f"security.key_file: {file} does not hold keys (64 hex digits a line)") from e
    if not keys or any(len(key) < 16 for key in (*keys, *named)):
        raise SettingsError(f"security.key_file: {file} does not hold keys (64 hex digits a line)")
    return keys, named[0] if named else b""


def kept(file: Path, sealing: str | None) -> tuple[bytes, ...]:
    """The keys of a store; StoreError if the one named `sealing` (store.marks.sealing_key), which seals it, is lost."""
    keys = () if sealing is not None and not file.exists() else keys_in(file)
    if not keys or (sealing and name_of(keys[-1]) != sealing):
        what = "does not end with the key of this store" if keys else "is gone"
        raise StoreError(
            f"key file {file} {what}, without which every reply address given out is dead; put its copy back,"
            " or ask all that is open again under a new key: mailflow keys drop"
        )
    return keys


def made_or_kept(file: Path, sealing: str | None) -> tuple[bytes, ...]:
    """The keys of a store, which gets its first one while nothing is sealed."""
    if sealing is None:
        make(file)
    return kept(file, sealing)


def rotate(file: Path) -> tuple[bytes, ...]:
    """Puts a new key in front; addresses made before stay alive."""
    keys, of_erased = _read(file)
    return _replace(file, (secrets.token_bytes(32), *keys), of_erased)


def keep_newest(file: Path) -> tuple[bytes, ...]:
    """The newest key alone: whatever the others made is dead, but for the fingerprints of the erased."""
    return _replace(file, keys_in(file)[:1], of_erased(file))


def name_of(key: bytes) -> str:
    """Eight hex digits by which people tell keys apart."""
    return hashlib.sha256(b"mailflow key" + key).hexdigest()[:8]


def fingerprint(file: Path) -> str:
    """By which a backup knows the file again."""
    return hashlib.sha256(b"mailflow backup" + keys_in(file)[-1]).hexdigest()[:16]


def _replace(file: Path, keys: tuple[bytes, ...], of_erased: bytes) -> tuple[bytes, ...]:
    """The file appears whole or not at all."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    _write(new, keys, of_erased)
    new.replace(file)
    return keys


def _write(file: Path, keys: Sequence[bytes], of_erased: bytes) -> None:
    lines = [key.hex() for key in keys] + ([f"{_ERASED} {of_erased.hex()}"] if of_erased else [])
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write("".join(f"{line}\n" for line in lines).encode("ascii"))
        out.flush()
        os.fsync(out.fileno())
