"""What the forum asked, and which question a letter answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mailflow.model.facts.part import Part
from mailflow.model.records import Question, SentLetter


class Appointment(NamedTuple):
    """What the clock looks at of a question."""

    id: str
    kind: str
    opened: datetime
    expires: datetime | None
    answered: datetime | None
    reminded: datetime | None


class Questions(Part):
    def get(self, id: str) -> Question | None:
        return self._records.get(Question, id)

    def at(self, local_part: str) -> Question | None:
        """The question answered to this local part, whatever its state."""
        return next(iter(self._records.all(Question, address_hash=local_hash(local_part))), None)

    def answered_by(self, references: Iterable[str]) -> Question | None:
        for reference in references:
            sent = self._records.get(SentLetter, reference)
            if sent and sent.question:
                return self.get(sent.question)
        return None

    def sent(self, message_id: str) -> SentLetter | None:
        return self._records.get(SentLetter, message_id)

    def open(self, kind: str = "") -> list[Question]:
        return self._records.all(Question, state="open", kind=kind) if kind else self._records.all(Question, state="open")

    def appointed(self) -> list[Appointment]:
        """The times of every open question: after each weekly overview there is one for each of its readers."""
        return [Appointment(*row) for row in self._records.values(Question, Appointment._fields, state="open")]

    def reached(self, id: str) -> frozenset[str]:
        """Addresses to which the question was written."""
        return frozenset(to for (to,) in self._records.values(SentLetter, ("to",), question=id))

    def answered(self, kind: str) -> list[Question]:
        return self._records.all(Question, kind=kind, state="answered")

    def open_for(self, address: str) -> list[Question]:
        return [q for q in self.open() if address in q.asked]

    def about(self, matter: str) -> list[Question]:
        return self._records.all(Question, about=matter)

    def open_about(self, matter: str, kind: str) -> Question | None:
        """The newest open question of this kind about the matter."""
        return max((q for q in self.about(matter) if q.kind == kind and q.state == "open"), key=lambda q: q.opened, default=None)


def local_hash(local_part: str) -> str:
    """What a question keeps of the local part it is answered to."""
    return hashlib.sha256(local_part.lower().encode()).hexdigest()
