"""Secrets in addresses: reply tokens and signed numbers of deliveries, derived from a key and an id, never stored in clear."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from functools import lru_cache

PURPOSES: Mapping[str, str] = {"verp": "bounce", "stop": "leave", "click": "leave"}
"""What the number of a delivery is signed for, by the place it leads to: who sees one in a forwarded copy can use it for nothing else."""


def token(key: bytes, purpose: str, id: str) -> str:
    """26 letters of a-z2-7 (128 bits): fits the 64 octets of a local part and survives case folding (faults.md E9)."""
    return _in_letters(_mac(key, purpose, id)[:16])


def signed_number(key: bytes, purpose: str, delivery: int) -> str:
    """What stands behind the + of a return path (VERP) or of the address to leave by: which delivery, and a signature over it."""
    return f"{delivery}-{_in_letters(_mac(key, purpose, str(delivery))[:10])}"


def delivery_of(keys: Sequence[bytes], purpose: str, detail: str) -> int | None:
    """The delivery a signed number names, None if we never wrote it for this purpose with any of our keys."""
    number, _, signature = detail.partition("-")
    # isdigit() alone is true of »²«, which is no number to int().
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    genuine = [signed_number(key, purpose, int(number)).partition("-")[2] for key in keys]
    fits = [hmac.compare_digest(signature.lower().encode(), one.encode()) for one in genuine]
    return int(number) if any(fits) else None


def _mac(key: bytes, purpose: str, id: str) -> bytes:
    """HMAC-SHA256 (RFC 2104 section 2), by hand because `hmac` takes three times as long where most is hashed already."""
    inner, outer = _begun(key, purpose)
    told, whole = inner.copy(), outer.copy()
    told.update(id.encode())
    whole.update(told.digest())
    return whole.digest()


@lru_cache(maxsize=16)
def _begun(key: bytes, purpose: str) -> tuple[hashlib._Hash, hashlib._Hash]:
    """What is the same for every id: each copy of a post needs two of them."""
    block = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
    return hashlib.sha256(block.translate(hmac.trans_36) + f"v1|{purpose}|".encode()), hashlib.sha256(block.translate(hmac.trans_5C))


_BLOCK = 64
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(a + b for a in _LETTERS for b in _LETTERS)


def _in_letters(mac: bytes) -> str:
    """Base32 (RFC 4648 section 6) without padding, in lower case; ten bits at a time, because each copy of a post needs two of them."""
    bits = 8 * len(mac) + -8 * len(mac) % 10
    number = int.from_bytes(mac) << bits - 8 * len(mac)
    return "".join([_PAIRS[number >> right & 1023] for right in range(bits - 10, -1, -10)])
