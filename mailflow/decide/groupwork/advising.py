"""Advice among colleagues: a question from practice, some working days for answers, and one letter with all of them to whoever asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide import choosing
from mailflow.decide.asking import Answer
from mailflow.decide.groupwork import surveys
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Survey

WORKING_DAYS = 5
SATURDAY = 5


def last_day(today: date) -> date:
    """The last day for answers; holidays differ from Land to Land and are not counted out."""
    day, left = today, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def answered(answer: Answer) -> Decision:
    """Keeps what somebody advises; their newest words take the place of the earlier ones."""
    survey, words = answer.facts.matters.survey(answer.question.about), answer.letter.new_text.strip()
    if survey is None or not words:
        return choosing.unclear(answer, ("own_words",))
    if survey.state != "open":
        return surveys.over(answer, survey)
    files = [a.name for a in answer.letter.attachments]
    return surveys.noted(answer, survey, {"said": words, "files": files}, {"said": words, "files": files})


def result(survey: Survey, facts: Facts) -> dict[str, Any]:
    """What was advised so far, by district; `silent` is how many have not answered."""
    asked = surveys.answers(survey, facts)
    told = [
        {"who": p.name, "seat": p.seat, "text": q.details["said"], "files": q.details.get("files", [])}
        for p, q in asked
        if q.details.get("said")
    ]
    told.sort(key=lambda advice: (advice["seat"], advice["who"]))
    return surveys.shown(survey, facts) | {"advice": told, "silent": len(asked) - len(told)}


def settled(survey: Survey, now: datetime, facts: Facts) -> Decision:
    starter, over = facts.people.get(survey.starter), surveys.ended(survey, "done", "", facts, now)
    if starter is None:
        return Decision(Verdict("accept", "survey_done"), over)
    told = Send("survey/advice_result", Mailbox(starter.address, starter.name), result(survey, facts) | {"name": starter.name}, survey.id)
    return Decision(Verdict("accept", "survey_done"), (*over, told))
