"""How sure we are who wrote: by the topmost Authentication-Results of a trusted server (faults.md D3, D4), else by our own findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from mailflow.model.letter import Authentication, Level, Proof

_POLICY = re.compile(r"\b(?:p|policy|policy\.dmarc|policy\.published-domain-policy)\s*=\s*(none|quarantine|reject)\b", re.I)
"""How mail servers tell what the author's domain asks for, mostly in a comment beside the dmarc result."""
_RESULT = re.compile(r"(?:spf|dkim|dmarc)=[a-z]{4,9}(?: [a-z]{2,10}\.[a-z]{1,12}=@?[a-z0-9._@+-]{1,100}){0,3}")
"""One result that may be passed on: nothing in it can end a header or begin another result."""
MOST_RESULTS = 6
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^;\s]{1,253})")
_SIGNED = re.compile(r"(?:^|;)\s*h\s*=\s*([^;]{1,4000})")
ADDRESSED = frozenset({"to", "cc", "date", "subject"})
"""What a signature is taken to cover where nobody can see it: to whom, when, and what about."""
LONGEST = 8000
"""Characters of a field; a longer one proves nothing, because what is wrong with the sender may stand behind them."""


class _Result(NamedTuple):
    """One result (RFC 8601 section 2.2): what was looked at, what came of it, and whose; a property named twice is none."""

    method: str
    result: str
    properties: Mapping[str, str]


def proof_of(results: list[str], sender: str, trusted: tuple[str, ...], signatures: list[str]) -> Proof:
    """`results` are the Authentication-Results values, topmost first; `sender` the address of the single From.

    `signatures` are the DKIM-Signature values: a server that says that one holds does not say what is under it.
    """
    proof = _level_of(results, sender, trusted)
    if not proof.judged or not results:
        return proof
    parts = _parts(results[0])[1:]
    found = [_result_in(part) for part in parts]
    signed = any(_is_passed(one, "dkim") and _aligned(one, "header.d", sender.rpartition("@")[2]) for one in found)
    told = "; ".join(part for part in parts[:MOST_RESULTS] if _RESULT.fullmatch(part))
    fields = None if _sent_by_domain(found, sender) else _covered(signatures, sender.rpartition("@")[2])
    policies = {policy.lower() for policy in _POLICY.findall(results[0][:LONGEST])}
    strict, spf_told = not policies <= {"none"}, any(one.method == "spf" for one in found)
    return replace(proof, strict=strict, policy_told=bool(policies), signed=signed, results=told, signed_fields=fields, spf_told=spf_told)


def _sent_by_domain(found: list[_Result], sender: str) -> bool:
    """Whether the envelope vouches too: SPF of the author's own domain, or of one below it."""
    domain = sender.rpartition("@")[2]
    envelopes = [one.properties.get("smtp.mailfrom", "").rpartition("@")[2] for one in found if _is_passed(one, "spf")]
    return any(envelope == domain or envelope.endswith("." + domain) for envelope in envelopes)


def _covered(signatures: list[str], domain: str) -> frozenset[str]:
    """The fields that every signature of the author's domain covers: which of them held is not said."""
    covered = ADDRESSED
    for value in signatures:
        signer, signed = _SIGNER.search(value[:8000]), _SIGNED.search(value[:8000])
        named = signer[1].lower().rstrip(".") if signer else ""
        if named and (domain == named or domain.endswith("." + named)):
            covered &= frozenset(name.strip().lower() for name in signed[1].split(":")) if signed else frozenset()
    return covered


def _level_of(results: list[str], sender: str, trusted: tuple[str, ...]) -> Proof:
    domain = sender.rpartition("@")[2]
    if not domain:
        return Proof(Level.CLAIMED, "no single sender")
    if not results or not trusted:
        return Proof(Level.CLAIMED, "no trusted server said anything about the sender", judged=False)
    parts = _parts(results[0])
    if parts[0].split(" ")[0].lower() not in {t.lower() for t in trusted}:
        return Proof(Level.CLAIMED, "the topmost Authentication-Results is not of a trusted server", judged=False)
    found = [_result_in(part) for part in parts[1:]]
    dmarc = [one for one in found if one.method == "dmarc"]
    if any(one.result == "fail" for one in dmarc):
        return Proof(Level.CLAIMED, "dmarc=fail", failed=True)
    if len(dmarc) == 1 and _is_passed(dmarc[0], "dmarc"):
        return _aligned(dmarc[0], "header.from", domain) or Proof(Level.CLAIMED, "dmarc=pass for another domain", failed=True)
    if len(dmarc) > 1:
        return Proof(Level.CLAIMED, "more than one dmarc result")
    for one in found:
        if _is_passed(one, "dkim") and (proof := _aligned(one, "header.d", domain)):
            return proof
    return Proof(Level.CLAIMED, "neither dmarc nor aligned dkim passed")


def with_policy(proof: Proof, found: Authentication) -> Proof:
    """A proof by somebody else, with what the author's domain asks for."""
    return replace(proof, strict=found.policy in {"quarantine", "reject"}, policy_told=not found.trouble)


def own_proof(found: Authentication, sender: str) -> Proof:
    """What our own look at signature, envelope and policy proves of the address in From (RFC 9989 section 5.3)."""
    domain = sender.rpartition("@")[2]
    signers = [signer for signer in found.signed_by if _fits(signer, domain, found, strict=found.strict_dkim)]
    fields = frozenset[str]().union(*(found.signed_fields.get(signer, frozenset()) for signer in signers))
    return replace(
        _own_level(found, domain),
        strict=found.policy in {"quarantine", "reject"},
        policy_told=not found.trouble,
        signed=bool(signers),
        results=_own_results(found, domain),
        signed_fields=None if _is_sent_by(domain, found) else fields,
        spf_told=found.spf_judged,
    )


def _own_results(found: Authentication, domain: str) -> str:
    if found.trouble:
        return "dmarc=temperror"
    level = _own_level(found, domain)
    dmarc = "pass" if level.level is Level.ALIGNED else "fail" if level.failed else "none"
    signatures = [f"dkim=pass header.d={d}" for d in found.signed_by] + [f"dkim=fail header.d={d}" for d in found.broken if d != "?"]
    spf = [f"spf={found.spf} smtp.mailfrom={found.spf_domain}"] if found.spf_judged and found.spf_domain else []
    results = [*signatures[: MOST_RESULTS - 2], *spf, f"dmarc={dmarc} header.from={domain}"]
    return "; ".join(result for result in results if _RESULT.fullmatch(result))


def _own_level(found: Authentication, domain: str) -> Proof:
    if found.trouble:
        return Proof(Level.CLAIMED, found.trouble)
    for signer in found.signed_by:
        if _fits(signer, domain, found, strict=found.strict_dkim):
            return Proof(Level.ALIGNED, f"dkim=pass header.d={signer}")
    if _is_sent_by(domain, found):
        return Proof(Level.ALIGNED, f"spf=pass smtp.mailfrom={found.spf_domain}")
    seen = ", ".join([*(f"dkim=pass for {d}" for d in found.signed_by), *(f"dkim=fail for {d}" for d in found.broken), f"spf={found.spf}"])
    if found.policy in {"quarantine", "reject"} and found.spf_judged:
        return Proof(Level.CLAIMED, f"dmarc=fail, {domain} asks for {found.policy} ({seen})", failed=True)
    return Proof(Level.CLAIMED, f"nothing aligned with {domain} ({seen})")


def _is_sent_by(domain: str, found: Authentication) -> bool:
    return found.spf == "pass" and _fits(found.spf_domain, domain, found, strict=found.strict_spf)


def _fits(domain: str, author: str, found: Authentication, *, strict: bool) -> bool:
    if domain == author:
        return True
    organisation = found.organisations.get(domain)
    return not strict and organisation is not None and organisation == found.organisations.get(author)


def _parts(value: str) -> list[str]:
    """Server and results, each in lower case with single blanks."""
    told = " ".join(_bare(value).split()) if len(value) <= LONGEST else ""
    return [part.strip().lower() for part in told.replace(" =", "=").replace("= ", "=").split(";")]


def _bare(value: str) -> str:
    """Without comments and quoted strings (RFC 5322 section 3.2), in which others' words may stand; "" if one of them does not end."""
    bare, depth, quoted, escaped = "", 0, False, False
    for sign in value:
        if escaped:
            escaped = False
        elif (depth or quoted) and sign == "\\":
            escaped = True
        elif quoted or (sign == '"' and not depth):
            quoted = not quoted or sign != '"'
        elif sign == "(" or (sign == ")" and depth):
            depth += 1 if sign == "(" else -1
            bare += " "
        elif not depth:
            bare += sign
    return "" if depth or quoted else bare


def _result_in(part: str) -> _Result:
    words = [word.partition("=") for word in part.split(" ")]
    named = [name for name, _, _ in words[1:]]
    method, _, result = words[0]
    return _Result(method.partition("/")[0], result, {name: value for name, _, value in words[1:] if named.count(name) == 1})


def _is_passed(found: _Result, method: str) -> bool:
    return found.method == method and found.result == "pass"


def _aligned(found: _Result, key: str, domain: str) -> Proof | None:
    named = found.properties.get(key, "").removeprefix("@").rstrip(".")
    fits = domain == named or (key == "header.d" and domain.endswith("." + named) and "." in named)
    return Proof(Level.ALIGNED, f"{found.method}={found.result} {key}={named}") if fits else None
