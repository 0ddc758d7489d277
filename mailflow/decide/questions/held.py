"""A post waits and its author is told so: they may take it back; anything else goes to the people of the office."""

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision


def answered(answer: Answer) -> Decision:
    orders = answer.reading.orders
    if orders.orders and not orders.unclear:
        return office.answered(orders.orders, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    return office.to_humans(answer.letter, answer.facts)


KIND = Kind("held", answered, days=30, offered=("withdraw",), is_offer=True)
