"""Office or Sprecher:innen decide about a held post."""

from typing import Any

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.lists import holding
from mailflow.model.effects import Decision
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.records import Question

OPTIONS = ("release", "trust", "discard")
ANSWERS = {"release": ("ja", "ja gern", "gern", "gerne", "ok", "okay", "yes")}
"""By number in the digest; a plain no might mean "not yet", so discarding needs its word."""


def answered(answer: Answer) -> Decision:
    orders = answer.reading.orders
    if orders.orders and not orders.unclear:
        return office.answered(orders.orders, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    options = tuple(Order(name, {"case": answer.question.about}) for name in OPTIONS)
    return choosing.asked(answer, options)


def shown(question: Question, facts: Facts) -> dict[str, Any]:
    return holding.named(question.about, facts)


KIND = Kind(
    "moderation",
    answered,
    days=30,
    offered=("release", "trust", "discard", "ask"),
    answers=ANSWERS,
    shown=shown,
    in_digest=True,
)
