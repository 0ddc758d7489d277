"""What is asked of the children that read, and whether it needs to be asked.

What parses is imported where it runs: the process that asks never loads it, which saves it fifteen megabytes.
"""

from __future__ import annotations

import re
from datetime import date
from ipaddress import ip_address, ip_network

from mailflow.model.intent import Asked, Reading
from mailflow.model.letter import Authentication, Envelope, Letter
from mailflow.model.vocabulary import Vocabulary

_NEVER_PUBLIC = ("example", "test", "invalid", "localhost", "local", "internal")
"""Top-level names that no public name server answers for (RFC 6761, RFC 6762)."""


_AT_HOME = tuple(
    ip_network(n) for n in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fe80::/10", "fc00::/7")
)
"""This machine and private networks (RFC 1918, RFC 4193)."""


def read(raw: bytes, envelope: Envelope, vocabulary: Vocabulary, asked: Asked | None, today: date) -> tuple[Letter, Reading | None]:
    """See `understand.intent.read`."""
    from mailflow.understand import intent

    return intent.read(raw, envelope, vocabulary, asked, today)


def letter_from_bytes(raw: bytes, envelope: Envelope, vocabulary: Vocabulary) -> Letter:
    """See `understand.parse.letter_from_bytes`."""
    from mailflow.understand import parse

    return parse.letter_from_bytes(raw, envelope, vocabulary)


def reading_of(letter: Letter, vocabulary: Vocabulary, asked: Asked, today: date) -> Reading:
    """See `understand.intent.reading_of`."""
    from mailflow.understand import intent

    return intent.reading_of(letter, vocabulary, asked, today)


def authentication_of(raw: bytes, author: str, bounces_to: str, peer: str, own_peer: bool, nameservers: tuple[str, ...]) -> Authentication:
    """See `receive.authentication.authentication_of`."""
    from mailflow.receive import authentication

    return authentication.authentication_of(raw, author, bounces_to, peer, own_peer, nameservers)


def policy_of(author: str, nameservers: tuple[str, ...]) -> Authentication:
    """See `receive.authentication.policy_of`."""
    from mailflow.receive import authentication

    return authentication.policy_of(author, nameservers)


def chain_of(raw: bytes, nameservers: tuple[str, ...]) -> str:
    """See `receive.authentication.chain_of`."""
    from mailflow.receive import authentication

    return authentication.chain_of(raw, nameservers)


def is_own_peer(peer: str, trusted: tuple[str, ...]) -> bool:
    """Whether a letter was handed over by one of our own mail servers: this machine, a private network, or a trusted one."""
    if not peer:
        return True
    address = ip_address(peer.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in (*_AT_HOME, *(ip_network(t, strict=False) for t in trusted)))


def can_be_asked_about(domain: str, nameservers: tuple[str, ...]) -> bool:
    """Whether a question could bring an answer: reserved names are known to nobody but a name server of one's own."""
    return bool(domain) and (bool(nameservers) or domain.rpartition(".")[2] not in _NEVER_PUBLIC)


def has_chain(raw: bytes) -> bool:
    """Whether an earlier forwarder has put its ARC seal on the letter."""
    return bool(re.search(rb"(?mi)^arc-seal[ \t]*:", re.split(rb"\r?\n\r?\n", raw[:262144], maxsplit=1)[0]))
