"""The office decides about an application, in its own words; what is not clear as a whole is asked back with numbers."""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order

OPTIONS = ("defer", "reject", "approve")


def answered(answer: Answer) -> Decision:
    orders = answer.reading.orders
    if orders.orders and not orders.unclear:
        return office.answered(orders.orders, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    options = tuple(Order(name, {"case": answer.question.about}) for name in OPTIONS)
    return choosing.asked(answer, options)


KIND = Kind("admission", answered, days=60, offered=("approve", "reject", "ask", "defer"), in_digest=True)
