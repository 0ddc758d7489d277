"""What a courier is: it takes letters, each for one recipient, and says what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from mailflow.store.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Sent:
    """The relay has taken responsibility."""

    reply: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: this recipient later."""

    reply: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The connection broke after the final dot: the relay may have taken it. Tried again, late, with the same Message-ID."""

    reply: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Never to this recipient."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The relay refuses the letter or us, not the recipient: park it and tell the office."""

    reply: str


@dataclass(frozen=True, slots=True)
class Untried:
    """It was not this letter's turn yet when the connection ended: no strike."""

    reply: str


@dataclass(frozen=True, slots=True)
class Away:
    """The relay cannot be used at the moment; nobody's fault, and no use to try another letter."""

    reply: str


Outcome = Sent | Deferred | Uncertain | Failed | Refused | Untried | Away


class Outgoing(NamedTuple):
    """One copy as it goes out: envelope, the lines in front that are its own, and the bytes all copies share."""

    delivery: Delivery
    sender: str
    head: bytes
    body: bytes
    """Dot-stuffed and ending in CRLF (RFC 5321 section 4.5.2)."""
    until: float
    """Monotonic time at which the lease is too old to begin the letter."""

    @property
    def recipient(self) -> str:
        return self.delivery.recipient


class Courier(Protocol):
    name: str

    @property
    def secure(self) -> bool:
        """Whether letters travel by verified TLS, or do not leave the machine."""
        ...

    def room(self) -> int:
        """How many letters it can take now."""
        ...

    def take(self, letter: Outgoing) -> None: ...

    def outcomes(self, seconds: float) -> Sequence[tuple[Outgoing, Outcome]]:
        """What became of letters since the last call; waits at most so long for the first. Never raises.

        No letter after one whose outcome is returned is finished on the same connection before the next call: until
        then the caller writes the outcome down, so that a crash costs at most one second copy per connection.
        """
        ...

    def rest(self) -> None:
        """Nothing to do for now: let go of connections."""
        ...

    def greeting(self) -> str:
        """Why the way out cannot be used, "" if it can; for `mailflow check`."""
        ...


class PostRoom:
    """No relay: letters stay in the house, where the local post room shows them."""

    name = "post room"
    secure = True

    def __init__(self) -> None:
        self._taken: list[Outgoing] = []

    def room(self) -> int:
        return 100 - len(self._taken)

    def take(self, letter: Outgoing) -> None:
        self._taken.append(letter)

    def outcomes(self, seconds: float) -> Sequence[tuple[Outgoing, Outcome]]:
        taken, self._taken = self._taken, []
        return [(letter, Sent("kept in the post room")) for letter in taken]

    def rest(self) -> None:
        pass

    def greeting(self) -> str:
        return ""
