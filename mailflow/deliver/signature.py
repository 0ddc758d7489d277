"""Our DKIM signature on every letter that leaves (RFC 6376, relaxed/relaxed), with one body hash for all copies of a letter.

Signatures carry no time, so that a letter sent again is the same letter to the byte.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

SIGNED = frozenset(
    b"from to cc subject date message-id reply-to in-reply-to references mime-version content-type content-transfer-encoding "
    b"content-language auto-submitted resent-from resent-to resent-date resent-message-id list-id list-help list-post list-subscribe "
    b"list-unsubscribe list-unsubscribe-post list-owner list-archive archived-at".split()
)
"""Fields under our signature where they stand."""
NO_SECOND = frozenset({b"list-unsubscribe", b"list-unsubscribe-post", b"reply-to"})
"""These, and From, are named once more than they stand, so that no second one can be added (RFC 6376 section 5.4)."""

SHORTEST_KEY = 1024
"""Bits of an RSA key (RFC 8301 section 3.2)."""

Field = tuple[bytes, bytes]
"""Name in lower case and value, both in relaxed form (RFC 6376 section 3.4.2)."""


class KeyFileError(ValueError):
    """The file does not hold a private key that can sign mail."""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What all copies of a letter share: fields in canonical form, in their order, and the hash of the body."""

    fields: tuple[Field, ...]
    body_hash: bytes


class Signer:
    """Signs for one domain under one selector, with an RSA or Ed25519 key (RFC 8463)."""

    def __init__(self, domain: str, selector: str, pem: bytes) -> None:
        try:
            key = load_pem_private_key(pem, None)
        except (ValueError, TypeError) as e:
            raise KeyFileError("expected an RSA or Ed25519 private key in PEM without password") from e
        self.sign: Callable[[bytes], bytes]
        if isinstance(key, RSAPrivateKey):
            if key.key_size < SHORTEST_KEY:
                raise KeyFileError(f"the RSA key has {key.key_size} bits, mail servers refuse fewer than {SHORTEST_KEY}")
            kind, rsa = "rsa-sha256", key
            self.sign = lambda data: rsa.sign(data, PKCS1v15(), hashes.SHA256())
            self.published = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        elif isinstance(key, Ed25519PrivateKey):
            kind, ed = "ed25519-sha256", key
            self.sign = lambda data: ed.sign(hashlib.sha256(data).digest())
            self.published = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        else:
            raise KeyFileError("expected an RSA or Ed25519 private key")
        self.algorithm = f"a={kind};".encode()
        self.name = f"d={domain}; s={selector};".encode()

    def unsigned(self, raw: bytes) -> Unsigned:
        head, _, body = raw.partition(b"\r\n\r\n")
        return Unsigned(fields_of(head + b"\r\n"), b64encode(hashlib.sha256(_relaxed(body)).digest()))

    def line(self, letter: Unsigned, personal: bytes = b"") -> bytes:
        """The DKIM-Signature field of one copy, whose own header lines are `personal`."""
        return self.over(b"DKIM-Signature", b"v=1;", (*fields_of(personal), *letter.fields), SIGNED, letter.body_hash)

    def over(self, field: bytes, version: bytes, fields: Sequence[Field], signed: frozenset[bytes], body_hash: bytes) -> bytes:
        """A signature field over those of `fields` whose name is among `signed`, and over the body."""
        covered = [field for field in fields if field[0] in signed]
        # Verifiers take fields of one name from the bottom up.
        covered.reverse()
        named = [name for name, _ in covered]
        names = b":".join([*named, b"from", *sorted(NO_SECOND.intersection(named))])
        tags = (version, self.algorithm, b"c=relaxed/relaxed;", self.name, b"h=" + names + b";", b"bh=" + body_hash + b";", b"b=")
        return self.field(field, b" ".join(tags), covered)

    def field(self, name: bytes, value: bytes, covered: Sequence[Field]) -> bytes:
        """A field that ends with the signature over `covered`, in this order, and over itself."""
        data = b"".join(name + b":" + text + b"\r\n" for name, text in covered) + name.lower() + b":" + value
        return name + b": " + _folded(value + b64encode(self.sign(data))) + b"\r\n"


def fields_of(head: bytes) -> tuple[Field, ...]:
    """(name, value) of header fields in relaxed form (RFC 6376 section 3.4.2)."""
    fields = (field.partition(b":") for field in re.split(rb"\r\n(?![ \t])", head) if field)
    return tuple((name.strip().lower(), re.sub(rb"[ \t\r\n]+", b" ", value).strip()) for name, _, value in fields)


def _relaxed(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4."""
    lines = re.sub(rb"[ \t]+(?=\r\n|\Z)", b"", re.sub(rb"[ \t]+", b" ", body))
    text = re.sub(rb"(?:\r\n)+\Z", b"", lines)
    return text + b"\r\n" if text else b""


def _folded(value: bytes) -> bytes:
    """One tag a line, the signature in lines of 72: a break counts as the blank it replaces, and within b= for nothing."""
    start, _, signature = value.rpartition(b" b=")
    pieces = [signature[i : i + 72] for i in range(0, len(signature), 72)]
    tags = start.replace(b"; h=", b";\r\n\th=").replace(b"; bh=", b";\r\n\tbh=")
    return b"\r\n\t".join([tags, b"b=" + pieces[0], *pieces[1:]])
