"""How sure we are who wrote: the topmost Authentication-Results of a trusted server, and nothing else (faults.md D3, D4)."""

from __future__ import annotations

import re

from mailflow.model.letter import Level, Proof

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,500}"')


def proof_of(results: list[str], sender: str, trusted: tuple[str, ...]) -> Proof:
    """`results` are the Authentication-Results values, topmost first; `sender` the address of the single From."""
    domain = sender.rpartition("@")[2]
    if not domain:
        return Proof(Level.CLAIMED, "no single sender")
    if not results or not trusted:
        return Proof(Level.CLAIMED, "no trusted server said anything about the sender")
    parts = _parts(results[0])
    if parts[0].split(" ")[0].lower() not in {t.lower() for t in trusted}:
        return Proof(Level.CLAIMED, "the topmost Authentication-Results is not of a trusted server")
    dmarc = [p for p in parts[1:] if p.startswith("dmarc=")]
    if any(p.startswith("dmarc=fail") for p in dmarc):
        return Proof(Level.CLAIMED, "dmarc=fail", failed=True)
    passed = [p for p in dmarc if re.match(r"dmarc=pass\b", p)]
    if len(dmarc) == 1 and passed:
        return _aligned(passed[0], "header.from", domain) or Proof(Level.CLAIMED, "dmarc=pass for another domain", failed=True)
    for part in parts[1:]:
        if re.match(r"dkim=pass\b", part) and (found := _aligned(part, "header.d", domain)):
            return found
    return Proof(Level.CLAIMED, "neither dmarc nor aligned dkim passed")


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
