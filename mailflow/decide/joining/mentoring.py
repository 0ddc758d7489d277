"""Who accompanies a new member: members of other counties who fit, asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.asking import closed, kinds, question
from mailflow.decide.lists.bouncing import PROBED_AT
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application, Introduction, Person
from mailflow.model.vocabulary import County

MENTOR_AFTER = timedelta(days=182)
MOST_AT_ONCE = 2
"""Newcomers whom one person accompanies at the same time."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A member who could accompany a newcomer, and what speaks for them."""

    mentor: Person
    accompanies: int
    groups: tuple[str, ...] = ()
    """Names of the working groups that both are in or want."""
    bundesland: str = ""
    """Where both counties lie in the same one."""
    same_kind: bool = False
    """Both counties are of one kind: Landkreis, Kreis, Region."""

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """The least burdened first, then the one with most in common, then the longest in the forum."""
        common = 2 * len(self.groups) + bool(self.bundesland) + self.same_kind
        joined = self.mentor.joined.isoformat() if self.mentor.joined else ""
        return self.accompanies, -common, joined, self.mentor.id

    @property
    def shown(self) -> dict[str, Any]:
        mentor = self.mentor
        return {
            "name": mentor.name,
            "seat": mentor.seat,
            "groups": list(self.groups),
            "bundesland": self.bundesland,
            "accompanies": self.accompanies,
        }


def mentor_asked(
    application: Application, mentor: Person, newcomer: Person, facts: Facts, now: datetime, cause: str, *, waits: bool
) -> tuple[Effect, ...]:
    id = f"{application.id}:{mentor.id}"
    before = facts.matters.introduction(id)
    introduction = Introduction(
        id=id, version=before.version if before else 0, application=application.id, mentor=mentor.id, newcomer=newcomer.id
    )
    asked = question("mentor", introduction.id, (mentor.address,), now, cause, days=kinds()["mentor"].days)
    context = {"name": mentor.name, "newcomer": newcomer.name, "seat": newcomer.seat, "role": newcomer.role, "case": application.id}
    fit = _fit(mentor, application, newcomer, facts)
    letter = Send(
        "onboarding/mentor_request", Mailbox(mentor.address, mentor.name), context | {"fit": fit.shown}, application.id, waits=waits
    )
    return (Save(introduction), Ask(asked, (letter,)))


def another_asked(
    application: Application, mentor: Person, newcomer: Person, facts: Facts, now: datetime, cause: str
) -> tuple[Effect, ...]:
    """Somebody whom the office names, in place of whoever was asked and has not agreed."""
    others = [i for i in facts.matters.introductions(application.id) if i.state in {"asked", "willing"} and i.mentor != mentor.id]
    open_ones = [q for i in others if (q := facts.questions.open_about(i.id, "mentor"))]
    settled = [closed(q, "no", application.decided_by, now) for q in open_ones]
    return (*settled, *mentor_asked(application, mentor, newcomer, facts, now, cause, waits=True))


def next_asked(case: str, newcomer: Person, facts: Facts, now: datetime, cause: str, *besides: str) -> tuple[Effect, ...]:
    """The next member who fits is asked to accompany the newcomer, none of those `besides`; where nobody is left the office hears."""
    application = facts.matters.application(case)
    following = next_mentor(application, newcomer, facts, now, besides) if application else None
    if application and following:
        return mentor_asked(application, following.mentor, newcomer, facts, now, cause, waits=False)
    context = {"who": newcomer.name, "seat": newcomer.seat, "case": case}
    return tuple(Send("office/no_mentor", Mailbox(p.address, p.name), context, case) for p in facts.people.staff())


def next_mentor(application: Application, newcomer: Person, facts: Facts, now: datetime, besides: Iterable[str] = ()) -> Fit | None:
    """The best fitting of those who can be asked; nobody who was asked before."""
    asked = {i.mentor for i in facts.matters.introductions(application.id)} | set(besides)
    today = facts.today(now)
    there = [
        p
        for p in facts.people.members()
        if p.id not in asked
        and p.id != newcomer.id
        and p.seat != newcomer.seat
        and not p.is_away(today)
        and p.bounces < PROBED_AT
        and (p.joined is None or now - p.joined >= MENTOR_AFTER)
    ]
    fits = [_fit(p, application, newcomer, facts) for p in there]
    return min((f for f in fits if f.accompanies < MOST_AT_ONCE), key=lambda f: f.rank, default=None)


def suggested_mentor(application: Application, facts: Facts, now: datetime) -> Fit | None:
    """Whom the dossier letter names, and whom AUFNEHMEN without a name will ask."""
    if application.record.applicant_kind == "guest":
        return None
    newcomer = Person(id="", name=application.record.contact_name, address=application.sender, seat=application.title)
    return next_mentor(application, newcomer, facts, now)


def _fit(mentor: Person, application: Application, newcomer: Person, facts: Facts) -> Fit:
    theirs = {m.group for m in facts.lists.of_person(mentor.id)}
    wanted = {*application.record.groups, *(m.group for m in facts.lists.of_person(newcomer.id))}
    shared = [g for slug in sorted(theirs & wanted) if (g := facts.lists.get(slug)) and g.kind == "workgroup"]
    here, there = _county(newcomer.seat, facts), _county(mentor.seat, facts)
    return Fit(
        mentor=mentor,
        accompanies=len(facts.matters.tandems(mentor.id)),
        groups=tuple(g.name for g in shared),
        bundesland=here.bundesland if here and there and here.bundesland == there.bundesland else "",
        same_kind=bool(here and there and here.kind == there.kind),
    )


def _county(seat: str, facts: Facts) -> County | None:
    return next((c for c in facts.forum.counties if c.name == seat), None)
