"""Who accompanies a new member: members of other counties, asked one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application, Introduction, Person

MENTOR_AFTER = timedelta(days=182)


def mentor_asked(
    application: Application, mentor: Person, newcomer: Person, now: datetime, cause: str, *, waits: bool
) -> tuple[Effect, ...]:
    introduction = Introduction(id=f"{application.id}:{mentor.id}", application=application.id, mentor=mentor.id, newcomer=newcomer.id)
    asked = question("mentor", introduction.id, (mentor.address,), now, cause, days=kinds()["mentor"].days)
    context = {"name": mentor.name, "newcomer": newcomer.name, "seat": newcomer.seat, "role": newcomer.role, "case": application.id}
    letter = Send("onboarding/mentor_request", Mailbox(mentor.address, mentor.name), context, application.id, waits=waits)
    return (Save(introduction), Ask(asked, (letter,)))


def next_mentor(application: Application, newcomer: Person, facts: Facts, now: datetime, besides: Iterable[str] = ()) -> Person | None:
    """An active member of another county, longest in the forum and least burdened; nobody who was asked before."""
    asked = {i.mentor for i in facts.matters.introductions(application.id)} | set(besides)
    today = facts.today(now)
    fitting = [
        p
        for p in facts.people.members()
        if p.id not in asked
        and p.id != newcomer.id
        and p.seat != newcomer.seat
        and not p.is_away(today)
        and (p.joined is None or now - p.joined >= MENTOR_AFTER)
    ]
    return min(fitting, key=lambda p: (p.joined or datetime.min.replace(tzinfo=now.tzinfo), p.id), default=None)


def suggested_mentor(application: Application, facts: Facts, now: datetime) -> Person | None:
    """Whom the dossier letter names, and whom AUFNEHMEN without a name will ask."""
    if application.record.applicant_kind == "guest":
        return None
    newcomer = Person(id="", name=application.record.contact_name, address=application.sender, seat=application.title)
    return next_mentor(application, newcomer, facts, now)
