"""What somebody says of the store of topics: "THEMA: Fahrdienst" proposes one, "THEMA T-17 dafür" supports one."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"\bT-\d{1,5}\b(?!-)", re.I)
_PROPOSES = re.compile(r"\s*:\s*\w")
_SUPPORTS = re.compile(r"\W*(?:dafür|\+\s?1|ja|unterstütz\w*|yes|support)\W*", re.I)
_LEAVES = re.compile(r"\W*(?:zurück\w*|dagegen|nein|withdraw\w*|no)\W*", re.I)


def topic_in(said: str) -> dict[str, Any]:
    """`about` is the number named, `wish` what is wanted of it: "support", "leave", "" to see it; or "propose" a new one.

    `said` is what follows the command's word, its colon included.
    """
    if number := _NUMBER.search(said):
        rest = said.replace(number[0], "")
        wish = "support" if _SUPPORTS.fullmatch(rest) else "leave" if _LEAVES.fullmatch(rest) else ""
        return {"about": number[0].upper(), "wish": wish}
    return {"wish": "propose"} if _PROPOSES.match(said) else {}
