"""The one door behind every way in: is this address ours, and is the letter safely on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailflow import maillog
from mailflow.model import tokens
from mailflow.model.address import Destination, normal
from mailflow.model.facts.lists import Lists
from mailflow.model.facts.questions import local_hash
from mailflow.model.forum import Forum
from mailflow.model.records import SentLetter
from mailflow.model.seal import Seal
from mailflow.receive.door import Refusal
from mailflow.store import inbox, outbox
from mailflow.store.records import SqlRecords
from mailflow.store.store import Store

_FOR_PEOPLE_AND_COMMANDS = ("reply", "case", "meeting", "applications", "commands", "calendar", "privacy", "office")
"""Places that answer: of several in one letter only the first is served, so nobody gets two answers."""


NO_ADDRESS = Refusal("Diese Adresse gibt es hier nicht. / No such address here.")
NO_LIST = Refusal("Diese Liste gibt es nicht. / No such list.")
NO_QUESTION = Refusal("Diese Antwortadresse ist unbekannt. / Unknown reply address.", is_guess=True)
NO_DELIVERY = Refusal("Unknown return path.", is_guess=True)

LIVES = {"verp": timedelta(days=12), "stop": timedelta(days=400), "click": timedelta(days=400)}
"""How long the addresses of a delivery work: five days in our queue, five in another's, and slack; leaving a list much longer."""

_FRESH = 10.0
"""Seconds for which a known address is not looked up again; a list that closes meanwhile answers its letter itself."""


@dataclass(frozen=True, slots=True)
class Intake:
    store: Store
    forum: Callable[[], Forum]
    keys: tuple[bytes, ...]
    arrived: Seal
    """Closes the reply addresses in what is kept."""
    now: Callable[[], datetime]
    nudge: Callable[[], None]
    """Tells the workers that there is something to read."""
    submit: Callable[[inbox.Arrival], Future[str]]
    """Stores a letter; done with its id when it has been flushed to disk."""
    _known: dict[str, float] = field(default_factory=dict)

    def welcome(self, recipient: str) -> bool:
        """Whether this address was known a few seconds ago; answers from memory."""
        return time.monotonic() - self._known.get(recipient, -_FRESH) < _FRESH

    def room(self) -> float:
        """Bytes that the disk still takes."""
        return self.store.database.room()

    def refusal(self, recipient: str) -> Refusal | None:
        """Why this address is not taken, None if it is ours and known. Tokens are checked before anything is taken in."""
        refusal = self._refusal(recipient)
        if refusal is None:
            if len(self._known) > 1000:
                self._known.clear()
            self._known[recipient] = time.monotonic()
        return refusal

    def _refusal(self, recipient: str) -> Refusal | None:
        address, forum = normal(recipient), self.forum()
        destination = forum.addresses.destination(address)
        if destination and destination.place in {"verp", "stop"}:
            return None if self._lives(destination) else NO_DELIVERY
        with self.store.reading() as connection:
            records = SqlRecords(connection)
            if (address and Lists(records, forum).at(address)) or _is_asked_at(address.partition("@")[0], records):
                return None
            if destination is None:
                return NO_ADDRESS
            match destination.place:
                case "join" | "leave" | "owner" | "request" | "list_bounces":
                    known = Lists(records, forum).get(destination.detail)
                    return None if known and known.state == "active" else NO_LIST
                case "group":
                    return NO_LIST
                case "reply":
                    return None if _is_asked_at(destination.detail, records) else NO_QUESTION
                case "case":
                    return NO_QUESTION
                case "click":
                    return NO_ADDRESS
        return None

    def _lives(self, destination: Destination) -> bool:
        """Whether the signed number is ours, and not too old for where it leads."""
        number = tokens.delivery_of(self.keys, tokens.PURPOSES[destination.place], destination.detail)
        if number is None:
            return False
        with self.store.reading() as connection:
            delivery = outbox.recipient_of(connection, number)
        return delivery is not None and delivery.created + LIVES[destination.place] > self.now()

    def clicked(self, signed: str) -> Future[str] | None:
        """Takes a one-click unsubscribe as one more letter, so that it is durable before it is answered and counts once.

        None if `signed` is no number of a copy, or too old.
        """
        if not self._lives(Destination("click", signed)):
            return None
        address = self.forum().addresses.of("click", signed)
        return self.take(f"To: {address}\r\nSubject: List-Unsubscribe=One-Click\r\n\r\n".encode("ascii"), "", [address], "web")

    def take(self, raw: bytes, sender: str, recipients: Sequence[str], door: str, peer: str = "") -> Future[str]:
        """Makes the letter durable: done with its id when the commit has been flushed to disk. `peer` is whose IP address brought it."""
        ours = tuple(self._closed(r) for r in self._served([normal(r) or r for r in recipients]))
        began = time.monotonic()
        taken = self.submit(inbox.Arrival(self.arrived.closed(raw), normal(sender), ours, door, self.now(), peer))
        taken.add_done_callback(lambda done: self._taken(done, door, len(ours), len(raw), time.monotonic() - began))
        return taken

    def _taken(self, done: Future[str], door: str, recipients: int, size: int, seconds: float) -> None:
        if not done.exception():
            maillog.taken(done.result(), door, recipients, size, seconds)
            self.nudge()

    def _closed(self, address: str) -> str:
        return self.arrived.closed(address.encode()).decode()

    def _served(self, recipients: Sequence[str]) -> list[str]:
        addresses = self.forum().addresses
        places = {r: (addresses.destination(r) or ("unknown", ""))[0] for r in recipients}
        answering = sorted(
            (r for r in recipients if places[r] in _FOR_PEOPLE_AND_COMMANDS), key=lambda r: _FOR_PEOPLE_AND_COMMANDS.index(places[r])
        )
        return list(dict.fromkeys(r for r in recipients if r not in answering[1:]))


def _is_asked_at(local_part: str, records: SqlRecords) -> bool:
    # Found by its hash, so the time it takes tells nothing about the token.
    return bool(records.all(SentLetter, address_hash=local_hash(local_part)))
