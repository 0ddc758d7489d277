"""Is this document the county's registration? The office looks and says so, or asks back."""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order


def answered(answer: Answer) -> Decision:
    orders = answer.reading.orders
    if orders.orders and not orders.unclear:
        return office.answered(orders.orders, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    return choosing.asked(answer, (Order("register", {"case": answer.question.about}),))


KIND = Kind("scan", answered, days=60, offered=("register", "ask"), in_digest=True)
