"""Surveys: everybody on a list is asked, each for themselves, until a day. `polling` finds a date that way, `advising` gathers advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailflow.decide.asking import Answer, closed, question
from mailflow.decide.groupwork.voting import counted_at
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person, Question, Survey


def people_asked(survey: Survey, facts: Facts) -> list[Person]:
    """Who is on the list, but whoever asks."""
    people = [facts.people.get(m.person) for m in facts.lists.roster(survey.group)]
    return [p for p in people if p and p.status in INSIDE and p.id != survey.starter]


def opened(survey: Survey, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The survey and a question of their own to each, whose letters wait for the undo window."""
    effects: list[Effect] = [Save(survey)]
    for person in people_asked(survey, facts):
        asked = replace(
            question(survey.kind, survey.id, (person.address,), now, person.id, days=0), expires=counted_at(survey.until, facts)
        )
        context = shown(survey, facts) | {"name": person.name}
        letter = Send(f"survey/{survey.kind}", Mailbox(person.address, person.name), context, survey.id, waits=True)
        effects.append(Ask(asked, (letter,)))
    return tuple(effects)


def noted(answer: Answer, survey: Survey, details: Mapping[str, Any], context: Mapping[str, Any]) -> Decision:
    """Keeps an answer, which gives way to the next one of the same person."""
    kept = replace(answer.question, details=dict(details), answer="noted", answered=answer.now, answered_by=answer.letter.sender.address)
    told = shown(survey, answer.facts) | dict(context) | {"name": answer.sender.name if answer.sender else ""}
    letter = Send(f"survey/{survey.kind}_noted", answer.letter.sender, told, survey.id, answer.letter.message_id)
    return Decision(Verdict("accept", "survey"), (Ask(kept, (letter,)),))


def over(answer: Answer, survey: Survey) -> Decision:
    """To whoever answers when it is settled or was taken back."""
    context = shown(survey, answer.facts) | {"state": survey.state, "name": answer.sender.name if answer.sender else ""}
    late = Send("survey/over", answer.letter.sender, context, survey.id, answer.letter.message_id)
    return Decision(Verdict("refuse", "late"), (late,), {"outcome": "none"})


def answers(survey: Survey, facts: Facts) -> list[tuple[Person, Question]]:
    """What was asked of each, with the answers so far in `details`; whoever was erased or left is not among them."""
    asked = [q for q in facts.questions.about(survey.id) if q.kind == survey.kind]
    found = [(next((p for a in q.asked if (p := facts.people.by_address(a))), None), q) for q in asked]
    return [(person, q) for person, q in found if person and person.status in INSIDE]


def ended(survey: Survey, state: str, by: str, facts: Facts, now: datetime) -> tuple[Save, ...]:
    """The survey with its questions closed; what was answered stays with them."""
    asked = [q for q in facts.questions.about(survey.id) if q.kind == survey.kind and q.state == "open"]
    without = [closed(q, "ended", by, now) for q in asked if not q.answered]
    return (Save(replace(survey, state=state)), *without, *(Save(replace(q, state="answered")) for q in asked if q.answered))


def withdrawn(survey: Survey, by: str, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """All who were asked hear that it is taken back."""
    letters = (
        Send("survey/withdrawn", Mailbox(p.address, p.name), shown(survey, facts) | {"name": p.name}, survey.id, waits=True)
        for p, _ in answers(survey, facts)
    )
    return (*ended(survey, "withdrawn", by, facts, now), *letters)


def shown(survey: Survey, facts: Facts) -> dict[str, Any]:
    """The survey as letters show it; each of `dates` has its number."""
    group, starter = facts.lists.get(survey.group), facts.people.get(survey.starter)
    return {
        "number": survey.id,
        "what": survey.kind,
        "title": survey.title,
        "text": survey.text,
        "group": group.name if group else survey.group,
        "starter": starter.name if starter else "",
        "seat": starter.seat if starter else "",
        "until": survey.until,
        "place": survey.place,
        "dial_in": survey.dial_in,
        "dates": [{"number": n, "start": start, "end": end} for n, (start, end) in enumerate(survey.dates, 1)],
    }
