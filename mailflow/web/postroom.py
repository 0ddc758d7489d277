"""The post room: every mailbox of a demo forum, as the web page needs it from behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """One person's mailbox in the list on the left."""

    address: str
    name: str
    role: str
    """"Programmbüro", "Mitglied", "Gast", "noch kein Mitglied" ..."""
    place: str
    letters: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter in a mailbox's list: "in" was received by it, "out" was sent from it."""

    id: str
    direction: Literal["in", "out"]
    sender: str
    subject: str
    at: datetime
    waits_until: datetime | None
    """Set while the letter still lies in the outbox and can be undone."""


class PostRoom(Protocol):
    """What stands behind the page. All calls block."""

    def now(self) -> datetime: ...

    def mailboxes(self) -> Sequence[MailboxLine]:
        """People of the forum, and every other address that ever got or wrote a letter here."""

    def letters(self, address: str) -> Sequence[LetterLine]:
        """Letters of a mailbox, newest first."""

    def raw(self, letter_id: str) -> bytes | None: ...

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> str:
        """Sends by SMTP to the gateway; returns the server's answer, "250 ..." if it was taken."""

    def advance(self, minutes: int) -> datetime:
        """Moves the demo's clock forward."""

    def authserv_id(self) -> str: ...

    def addresses(self) -> Sequence[tuple[str, str]]:
        """The forum's own addresses, each with a short German explanation."""
