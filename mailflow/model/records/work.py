"""What groups do together: votes."""

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

    @property
    def choices(self) -> tuple[str, ...]:
        """The words by which ballots keep an answer: its number in `answers`, or yes and no; and who abstained."""
        return (*(str(n) for n, _ in enumerate(self.answers, 1)), ABSTAINED) if self.answers else ("yes", "no", ABSTAINED)
