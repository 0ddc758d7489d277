"""A post waits and its author is told so: they may take it back; anything else goes to the people of the office."""

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order, Orders

ANSWERS = {
    "withdraw": (
        *("zurückziehen", "zurücknehmen", "ziehe ich zurück", "anders überlegt", "hat sich erledigt", "hat sich schon erledigt"),
        *("nicht senden", "nicht verteilen", "nicht verschicken", "nicht weiterleiten", "nicht freigeben", "löschen", "lassen wir das"),
        *("never mind", "do not send", "don't send", "changed my mind", "no longer needed"),
    ),
    "no": ("nicht zurückziehen", "nicht löschen", "nicht zurücknehmen"),
}


def answered(answer: Answer) -> Decision:
    orders = answer.reading.orders
    if answer.reading.said == "withdraw" and not orders.orders:
        orders = Orders((Order("withdraw", {"case": answer.question.about}, answer.letter.new_text),))
    if orders.orders and not orders.unclear:
        return office.answered(orders.orders, answer.letter, answer.sender, answer.facts, answer.now, orders.unknown)
    return office.to_humans(answer.letter, answer.facts)


KIND = Kind("held", answered, days=30, offered=("withdraw",), answers=ANSWERS, is_offer=True)
