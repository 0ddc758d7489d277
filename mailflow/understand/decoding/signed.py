"""Signed mails read as far as their content goes: CMS of S/MIME (RFC 5652) and cleartext PGP (RFC 9580). Signatures are not checked here.

Mail programs write BER with indefinite lengths and content cut into pieces, gateways write DER: both are read, without recursion.
"""

from __future__ import annotations

import re

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
ENCRYPTED_DATA = bytes.fromhex("2a864886f70d010703")
DATA = bytes.fromhex("2a864886f70d010701")
_OBJECT, _OCTETS, _PIECES = 0x06, 0x04, 0x24
MOST_VALUES = 20_000
PGP_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
_PGP_HEAD = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: .{1,80}\n){0,5}\n?")
_PGP_SIGNATURE = re.compile(r"-----BEGIN PGP SIGNATURE-----\n(?:.{0,120}\n){0,60}?-----END PGP SIGNATURE-----")


def kind_of(wrapped: bytes) -> bytes:
    """The object identifier of the outermost content: SIGNED_DATA, ENCRYPTED_DATA or another; b"" if it is no CMS."""
    return next((value for tag, value in _values(wrapped[:4000]) if tag == _OBJECT), b"")


def content_of(wrapped: bytes) -> bytes | None:
    """The mail inside a signed one; None if it is encrypted, detached or broken."""
    if kind_of(wrapped) != SIGNED_DATA:
        return None
    pieces: list[bytes] = []
    inside = False
    for tag, value in _values(wrapped):
        if tag == _OBJECT and value == DATA:
            inside = True
        elif inside and tag == _OCTETS:
            pieces.append(value)
        elif inside and tag not in {_PIECES, 0xA0}:
            break
    return b"".join(pieces) or None


def _values(data: bytes) -> list[tuple[int, bytes]]:
    """(tag, value) in the order of reading; constructed values with an empty value, followed by what they hold."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 2 <= len(data) and len(found) < MOST_VALUES:
        tag, length, at = data[at], data[at + 1], at + 2
        if length > 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        elif length == 0x80:
            length = 0
        if tag & 0x20:
            found.append((tag, b""))
        elif tag or length:
            found.append((tag, data[at : at + length]))
            at += length
    return found


def without_pgp(text: str) -> str:
    """Text inside a cleartext signature, dashes unescaped (RFC 9580 section 7)."""
    if "-----BEGIN PGP SIGNED MESSAGE-----" not in text:
        return text
    return re.sub(r"(?m)^- -", "-", _PGP_SIGNATURE.sub("", _PGP_HEAD.sub("", text)))
