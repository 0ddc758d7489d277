"""What a courier is: it takes one letter for one recipient and says what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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
    """Never to this recipient. `dead`: the address itself is refused (5.1.x, 5.2.x)."""

    reply: str
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The relay refuses the letter or us, not the recipient: park it and tell the office."""

    reply: str


@dataclass(frozen=True, slots=True)
class Away:
    """The relay cannot be used at the moment; nobody's fault, no strike against a recipient."""

    reply: str


Outcome = Sent | Deferred | Uncertain | Failed | Refused | Away


class Courier(Protocol):
    name: str

    def deliver(self, raw: bytes, sender: str, recipient: str) -> Outcome:
        """Hands over one letter in a transaction of its own; never raises."""
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

    def deliver(self, raw: bytes, sender: str, recipient: str) -> Outcome:
        return Sent("kept in the post room")

    def rest(self) -> None:
        pass

    def greeting(self) -> str:
        return ""
