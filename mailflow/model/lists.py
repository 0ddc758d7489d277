"""How a kind of list behaves: one file of lists/, read once at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ListKind:
    """A file in lists/; field by field as written there (design.md section 7)."""

    kind: str
    address: str
    title: str
    rules: tuple[str, ...]
    post: tuple[str, ...] = ("member",)
    """Who may post: member (of the list), anyone_inside, office, guest_of_group."""
    join: Literal["open", "coordinator", "office", "nobody"] = "coordinator"
    leave: Literal["open", "nobody"] = "open"
    reply_to: Literal["list", "author"] = "list"
    archive: Literal["from_joining", "all", "none"] = "from_joining"
    level: Literal["public", "forum", "group", "confidential"] = "group"
    strangers: Literal["hold", "refuse"] = "hold"
    subject_tag: str = ""
    max_size_mb: float = 5.0
