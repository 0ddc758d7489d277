"""Verdicts and effects: all a decision can want done to the world, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mailflow.model.forum import Retention
from mailflow.model.letter import Attachment, Mailbox
from mailflow.model.lists import Readership
from mailflow.model.personal import Theirs
from mailflow.model.records import Meeting, Post, Question, Record

Action = Literal["accept", "hold", "refuse", "discard", "ask_back", "set_aside"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a letter, with a reason a member would understand."""

    action: Action
    reason: str
    details: Mapping[str, Any] = field(default_factory=dict)
    """Values that the words for the reason use."""


@dataclass(frozen=True, slots=True)
class Save:
    record: Record

    def __str__(self) -> str:
        state = getattr(self.record, "state", "")
        return f"Save({type(self.record).__name__.lower()} {self.record.id}{' ' + state if state else ''})"


@dataclass(frozen=True, slots=True)
class Remove:
    record: Record

    def __str__(self) -> str:
        return f"Remove({type(self.record).__name__.lower()} {self.record.id})"


@dataclass(frozen=True, slots=True)
class Edition:
    """Posts of one list that stand in a letter: each as a letter ("mime", RFC 2046 section 5.1.5) or all as a text ("plain", RFC 1153)."""

    group: str
    form: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Send:
    """One letter of ours to one person. `waits`: it may not leave before the undo window is over."""

    template: str
    to: Mailbox
    context: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    in_reply_to: str = ""
    waits: bool = False
    language: str = ""
    """ "" is what the reader last wrote in, else the forum's."""
    invite: Meeting | None = None
    """Carries this meeting as text/calendar REQUEST (CANCEL where it is cancelled)."""
    one_of_many: bool = False
    """Many letters like it differ in the reader's name and address only, of which `context` says nothing: the rest is composed once."""
    files: tuple[tuple[str, str | bytes], ...] = ()
    """(name, content) of what is attached."""
    files_of: str = ""
    """The inbox letter whose files it brings besides."""
    meetings: tuple[Meeting, ...] = ()
    """Attached as one calendar file."""
    edition: Edition | None = None
    key: str = ""
    """Tells apart letters of one decision with the same template and recipient."""

    def __str__(self) -> str:
        return f"Send({self.template} to {self.to.address}{' after the undo window' if self.waits else ''})"


@dataclass(frozen=True, slots=True)
class Box:
    """Posts as mbox files (RFC 4155), each in a letter like `send`, in as many as their size needs and at most `most`, the newest first."""

    send: Send
    posts: tuple[Post, ...]
    name: str
    """Of the files, without number and ending."""
    most: int

    def __str__(self) -> str:
        return f"Box({len(self.posts)} posts to {self.send.to.address})"


@dataclass(frozen=True, slots=True)
class Ask:
    """Opens a question and sends each `letter` with the question's own reply address."""

    question: Question
    letters: tuple[Send, ...]

    def __str__(self) -> str:
        return f"Ask({self.question.kind} about {self.question.about} of {', '.join(self.question.asked)})"


@dataclass(frozen=True, slots=True)
class Forward:
    """Hands the letter as it came to somebody of the house, e.g. to the office or to a group's Sprecher:innen."""

    letter: str
    to: Mailbox

    def __str__(self) -> str:
        return f"Forward(to {self.to.address})"


@dataclass(frozen=True, slots=True)
class Distribute:
    """One copy of a post to each reader who gets them one by one; `letter` is the inbox letter with the bytes."""

    letter: str
    group: str
    readers: Readership
    waits: bool = False
    over: Mailbox | None = None
    """Its author, by a name that readers know, where copies have to leave in the list's name (DMARC)."""
    vouched: str = ""
    """What we found out about its sender, to be sealed into the copies (ARC); "" = nothing to seal."""
    left_out: tuple[Attachment, ...] = ()
    """Files that are too large for the copies: each has a line in its place."""
    level: str = ""
    subject: str = ""
    """Both as in `Post`."""

    def __str__(self) -> str:
        return f"Distribute(to {sum(self.readers.copies.values())} of {self.group})"


@dataclass(frozen=True, slots=True)
class Contribute:
    """A new letter to a list in a member's name, of words written to us; `in_reply_to` is "" where it answers no post."""

    author: Mailbox
    group: str
    subject: str
    text: str
    in_reply_to: str
    message_id: str
    readers: Readership
    over: Mailbox | None = None
    vouched: str = ""
    """Both as in `Distribute`."""

    def __str__(self) -> str:
        return f"Distribute(to {sum(self.readers.copies.values())} of {self.group})"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the journal without a change."""

    about: str
    text: str

    def __str__(self) -> str:
        return f"Note({self.about}: {self.text})"


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back what the decision in this letter saved and what it has not yet sent."""

    letter: str

    def __str__(self) -> str:
        return f"Undo({self.letter[:12]})"


@dataclass(frozen=True, slots=True)
class Supersede:
    """Keeps in the house what earlier decisions about a matter make others read and has not left yet: the newest one counts."""

    about: str

    def __str__(self) -> str:
        return f"Supersede({self.about})"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery report about one outbox row."""

    delivery: str
    state: Literal["bounced", "delayed"]
    status: str

    def __str__(self) -> str:
        return f"Delivered({self.delivery} {self.state} {self.status})"


@dataclass(frozen=True, slots=True)
class Erase:
    """Takes somebody out of everything that is kept (Art. 17 DSGVO); what has left the house cannot be had back."""

    theirs: Theirs
    with_posts: bool

    def __str__(self) -> str:
        return f"Erase({len(self.theirs.addresses)} addresses{' with posts' if self.with_posts else ''})"


@dataclass(frozen=True, slots=True)
class EmptyBallots:
    """Forgets who answered what in a secret vote that is over, in the journal and in letters too."""

    vote: str

    def __str__(self) -> str:
        return f"EmptyBallots({self.vote})"


@dataclass(frozen=True, slots=True)
class Purge:
    """Deletes what is older than it may be kept, and tells `told` how much of what it was (`counts`)."""

    retention: Retention
    told: tuple[Send, ...]

    def __str__(self) -> str:
        return "Purge()"


Effect = (
    Save
    | Remove
    | Send
    | Box
    | Ask
    | Forward
    | Distribute
    | Contribute
    | Note
    | Undo
    | Supersede
    | Delivered
    | Erase
    | EmptyBallots
    | Purge
)


@dataclass(frozen=True, slots=True)
class Decision:
    """`understood` is what `explain` shows of the words that were acted on; `undoable_until` opens the undo window.

    `proof` is set where the decision rests on more than the letter itself proves (`Proof.told`).
    """

    verdict: Verdict
    effects: tuple[Effect, ...] = ()
    understood: Mapping[str, Any] = field(default_factory=dict)
    undoable_until: datetime | None = None
    proof: str = ""
