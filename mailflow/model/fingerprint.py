"""Whoever was erased is known again by a fingerprint of their address, made with a key: a stolen store confirms no guess."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

_KEYLESS = re.compile(r"[0-9a-f]{64}")
"""How fingerprints looked that earlier versions made without a key."""


class Fingerprints:
    """Made with `key`, which lies in the key file (`keyfile.of_erased`); each begins with the key's name."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._name = hashlib.sha256(b"mailflow erased" + key).hexdigest()[:8]

    def of(self, address: str) -> str:
        return self.keyed(hashlib.sha256(f"erased:{address}".encode()).hexdigest())

    def without(self, addresses: Iterable[str], text: str) -> str:
        """The text with a name that says nothing in the place of each of these addresses."""
        for address in addresses:
            whole = rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)"
            text = re.sub(whole, f"erased-{self.of(address)[-12:]}", text)
        return text

    def keyed(self, kept: str) -> str:
        """What is kept, made with the key if it was made without one."""
        return f"{self._name}.{hmac.digest(self._key, kept.encode(), 'sha256').hex()}" if _KEYLESS.fullmatch(kept) else kept

    def tell(self, kept: str) -> bool:
        """Whether it was made with this key, so that its address would be known again."""
        return kept.startswith(f"{self._name}.")
