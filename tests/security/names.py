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
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Zone = dict[tuple[str, str], list[str] | str]
"""(name, type) to its records, "SERVFAIL" or "SILENT"."""


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
    """As short as a verifier has to take (RFC 8301 section 3.2): thousands of letters are signed with it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def private(of: rsa.RSAPrivateKey) -> bytes:
    return of.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def published(of: rsa.RSAPrivateKey) -> list[str]:
    """The TXT record of a key, cut into strings of at most 255 characters."""
    whole = "v=DKIM1; k=rsa; p=" + b64encode(of.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    return [" ".join(f'"{whole[i : i + 250]}"' for i in range(0, len(whole), 250))]


def signed(raw: bytes, domain: str, *, by: rsa.RSAPrivateKey | None = None, selector: str = "s", **how: object) -> bytes:
    how.setdefault("canonicalize", (b"relaxed", b"relaxed"))
    return dkim.sign(raw, selector.encode(), domain.encode(), private(by or key()), **how) + raw
