"""The receipt of a decision: RÜCKGÄNGIG in reply takes it back while its letters still wait."""

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order


def answered(answer: Answer) -> Decision:
    if answer.reading.orders.orders:
        this = {"letter": answer.question.about}
        orders = tuple(Order("undo", this, o.words) if o.intent == "undo" else o for o in answer.reading.orders.orders)
        return office.answered(orders, answer.letter, answer.sender, answer.facts, answer.now)
    return office.to_humans(answer.letter, answer.facts)


KIND = Kind("undo", answered, days=1, offered=("undo",), is_offer=True)
