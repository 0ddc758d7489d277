"""Who vouches for the sender: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989) and ARC (RFC 8617) asked of the name servers.

What was found is data (`Authentication`); what it proves is judged in `understand.proof`. Runs in the reading child, because
it parses what strangers wrote.
"""

from __future__ import annotations

import functools
import logging
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dkim
import dns.exception
import dns.nameserver
import dns.resolver
import spf

from mailflow.model.letter import Authentication

SECONDS = 4.0
"""All name server questions about one letter together: then it counts as unproven and its author is asked."""
MOST_SIGNATURES = 5
MOST_SEALS = 49
"""The fiftieth set is the last one (RFC 8617 section 4.2.1), so there is room for ours."""
DEEPEST_NAME = 8
"""Labels beyond which RFC 9989 section 4.10 skips to seven."""

# dkimpy would log header values.
_SILENT = logging.getLogger("mailflow.silent")
_SILENT.disabled = True


class NoAnswerError(Exception):
    """The name servers did not answer in time."""


def authentication_of(raw: bytes, author: str, bounces_to: str, peer: str, own_peer: bool, nameservers: tuple[str, ...]) -> Authentication:
    """What the name servers say about a letter from `author` (address in From) with the envelope sender `bounces_to`.

    `peer` is the address the letter came from, "" if unknown.
    """
    names = Names(nameservers)
    relayed = own_peer and (not peer or _is_relayed(raw))
    try:
        signed, broken = _signatures(raw, names)
        spf_result = "none" if relayed or not bounces_to else _spf(peer, bounces_to, names)
        domain, spf_domain = _domain(author), _domain(bounces_to)
        policy = _policy(domain, names)
        related = [d for d in (*signed, spf_domain) if d.split(".")[-2:] == domain.split(".")[-2:]]
        organisations = {d: organisation(d, names) for d in dict.fromkeys((domain, *related))}
    except NoAnswerError as e:
        return Authentication(trouble=f"no answer from the name servers about {e}")
    return Authentication(
        spf=spf_result,
        spf_domain=spf_domain,
        spf_judged=not relayed,
        signed_by=tuple(signed),
        signed_fields=signed,
        broken=broken,
        policy=policy.get("p", ""),
        strict_dkim=policy.get("adkim") == "s",
        strict_spf=policy.get("aspf") == "s",
        organisations=organisations,
    )


def policy_of(author: str, nameservers: tuple[str, ...]) -> Authentication:
    """What the author's domain asks for, where somebody else has judged the letter and did not tell."""
    try:
        return Authentication(policy=_policy(_domain(author), Names(nameservers)).get("p", ""))
    except NoAnswerError as e:
        return Authentication(trouble=f"no answer from the name servers about {e}")


@dataclass
class Names:
    """The name servers, for one letter: answers are remembered beyond it, the patience is its own."""

    nameservers: tuple[str, ...]

    def __post_init__(self) -> None:
        self._end = time.monotonic() + SECONDS

    def answers(self, name: str, kind: str) -> list[Any]:
        """The records of this kind, [] if there are none."""
        patience = self._end - time.monotonic()
        if patience <= 0:
            raise NoAnswerError(name)
        try:
            return list(_resolver(self.nameservers).resolve(name, kind, lifetime=patience, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN):
            return []
        except (dns.resolver.NoNameservers, dns.resolver.NoResolverConfiguration, dns.exception.Timeout, OSError) as e:
            raise NoAnswerError(name) from e
        except (dns.exception.DNSException, ValueError):
            return []

    def texts(self, name: str) -> list[str]:
        return [b"".join(record.strings).decode("latin-1") for record in self.answers(name, "TXT")]


@functools.cache
def _resolver(nameservers: tuple[str, ...]) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not nameservers)
    if nameservers:
        parts = [server.rpartition(":") for server in nameservers]
        resolver.nameservers = [dns.nameserver.Do53Nameserver(host.strip("[]"), int(port)) for host, _, port in parts]
    resolver.cache = dns.resolver.LRUCache(2000)
    resolver.timeout = 1.5
    return resolver


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".")


def _is_relayed(raw: bytes) -> bool:
    return bool(re.search(rb"(?mi)^received[ \t]*:", re.split(rb"\r?\n\r?\n", raw[:65536], maxsplit=1)[0]))


def _signatures(raw: bytes, names: Names) -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """(domains whose signature holds with the header fields under it, domains whose signature does not)."""
    message = dkim.DKIM(raw, logger=_SILENT)
    count = sum(name.lower() == b"dkim-signature" for name, _ in message.headers)
    valid: dict[str, frozenset[str]] = {}
    broken: list[str] = []
    for index in range(min(count, MOST_SIGNATURES)):
        message.domain = None
        try:
            holds = message.verify(idx=index, dnsfunc=lambda name, timeout: _key(name, names)) and _is_whole(message.signature_fields)
        except NoAnswerError:
            raise
        except Exception:
            # dkimpy lets many kinds of errors through on broken input; none of them is a signature that holds.
            holds = False
        domain = (message.domain or b"?").decode("ascii", "replace").lower().rstrip(".")
        if holds:
            valid[domain] = valid.get(domain, frozenset()) | _fields(message.signature_fields)
        else:
            broken.append(domain)
    return valid, tuple(broken)


def chain_of(raw: bytes, nameservers: tuple[str, ...]) -> str:
    """pass | fail: what the ARC sets of a letter are worth (RFC 8617 section 5.2); "" if their chain has ended or nobody answers."""
    names = Names(nameservers)
    try:
        sets = dkim.ARC(raw, logger=_SILENT)
        newest, _ = sets.sorted_arc_headers()
        if newest > MOST_SEALS:
            return ""
        found, _, _ = sets.verify(dnsfunc=lambda name, timeout=5: _key(name, names))
    except NoAnswerError:
        return ""
    except Exception:
        # As with signatures: on broken input dkimpy raises whatever Python does.
        return "fail"
    return {dkim.CV_Pass: "pass", dkim.CV_Fail: "fail"}.get(found, "")


def _key(name: bytes, names: Names) -> bytes | None:
    found = names.texts(name.decode("ascii"))
    return found[0].encode("latin-1") if found else None


def _is_whole(fields: Mapping[bytes, bytes]) -> bool:
    """Signed to the last byte (no l=, behind which anybody may write) and not with SHA-1 (RFC 8301)."""
    return b"l" not in fields and not fields.get(b"a", b"").endswith(b"sha1")


def _fields(signature: Mapping[bytes, bytes]) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in signature.get(b"h", b"").decode("ascii", "replace").split(":"))


class _Spf(spf.query):  # type: ignore[misc]  # pyspf is untyped
    """pyspf with our name servers behind it."""

    def __init__(self, peer: str, sender: str, names: Names) -> None:
        super().__init__(i=peer, s=sender, h="", querytime=0)
        self._names = names

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
        found = [_spf_value(record, qtype) for record in self._names.answers(str(name).rstrip("."), qtype)]
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("Void lookup limit exceeded")
        return found


def _spf_value(record: Any, qtype: str) -> Any:
    match qtype:
        case "MX":
            return (record.preference, record.exchange.to_text(True))
        case "TXT" | "SPF":
            return record.strings
        case "PTR":
            return record.target.to_text(True)
    return record.address


def _spf(peer: str, sender: str, names: Names) -> str:
    """none | neutral | pass | fail | softfail | permerror of the envelope sender; HELO never counts (faults.md D4)."""
    try:
        return str(_Spf(peer, sender, names).check()[0])
    except NoAnswerError:
        raise
    except Exception:
        # pyspf meets hostile records with whatever Python raises.
        return "permerror"


def _record(name: str, names: Names) -> dict[str, str]:
    """The one DMARC record of a domain as its tags, {} if there is none."""
    found = [text for text in names.texts(f"_dmarc.{name}") if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text)]
    if len(found) != 1:
        return {}
    return {key.strip().lower(): value.strip().lower() for key, _, value in (tag.partition("=") for tag in found[0].split(";"))}


def _walk(domain: str, names: Names) -> Iterator[tuple[str, dict[str, str]]]:
    """DMARC records from the domain up to its top level (RFC 9989 section 4.10)."""
    labels = domain.split(".")
    parents = labels[-7:] if len(labels) > DEEPEST_NAME else labels[1:]
    for name in (domain, *(".".join(parents[i:]) for i in range(len(parents)))):
        if record := _record(name, names):
            yield name, record
            if record.get("psd") == "n":
                return


def organisation(domain: str, names: Names) -> str:
    """The organisational domain: what two domains must share to be aligned in relaxed mode."""
    found = domain
    for name, record in _walk(domain, names):
        if record.get("psd") == "y" and name != domain:
            return ".".join(domain.split(".")[-name.count(".") - 2 :])
        found = name
    return found


def _policy(domain: str, names: Names) -> dict[str, str]:
    """The DMARC tags that hold for a domain, `p` being what it wants done; {} if it says nothing."""
    own = _record(domain, names)
    if own:
        wanted = own.get("p", "none")
    else:
        parent = organisation(domain, names)
        own = _record(parent, names) if parent != domain else {}
        wanted = own.get("sp", own.get("p", "none"))
    return own | {"p": "none" if own.get("t") == "y" else wanted} if own else {}
