"""Applications in rounds: what is complete waits for the last day, then the office gets one overview and decides by number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from mailflow.decide.asking import kinds, question
from mailflow.decide.joining import onboarding
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.forum import GRACE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application

LATE = ("incomplete", "interest", "registration")
"""What is not complete when the round ends."""


def over(facts: Facts, now: datetime) -> Iterator[date]:
    """Last days of rounds that are over and not decided about."""
    today = facts.today(now)
    yield from sorted({a.round for a in _waiting(facts) if a.round and a.round + GRACE < today})


def overview(last: date, now: datetime, facts: Facts) -> Decision:
    """The office gets every complete application of the round in one letter; each waits in its weekly letter as well."""
    complete, key = [a for a in _waiting(facts) if a.round == last], f"round:{last}"
    staff, numbered = facts.people.staff(), dict(enumerate(complete, 1))
    effects: list[Effect] = []
    for application in complete:
        effects += [Save(replace(application, round=None)), Ask(onboarding.admission(application, facts, now, key), ())]
    details = {"cases": {str(number): application.id for number, application in numbered.items()}}
    asked = question("round", key, tuple(p.address for p in staff), now, key, days=kinds()["round"].days, details=details)
    context = {
        "last": last,
        "items": [{"number": number} | onboarding.dossier(application, facts, now) for number, application in numbered.items()],
        "late": [{"case": a.id, "title": a.title} for a in facts.matters.applications() if a.state in LATE],
    }
    letters = tuple(Send("office/round", Mailbox(p.address, p.name), context | {"name": p.name}, key) for p in staff)
    return Decision(Verdict("accept", "round"), (*effects, Ask(asked, letters)))


def _waiting(facts: Facts) -> list[Application]:
    return [a for a in facts.matters.applications() if a.state == "decision" and a.round]
