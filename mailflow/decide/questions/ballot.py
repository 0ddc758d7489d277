"""How does your Landkreis vote? Its answer may be changed until the last day."""

from collections.abc import Mapping
from typing import Any

from mailflow.decide.asking import Kind
from mailflow.decide.groupwork import voting
from mailflow.model.facts import Facts
from mailflow.model.records import Question


def answers(ballot: Question, facts: Facts) -> Mapping[str, tuple[str, ...]]:
    vote = facts.matters.vote(ballot.about)
    return voting.answers_to(vote) if vote else {}


def shown(ballot: Question, facts: Facts) -> dict[str, Any]:
    vote = facts.matters.vote(ballot.about)
    return voting.shown(vote, facts) if vote else {}


KIND = Kind(
    "ballot", voting.cast, lives=None, own_answers=answers, shown=shown, gathered=True, in_digest=True, reminds_before=(voting.REMINDED,)
)
