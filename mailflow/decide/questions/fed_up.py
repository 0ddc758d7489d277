"""Somebody wants off a list that all members get: what would help them is chosen by number (scenario S25)."""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.model.effects import Decision
from mailflow.model.intent import Order

ORDERS = {
    "1": Order("digest", {"mode": "weekly", "group": "*"}),
    "2": Order("digest", {"mode": "off", "group": "*"}),
    "3": Order("unsubscribe", {"group": "*"}),
}


def answered(answer: Answer) -> Decision:
    letter, said, orders = answer.letter, answer.reading.said, answer.reading.orders
    settled = closed(answer.question, said or "", letter.sender.address, answer.now)
    if said == "4":
        return office.to_humans(letter, answer.facts, (settled,))
    chosen = (ORDERS[said],) if said else orders.orders
    if not chosen or orders.unclear:
        return choosing.unclear(answer, ("weekly", "silent", "leave", "resign"))
    done = office.answered(chosen, letter, answer.sender, answer.facts, answer.now, orders.unknown)
    return Decision(done.verdict, (settled, *done.effects), done.understood, done.undoable_until)


KIND = Kind("fed_up", answered, days=14, answers={n: (n, f"nummer {n}", f"number {n}") for n in ("1", "2", "3", "4")})
