"""Which of these dates suit you? The answer may be changed until the best one is found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mailflow.decide.asking import Kind
from mailflow.decide.groupwork import polling, surveys, voting
from mailflow.model.facts import Facts
from mailflow.model.records import Question


def dates(asked: Question, facts: Facts) -> Sequence[datetime]:
    survey = facts.matters.survey(asked.about)
    return [start for start, _ in survey.dates] if survey else ()


def shown(asked: Question, facts: Facts) -> dict[str, Any]:
    survey = facts.matters.survey(asked.about)
    return surveys.shown(survey, facts) if survey else {}


KIND = Kind(
    "dates", polling.answered, lives=None, dates=dates, shown=shown, gathered=True, in_digest=True, reminds_before=(voting.REMINDED,)
)
