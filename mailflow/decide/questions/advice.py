"""What would you advise? Any words answer it, and may be replaced until the last day."""

from typing import Any

from mailflow.decide.asking import Kind
from mailflow.decide.groupwork import advising, surveys, voting
from mailflow.model.facts import Facts
from mailflow.model.records import Question


def shown(asked: Question, facts: Facts) -> dict[str, Any]:
    survey = facts.matters.survey(asked.about)
    return surveys.shown(survey, facts) if survey else {}


KIND = Kind(
    "advice", advising.answered, lives=None, shown=shown, free=True, gathered=True, in_digest=True, reminds_before=(voting.REMINDED,)
)
