"""How sure we are who wrote: by the topmost Authentication-Results of a trusted server (faults.md D3, D4), else by our own findings."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.model.letter import Authentication, Level, Proof

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_POLICY = re.compile(r"\b(?:p|policy|policy\.dmarc|policy\.published-domain-policy)\s*=\s*(none|quarantine|reject)\b", re.I)
"""How mail servers tell what the author's domain asks for, mostly in a comment beside the dmarc result."""
_RESULT = re.compile(r"(?:spf|dkim|dmarc)=[a-z]{4,9}(?: [a-z]{2,10}\.[a-z]{1,12}=@?[a-z0-9._@+-]{1,100}){0,3}")
"""One result that may be passed on: nothing in it can end a header or begin another result."""
MOST_RESULTS = 6
_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^;\s]{1,253})")
_SIGNED = re.compile(r"(?:^|;)\s*h\s*=\s*([^;]{1,4000})")
ADDRESSED = frozenset({"to", "cc", "date", "subject"})
"""What a signature is taken to cover where nobody can see it: to whom, when, and what about."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,500}"')


def proof_of(results: list[str], sender: str, trusted: tuple[str, ...], signatures: list[str]) -> Proof:
    """`results` are the Authentication-Results values, topmost first; `sender` the address of the single From.

    `signatures` are the DKIM-Signature values: a server that says that one holds does not say what is under it.
    """
    proof = _level_of(results, sender, trusted)
    if not proof.judged or not results:
        return proof
    parts = _parts(results[0])[1:]
    signed = any(part.startswith("dkim=pass") and _aligned(part, "header.d", sender.rpartition("@")[2]) for part in parts)
    told = "; ".join(part for part in parts[:MOST_RESULTS] if _RESULT.fullmatch(part))
    fields = None if _sent_by_domain(parts, sender) else _covered(signatures, sender.rpartition("@")[2])
    policies = {policy.lower() for policy in _POLICY.findall(results[0][:8000])}
    strict, spf_told = not policies <= {"none"}, any(part.startswith("spf=") for part in parts)
    return replace(proof, strict=strict, policy_told=bool(policies), signed=signed, results=told, signed_fields=fields, spf_told=spf_told)


def _sent_by_domain(parts: list[str], sender: str) -> bool:
    """Whether the envelope vouches too: SPF of the author's own domain, or of one below it."""
    domain = sender.rpartition("@")[2]
    passed = [re.search(r"smtp\.mailfrom=(?:[^\s@]*@)?([a-z0-9.-]{1,253})", part) for part in parts if re.match(r"spf=pass\b", part)]
    return any(found is not None and (found[1] == domain or found[1].endswith("." + domain)) for found in passed)


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
    dmarc = [p for p in parts[1:] if p.startswith("dmarc=")]
    if any(p.startswith("dmarc=fail") for p in dmarc):
        return Proof(Level.CLAIMED, "dmarc=fail", failed=True)
    passed = [p for p in dmarc if re.match(r"dmarc=pass\b", p)]
    if len(dmarc) == 1 and passed:
        return _aligned(passed[0], "header.from", domain) or Proof(Level.CLAIMED, "dmarc=pass for another domain", failed=True)
    if len(dmarc) > 1:
        return Proof(Level.CLAIMED, "more than one dmarc result")
    for part in parts[1:]:
        if re.match(r"dkim=pass\b", part) and (found := _aligned(part, "header.d", domain)):
            return found
    return Proof(Level.CLAIMED, "neither dmarc nor aligned dkim passed")


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
    for _ in range(3):
        value = _COMMENT.sub(" ", value)
    return [" ".join(part.split()).lower() for part in _QUOTED.sub(" ", value[:8000]).split(";")]


def _aligned(part: str, key: str, domain: str) -> Proof | None:
    found = re.search(rf"{re.escape(key)}=@?([a-z0-9.-]{{1,253}})", part)
    if found is None:
        return None
    named = found[1].rstrip(".")
    fits = domain == named or (key == "header.d" and domain.endswith("." + named) and "." in named)
    return Proof(Level.ALIGNED, part.split(" ")[0] + f" {key}={named}") if fits else None
