"""Our ARC seal on copies of posts (RFC 8617): what we found out about the author's sender stays provable at the readers' servers.

The finding itself (ARC-Authentication-Results) was written when the letter was composed; here, where the key is, it is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailflow.deliver.signature import SIGNED, Field, Signer, Unsigned, fields_of

_RESULTS, _SIGNATURE, _SEAL = b"arc-authentication-results", b"arc-message-signature", b"arc-seal"
_IN_A_SET = (_RESULTS, _SIGNATURE, _SEAL)
"""The fields of a set, in the order in which a seal covers them (section 5.1.1)."""
_COVERED = SIGNED | {b"dkim-signature"}


def sealed(letter: Unsigned, signer: Signer) -> bytes:
    """The two fields that complete our ARC set, b"" if the letter holds no finding of ours that waits for them."""
    sets = [(instance, field) for field in letter.fields if field[0] in _IN_A_SET and (instance := _instance(field[1]))]
    newest = max((instance for instance, _ in sets), default=0)
    ours = [field for instance, field in sets if instance == newest]
    if [name for name, _ in ours] != [_RESULTS]:
        return b""
    number = f"i={newest};".encode()
    signature = signer.over(b"ARC-Message-Signature", number, letter.fields, _COVERED, letter.body_hash)
    complete = [*ours, *fields_of(signature)]
    found = re.search(rb"; arc=([a-z]+)", ours[0][1])
    worth = found[1] if found else b"fail"
    earlier = [] if worth == b"fail" else _in_order([one for one in sets if one[0] < newest])
    value = b" ".join([number, signer.algorithm, b"cv=" + worth + b";", signer.name, b"b="])
    return signer.field(b"ARC-Seal", value, [*earlier, *complete]) + signature


def _instance(value: bytes) -> int:
    found = re.match(rb"(?:.*?;)?\s*i\s*=\s*(\d{1,3})", value)
    return int(found[1]) if found else 0


def _in_order(sets: Sequence[tuple[int, Field]]) -> list[Field]:
    return [field for _, field in sorted(sets, key=lambda one: (one[0], _IN_A_SET.index(one[1][0])))]
