"""No live token lies in the database: letters are kept with sealed reply addresses, and opened on the way out (faults.md E10).

A sealed address looks like the real one and is worth nothing; only the key file turns one into the other.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Iterator, Mapping

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

_SOFT_BREAK = rb"(?:=\r?\n)?"
"""Quoted-printable may break a line within an address (RFC 2045 section 6.7)."""

_Turn = Callable[[bytes], bytes]


class Seal:
    """`reply` is the local part in front of a token, e.g. "antwort".

    Letters that came and letters that leave have seals of their own: what somebody quoted stays closed when our answer is opened.
    """

    def __init__(self, key: bytes, purpose: str, reply: str) -> None:
        # One block of a keyed permutation is all a token needs: each is 128 bits of its own.
        self._cipher = Cipher(AES(hmac.digest(key, f"v1|seal|{purpose}".encode(), "sha256")[:16]), ECB())
        name = reply.encode()
        self._forms = [form + mark for form in (name, name.capitalize(), name.upper()) for mark in (b"+", b"-", b"=")]
        letters = [re.escape(bytes([c])) for c in name]
        self._address = re.compile(
            _SOFT_BREAK.join([rb"(?i:\b" + letters[0], *letters[1:], rb"[-+]"])
            + rb")(?P<token>(?:"
            + _SOFT_BREAK
            + rb"[a-zA-Z2-7]){26})(?="
            + _SOFT_BREAK
            + rb"@)"
        )
        self._longest = (len(name) + 1 + 26 + 1) * (1 + len("=\r\n"))
        """Bytes of an address in front of its @, broken after each letter."""

    def closed(self, raw: bytes) -> bytes:
        """The letter (or address) as it may be kept."""
        return self._turned(raw, self._encrypted)

    def opened(self, raw: bytes) -> bytes:
        """The letter (or address) as it was."""
        return self._turned(raw, self._decrypted)

    def moved(self, raw: bytes, to: Seal, renamed: Mapping[str, str]) -> bytes:
        """The letter closed by the other seal, with new tokens in the place of those that are `renamed`."""

        def turn(block: bytes) -> bytes:
            token = _spelled(self._decrypted(block)).decode()
            return to._encrypted(_block_of(renamed.get(token, token)))

        return self._turned(raw, turn)

    def without_tokens(self, raw: bytes, local: str) -> bytes:
        """The letter with `local` in the place of each reply address of ours."""
        return self._address.sub(local.encode(), raw)

    def _turned(self, raw: bytes, turn: _Turn) -> bytes:
        # Searching for a word is many times faster than the pattern, and most letters hold none.
        if not any(form in raw for form in self._forms):
            return raw
        pieces, done = [], 0
        for found in self._addresses(raw):
            pieces += [raw[done : found.start("token")], _turned_token(found["token"], turn)]
            done = found.end("token")
        return b"".join([*pieces, raw[done:]])

    def _addresses(self, raw: bytes) -> Iterator[re.Match[bytes]]:
        """Looked for in front of each @ only, which a letter of thousands of words has few of."""
        before, at = -1, raw.find(b"@")
        while at >= 0:
            if found := self._address.search(raw, max(before + 1, at - self._longest), at + 1):
                yield found
            before, at = at, raw.find(b"@", at + 1)

    def _encrypted(self, block: bytes) -> bytes:
        return self._cipher.encryptor().update(block)

    def _decrypted(self, block: bytes) -> bytes:
        return self._cipher.decryptor().update(block)


def _turned_token(written: bytes, turn: _Turn) -> bytes:
    """The token turned, line breaks where they were; left alone if it is none that we could have written."""
    pieces = re.split(rb"(=\r?\n)", written)
    token = b"".join(pieces[::2]).lower()
    block = _block_of(token.decode())
    if _spelled(block) != token:
        return written
    new, out = _spelled(turn(block)), b""
    for index, piece in enumerate(pieces):
        out += piece if index % 2 else new[: len(piece)]
        new = new if index % 2 else new[len(piece) :]
    return out


def _block_of(token: str) -> bytes:
    return base64.b32decode(token.upper() + "======")


def _spelled(block: bytes) -> bytes:
    return base64.b32encode(block).rstrip(b"=").lower()
