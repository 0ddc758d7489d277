"""A name server that answers from a zone, and keys to sign letters with: real questions, real signatures."""

from __future__ import annotations

import contextlib
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from functools import cache

import dkim
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Zone = dict[tuple[str, str], list[str] | str]
"""(name, type) to its records, "SERVFAIL" or "SILENT"."""
Key = rsa.RSAPrivateKey | Ed25519PrivateKey


@contextlib.contextmanager
def nameserver(zone: Zone) -> Iterator[str]:
    """host:port of a server that answers from the zone, NXDOMAIN for all else."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_answer, args=(server, zone), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(2)


def _answer(server: socket.socket, zone: Zone) -> None:
    while True:
        try:
            wire, client = server.recvfrom(4096)
        except OSError:
            return
        if not wire:
            return
        query = dns.message.from_wire(wire)
        question = query.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        name = question.name.to_text(True).lower()
        found = zone.get((name, kind))
        if found == "SILENT":
            continue
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if found == "SERVFAIL":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(answer.to_wire(), client)


@cache
def key(name: str = "one") -> rsa.RSAPrivateKey:
    """As short as a verifier has to take (RFC 8301 section 3.2)."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def private(of: Key) -> bytes:
    if isinstance(of, Ed25519PrivateKey):
        return of.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return of.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def published(of: Key) -> list[str]:
    """The TXT record of a key, cut into strings of at most 255 characters."""
    if isinstance(of, Ed25519PrivateKey):
        return [f'"v=DKIM1; k=ed25519; p={b64encode(of.public_key().public_bytes_raw()).decode()}"']
    whole = "v=DKIM1; k=rsa; p=" + b64encode(of.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    return [" ".join(f'"{whole[i : i + 250]}"' for i in range(0, len(whole), 250))]


def signed(raw: bytes, domain: str, *, by: Key | None = None, selector: str = "s", **how: object) -> bytes:
    how.setdefault("canonicalize", (b"relaxed", b"relaxed"))
    by = by or key()
    if isinstance(by, Ed25519PrivateKey):
        how["signature_algorithm"], seed = b"ed25519-sha256", b64encode(by.private_bytes_raw())
        return dkim.sign(raw, selector.encode(), domain.encode(), seed, **how) + raw
    return dkim.sign(raw, selector.encode(), domain.encode(), private(by), **how) + raw
