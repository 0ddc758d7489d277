"""What groups do together: votes, recommendations and offers, tasks, surveys, topics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mailflow.model.records.record import Record

ABSTAINED = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Record):
    """A question put to the seats of a list; `id` is its number. Each seat's ballot is a `Question`, which keeps its answer."""

    group: str
    question: str
    answers: tuple[str, ...] = ()
    """In the words of who asked; () = yes or no."""
    text: str = ""
    starter: str
    """Id of the person who put it."""
    opened: datetime
    until: date
    """Last day on which a ballot may be written."""
    secret: bool = False
    """No letter tells which seat said what, and the ballots are emptied once they are counted."""
    state: str = "open"
    """open | counted | withdrawn."""
    about: str = ""
    """Number of the paper it is about, if it is about one."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The words by which ballots keep an answer: its number in `answers`, or yes and no; and who abstained."""
        return (*(str(n) for n, _ in enumerate(self.answers, 1)), ABSTAINED) if self.answers else ("yes", "no", ABSTAINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Record):
    """A recommendation or an offer of a working group to the forum; `id` is its number, which all its editions keep."""

    kind: str
    """recommendation | offer."""
    group: str
    title: str
    edition: int = 1
    text: str = ""
    files: tuple[str, ...] = ()
    """Names of what was attached."""
    districts: tuple[str, ...] = ()
    """Landkreise whose people get it; () = all members."""
    author: str
    """Id of the person who brought this edition."""
    post: str
    """Message-ID under which this edition lies in the archive: the group's until it is published, then everybody's."""
    state: str = "voted"
    """voted | agreed (with objections) | rejected | published | withdrawn."""
    published: date | None = None
    standing: int = 0
    """The edition that everybody has, whatever becomes of the next one; 0 for none."""

    @property
    def standing_post(self) -> str:
        """Under which Message-ID that edition lies in the archive."""
        return self.post.replace(f".{self.edition}@", f".{self.standing}@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """What somebody is to do until a day; `id` is its number. The question to them stays open until it is done."""

    group: str
    """The list whose people may see it."""
    what: str
    who: str
    """Id of the person who is to do it."""
    giver: str
    """Id of the person who gave it, and hears what becomes of it."""
    until: date
    opened: datetime
    state: str = "given"
    """given | accepted | declined | done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """What everybody on a list is asked, each for themselves, until a day; `id` is its number. Each answer is kept in a `Question`."""

    kind: str
    """dates (which of them suit?) | advice; also the kind of its questions."""
    group: str
    title: str
    text: str = ""
    starter: str
    """Id of the person who asks."""
    opened: datetime
    until: date
    """Last day on which answers are awaited."""
    state: str = "open"
    """open | done | withdrawn."""
    dates: tuple[tuple[datetime, datetime], ...] = ()
    """Beginnings and ends to choose from, UTC."""
    place: str = ""
    dial_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Record):
    """Something the forum might work on together; `id` is its number, short because people say it: T-17."""

    title: str
    starter: str
    """Id of the person who proposed it."""
    supporters: tuple[str, ...] = ()
    """Ids of those who support it, the starter first."""
    opened: datetime
    state: str = "open"
    """open | ripe (so many districts support it that its supporters were asked whether it shall become a working group)."""
