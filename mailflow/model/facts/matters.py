"""Applications, introductions, posts that wait, meetings: what questions are about."""

from __future__ import annotations

from mailflow.model.facts.part import Part
from mailflow.model.records import Application, Hold, Introduction, Invitation, Meeting, Paper, Said, Survey, Task, Topic, Vote


class Matters(Part):
    def application(self, number: str) -> Application | None:
        return self._records.get(Application, number)

    def applications(self) -> list[Application]:
        return [a for a in self._records.all(Application) if a.is_open]

    def application_of(self, address: str) -> Application | None:
        """The newest open application that this address writes for."""
        return next((a for a in reversed(self.applications()) if address in {a.sender, a.record.email}), None)

    def said(self, about: str) -> list[Said]:
        return sorted(self._records.all(Said, about=about), key=lambda s: s.at)

    def introductions(self, application: str) -> list[Introduction]:
        return self._records.all(Introduction, application=application)

    def all_introductions(self) -> list[Introduction]:
        return self._records.all(Introduction)

    def tandems(self, mentor: str = "") -> list[Introduction]:
        """Mentors and newcomers on their way together, or about to be; those of one mentor where one is named."""
        agreed = self._records.all(Introduction, state="accepted")
        return [i for i in agreed if mentor in ("", i.mentor)]

    def introduction(self, id: str) -> Introduction | None:
        return self._records.get(Introduction, id)

    def hold(self, number: str) -> Hold | None:
        return self._records.get(Hold, number)

    def holds(self) -> list[Hold]:
        return self._records.all(Hold, state="held")

    def meeting(self, number: str) -> Meeting | None:
        return self._records.get(Meeting, number)

    def meeting_with(self, uid: str) -> Meeting | None:
        return next(iter(self._records.all(Meeting, uid=uid)), None)

    def meetings(self) -> list[Meeting]:
        return self._records.all(Meeting, state="planned")

    def vote(self, number: str) -> Vote | None:
        return self._records.get(Vote, number)

    def votes(self, state: str = "open") -> list[Vote]:
        return self._records.all(Vote, state=state)

    def paper(self, number: str) -> Paper | None:
        return self._records.get(Paper, number)

    def papers(self, state: str) -> list[Paper]:
        return self._records.all(Paper, state=state)

    def task(self, number: str) -> Task | None:
        return self._records.get(Task, number)

    def open_tasks(self) -> list[Task]:
        return self._records.all(Task, state="given") + self._records.all(Task, state="accepted")

    def survey(self, number: str) -> Survey | None:
        return self._records.get(Survey, number)

    def surveys(self) -> list[Survey]:
        return self._records.all(Survey, state="open")

    def topic(self, number: str) -> Topic | None:
        return self._records.get(Topic, number.upper())

    def topics(self) -> list[Topic]:
        return self._records.all(Topic)

    def invitations(self, meeting: str) -> list[Invitation]:
        return self._records.all(Invitation, meeting=meeting)

    def invitation(self, meeting: str, address: str) -> Invitation | None:
        return self._records.get(Invitation, f"{meeting}:{address}")
