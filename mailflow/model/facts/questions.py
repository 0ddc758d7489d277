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

    def answered_at(self, local_part: str) -> list[SentLetter]:
        """The letters of ours answered to this local part: one, but for those that shared it before each had its own."""
        return self._records.all(SentLetter, address_hash=local_hash(local_part)) if local_part else []

    def answered_by(self, references: Iterable[str]) -> list[SentLetter]:
        """The letters of ours with these Message-IDs that ask what the first of them asks."""
        found = [sent for one in references if (sent := self._records.get(SentLetter, one)) and sent.question]
        return [sent for sent in found if sent.question == found[0].question]

    def letters(self, id: str) -> list[SentLetter]:
        """All that ask this question and have a reply address."""
        return [sent for sent in self._records.all(SentLetter, question=id) if sent.address_hash]

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
    """What is kept of the local part a letter is answered to."""
    return hashlib.sha256(local_part.lower().encode()).hexdigest()
