"""Lines that letters of one domain repeat: disclaimers, slogans and banners of its gateway that no table knows yet (domain.md section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mailflow.understand.sheet import plain

LETTERS, WRITERS, LETTERS_LOOKED_AT = 3, 2, 2000
"""How many letters of how many people must hold a line before it counts as nobody's words."""
LEAST_WORDS = 5


def learned_lines(letters: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    """By domain, the plain lines (see `sheet.plain`) repeated in letters given as (sender's address, new text)."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sender, text in list(letters)[-LETTERS_LOOKED_AT:]:
        domain = sender.rpartition("@")[2]
        for line in {plain(line) for line in text.split("\n")}:
            if line.count(" ") >= LEAST_WORDS - 1:
                seen[domain, line].append(sender)
    found: dict[str, set[str]] = defaultdict(set)
    for (domain, line), senders in seen.items():
        if len(senders) >= LETTERS and len(set(senders)) >= WRITERS:
            found[domain].add(line)
    return {domain: frozenset(lines) for domain, lines in found.items()}
