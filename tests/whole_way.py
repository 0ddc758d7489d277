"""Plays an application the whole way: the letter, what it lacks, the office's decision, the welcome, a mentor, the first weekly
letter, the first weeks, the summary of the year."""

from __future__ import annotations

import email
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conversation import Forum, Left

BERLIN = ZoneInfo("Europe/Berlin")
SAID = {
    "landkreis": "Landkreis: Landkreis Uelzen",
    "organisation": "Organisation: Verein Ankommen e. V.",
    "contact_name": "Ansprechperson: Jule Brandt",
    "role": "Funktion: Integrationsbeauftragte",
    "email": "E-Mail: jule.brandt@kreis-neu.example",
    "motivation": "Warum: Wir suchen den Austausch mit anderen Landkreisen.",
    "consent": "Einwilligung: ja",
}
"""What an applicant answers to each thing that is still missing."""
OFFICE = "bitte aufnehmen"


class WholeWay:
    """One application in a forum of its own; each step is somebody's next letter, and fails where the letter it answers has not come."""

    def __init__(self, forum: Forum, raw: bytes) -> None:
        self.forum, self.steps = forum, 0
        head = email.message_from_bytes(raw)
        sender, to = head["Return-Path"].strip("<> "), head["X-Original-To"].strip("<> ")
        self.left = forum.receive(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), sender, [to])
        number = re.search(r"[A-Z]-\d{4}-\d{4}", self.left[0].header("Subject"))
        assert number, self.left[0].header("Subject")
        self.id = number[0]

    @property
    def application(self):
        with self.forum.facts() as facts:
            return facts.matters.application(self.id)

    def completed(self) -> None:
        """The applicant answers each letter until nothing is missing."""
        while (state := self.application.state) in {"incomplete", "interest"}:
            asked = next(one for one in self.left if one.recipient == self.application.sender)
            missing = self.application.record.missing
            self._write(asked, "\n".join(SAID[name] for name in missing) if state == "incomplete" else "1. Eins\n2. Zwei\n3. Drei\n4. Ja")
            self.steps += 1
            assert self.steps < 5, f"goes on asking: {self.application.record}"

    def admitted(self) -> None:
        """The office says yes in its own words, and lets the time for taking it back pass."""
        self._write(next(one for one in self.left if one.header("Subject").startswith("Bitte entscheiden")), OFFICE)
        assert self.application.state == "admitted", self.application
        self.forum.clock.advance(timedelta(minutes=15))

    def accompanied(self) -> None:
        """Whoever is asked to accompany the newcomer says yes."""
        asked = next(one for one in self.left if one.header("Subject").startswith("Begleiten Sie"))
        self._write(asked, "Ja, gern")

    def first_digest(self, post_to: str, author: str) -> list[Left]:
        """Somebody writes to all; on Friday comes the weekly letter."""
        self.forum.write(author, post_to, "Wir treffen uns im Juni. Wer kommt mit?", "Fahrgemeinschaft")
        now = self.forum.clock.moment.astimezone(BERLIN)
        friday = (now + timedelta(days=(4 - now.weekday()) % 7 or 7)).replace(hour=9, minute=0, second=0, microsecond=0)
        return self.forum.tick(datetime.fromisoformat(friday.isoformat()))

    def first_weeks(self, address: str) -> list[str]:
        """What the newcomer is asked while they are accompanied, by subject."""
        asked = [one for weeks in (2, 4, 6) for one in self.forum.tick(self.forum.clock.moment + timedelta(weeks=weeks))]
        return [
            one.header("Subject") for one in asked if one.recipient == address and one.header("Subject").startswith("Wie geht es Ihnen")
        ]

    def year_end(self) -> list[Left]:
        """What leaves in the middle of December."""
        return self.forum.tick(self.forum.clock.moment.replace(month=12, day=16))

    def _write(self, to: Left, text: str) -> None:
        self.forum.clock.advance(timedelta(minutes=1))
        self.left = self.forum.write(to.recipient, to.header("Reply-To"), text, f"AW: {to.header('Subject')}")
