"""Lists, who reads them, and what was written to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from mailflow.model.letter import Attachment
from mailflow.model.records.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """A mailing list: `id` is its slug, `kind` names a file in lists/."""

    name: str
    kind: str
    address: str
    name_en: str = ""
    topic: str = ""
    subject_tag: str = ""
    aliases: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Ids of the persons who coordinate it (Sprecher:innen)."""
    state: str = "active"
    """active | proposed | closed."""
    founded: datetime | None = None
    ends: date | None = None
    """Last day of a room; None = it stands until somebody closes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """`id` is "group:person"."""

    group: str
    person: str
    since: datetime | None = None
    delivery: str = ""
    """Overrides the person's own mode for this list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer(Record):
    """How posts of one address to one list are treated, whatever else holds for it; `id` is "group:address"."""

    group: str
    address: str
    treatment: str
    """trusted | moderated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Record):
    """A post waiting for a decision; `id` is its number, `letter` the inbox letter that holds its bytes."""

    group: str
    letter: str
    sender: str
    sender_name: str = ""
    title: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    """Names of what travels with it."""
    left_out: tuple[Attachment, ...] = ()
    """As in `effects.Distribute`."""
    thread: str = ""
    """As in `Post`; "" where it begins one."""
    message_id: str = ""
    rule: str = ""
    reason: str = ""
    state: str = "held"
    """held | asked | released | discarded | withdrawn | lapsed; "asked" is one that its author alone decides about."""
    needs_our_name: bool = False
    """Copies with the author's own From would be refused by readers' servers (DMARC)."""
    vouched: str = ""
    """As in `effects.Distribute`."""
    language: str = ""
    """In which its author is told of it, as in `Person`."""
    proof: str = ""
    """As in `Said`."""
    at: datetime
    decided: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Record):
    """A letter that went to a list; `id` is its Message-ID."""

    group: str
    sender: str
    sender_name: str
    place: str = ""
    subject: str = ""
    text: str = ""
    thread: str = ""
    """Message-ID of the first post of the thread."""
    level: str = ""
    """"confidential": its words are kept nowhere but in the letter itself; "" is the level of its list."""
    stopped: datetime | None = None
    """When its author called it back although readers had it already: nobody finds it any more."""
    at: datetime
    letter: str = ""

    @property
    def is_found(self) -> bool:
        """Whether those who read its list find it in archive and overviews."""
        return not self.level and self.stopped is None

    @property
    def is_whole_letter(self) -> bool:
        """Whether the letter it came in held this post and nothing else, as an answer by number in a digest does not."""
        return bool(self.letter) and not self.id.startswith(f"<{self.letter}.") and not self.is_paper

    @property
    def is_paper(self) -> bool:
        """Whether it is an edition of a paper: of the letter that brought it only the files are for others."""
        return bool(_OF_A_PAPER.match(self.id))


_OF_A_PAPER = re.compile(r"<e-\d{4}-\d+\.\d+@")
