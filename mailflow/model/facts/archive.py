"""What was posted, and what the journal tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from mailflow.model.facts.part import Part
from mailflow.model.letter import Letter
from mailflow.model.records import JournalEntry, Post

FIRST_WORDS = 2000
"""Characters of a post kept for digests, search and dossiers; the raw letter is kept whole."""
TWICE = timedelta(minutes=10)
"""Within which the same words of the same author are a second click on Send."""


class Archive(Part):
    def post(self, message_id: str) -> Post | None:
        return self._records.get(Post, message_id)

    def answered_by(self, references: Iterable[str]) -> Post | None:
        return next((post for r in references if (post := self.post(r))), None)

    def thread_of(self, references: Iterable[str]) -> str:
        """Message-ID of the first post of the thread these references belong to, "" if to none."""
        answered = self.answered_by(references)
        return (answered.thread or answered.id) if answered else ""

    def in_thread(self, thread: str) -> list[Post]:
        """The posts of one thread, on whatever lists, in the order in which they were written."""
        return sorted(self._records.all(Post, thread=thread), key=lambda p: p.at)

    def of(self, group: str) -> list[Post]:
        """All posts of a list, in the order in which they were written."""
        return sorted(self._records.all(Post, group=group), key=lambda p: p.at)

    def found(self, query: str, readable: Mapping[str, datetime | None], most: int, before: datetime | None = None) -> list[Post]:
        """Posts with all words of the query, newest first, out of these lists, each from a moment on, and from before another."""
        return self._records.found(query, readable, most, before)

    def same(self, group: str, letter: Letter, now: datetime) -> Post | None:
        """A post of a moment ago that says just what this letter says."""
        lately = self._records.all(Post, since=("at", now - TWICE), subject=letter.subject_base, group=group)
        return next((p for p in lately if p.text == letter.new_text[:FIRST_WORDS] and p.sender == letter.sender.address), None)

    def has_posts_of(self, addresses: tuple[str, ...], group: str) -> bool:
        return bool(self._records.values(Post, ("id",), group=group, sender=list(addresses)))

    def newest_of(self, addresses: tuple[str, ...], group: str, since: datetime) -> list[Post]:
        """What these addresses posted to a list since then, the newest first."""
        posts = self._records.all(Post, since=("at", since), group=group, sender=list(addresses))
        return sorted(posts, key=lambda p: p.at, reverse=True)

    def by(self, sender: str) -> list[Post]:
        return self._records.all(Post, sender=sender)

    def since(self, moment: datetime) -> list[Post]:
        return sorted(self._records.all(Post, since=("at", moment)), key=lambda p: p.at)


class Journal(Part):
    def about(self, matter: str) -> list[JournalEntry]:
        return sorted(self._records.all(JournalEntry, about=matter), key=lambda e: e.at)

    def proofs(self, letters: Iterable[str]) -> dict[str, str]:
        """How sure we were who wrote each of these letters."""
        return {entry.letter: entry.text for entry in self._records.all(JournalEntry, what="proof", letter=list(letters))}

    def reasons(self, letters: Iterable[str]) -> dict[str, str]:
        """Why each of these letters was answered with a question or refused."""
        notes = (entry for entry in self._records.all(JournalEntry, what="note", about=list(letters)) if entry.about == entry.letter)
        told = ((entry.letter, entry.text.partition(": ")) for entry in notes)
        return {letter: reason for letter, (action, _, reason) in told if action in {"ask_back", "refuse"}}

    def undoing(self, letters: Iterable[str]) -> set[str]:
        """Which of these letters took another one's decision back."""
        return {entry.letter for entry in self._records.all(JournalEntry, what="undo", letter=list(letters))}

    def undoable(self, now: datetime, **by: str) -> list[JournalEntry]:
        """What this `actor` decided, or was decided by this `letter`, and can still be taken back, newest last."""
        entries = self._records.all(JournalEntry, since=("undoable_until", now), **by)
        undone = {e.about for e in self._records.all(JournalEntry, what="undo")}
        return sorted((e for e in entries if e.letter not in undone), key=lambda e: e.at)
