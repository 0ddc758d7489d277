"""The SMTP door (RFC 5321): one answer for a letter, whoever it is for."""

from __future__ import annotations

from mailflow.receive.conversation import Conversation, Envelope
from mailflow.receive.door import Door, Intake, Limits


class _Smtp(Conversation):
    protocol = "ESMTP"
    greeting = ("HELO", "EHLO")

    async def _ehlo(self, name: str) -> str | None:
        return await self._extended_hello(name)

    async def _helo(self, name: str) -> str:
        if not name:
            return "501 5.5.4 Name fehlt / name missing"
        self._hello, self._envelope = name, Envelope()
        return f"250 {self.hostname}"

    def _letter_answers(self, answer: str, recipients: int) -> tuple[str, ...]:
        return (answer,)


async def smtp_door(intake: Intake, listen: str = "127.0.0.1:2525", *, limits: Limits | None = None) -> Door:
    door = Door(intake, limits or Limits(), "smtp")
    await door.open(listen, _Smtp)
    return door
