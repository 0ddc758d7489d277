"""The LMTP door (RFC 2033): after DATA one answer for each accepted recipient, in their order."""

from __future__ import annotations

from mailflow.receive.conversation import Conversation
from mailflow.receive.door import Door, Intake, Limits


class _Lmtp(Conversation):
    protocol = "LMTP"
    greeting = ("LHLO",)

    async def _lhlo(self, name: str) -> str | None:
        return await self._extended_hello(name)

    def _letter_answers(self, answer: str, recipients: int) -> tuple[str, ...]:
        return (answer,) * recipients


async def lmtp_door(intake: Intake, listen: str, *, limits: Limits | None = None) -> Door:
    """`listen` is host:port or unix:/path."""
    door = Door(intake, limits or Limits(), "lmtp")
    await door.open(listen, _Lmtp)
    return door
