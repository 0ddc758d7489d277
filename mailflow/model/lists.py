"""How a kind of list behaves: one file of lists/, read once at start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

_LEVELS = {
    "öffentlich": "public",
    "forumsintern": "forum",
    "gruppenintern": "group",
    "vertraulich": "confidential",
    "confidential": "confidential",
}
_MARK = re.compile(rf"^\W*(?:Stufe|Level)\s*:\s*({'|'.join(_LEVELS)})\b", re.I | re.M)

_CONFIDENTIAL = re.compile(r"^\W*(vertraulich|confidential)\s*(?:[:!)\]–-]|$)", re.I)
"""As people mark a subject; "Vertrauliche Geburt" is none."""


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
    moderated: Literal["nobody", "newcomers", "all"] = "nobody"
    """Whose posts somebody looks at first."""
    subject_tag: str = ""
    """With {name} where the list's name stands."""
    footer: Literal["readers", "none"] = "readers"
    """Under each post: its level, how many read it, where answers go; with "none" copies stay as they were written."""
    max_size_mb: float = 5.0
    forbidden_files: tuple[str, ...] = ()
    """Endings of file names that many gateways block."""
    quorum: int = 0
    """Per cent of the seats asked that have to vote, for a vote to count."""
    delay_minutes: int = 0
    """How long copies wait, so that »Stopp, falsche Liste!« comes in time."""

    def tag_of(self, name: str) -> str:
        """What stands before the subject of posts to the list of this name."""
        return self.subject_tag.replace("{name}", name)


class Counted(NamedTuple):
    """How many read a list; see `Readership`."""

    people: int
    districts: int
    guests: int


class Alike(NamedTuple):
    """So many readers of a list of one status, seat and language, and to how many of them its posts go one by one."""

    status: str
    seat: str
    language: str
    people: int
    copies: int


class Way(NamedTuple):
    """How posts of one list come to somebody, who may wish it `own` for this list; `group` is "" of whoever is on none."""

    person: str
    usual: str
    group: str
    own: str

    @property
    def delivery(self) -> str:
        return self.own or self.usual


class Wish(NamedTuple):
    """How posts of one list come to somebody on it, "" where nothing else than usual is wished, and since when they are on it."""

    group: str
    delivery: str
    since: datetime | None


class Readers(NamedTuple):
    """Everybody who gets posts of a list one by one on a day: whoever reads `language`, or where that is "" none of `but`."""

    group: str
    day: date
    language: str = ""
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readership:
    """Who reads a list, counted; who they are stays where it is kept, however many they be."""

    group: str
    day: date
    copies: Mapping[str, int]
    """How many get its posts one by one on that day, by language."""
    people: int
    """Guests not counted."""
    districts: int
    """From how many Landkreise these people are."""
    guests: int

    @property
    def counted(self) -> Counted:
        return Counted(self.people, self.districts, self.guests)

    def by_language(self, usual: str) -> dict[str, Readers]:
        """Who gets copies, by the language in which the list's lines below a post are written for them."""
        others = tuple(language for language in self.copies if language not in {"", usual})
        by_others = {language: Readers(self.group, self.day, language) for language in others}
        # Whatever the author's language is found to be by this very post, they are among the readers of one copy.
        return {usual: Readers(self.group, self.day, but=others), **by_others} if self.copies else {}


def level_marked(subject: str, text: str) -> str:
    """The level that a line "Stufe: vertraulich" gives a post, or a subject that begins with "VERTRAULICH:"; "" if none does."""
    found = _MARK.search(text) or _CONFIDENTIAL.match(subject)
    return _LEVELS[found[1].lower()] if found else ""
