"""OFFEN sent a numbered list: "1 aufnehmen, 2 ablehnen Grund: ..., 3 später" decides them in one reply."""

from collections.abc import Mapping

from mailflow.decide import desk, office
from mailflow.decide.asking import Answer, Kind
from mailflow.model.effects import Decision
from mailflow.model.intent import Order, Orders


def answered(answer: Answer) -> Decision:
    cases: Mapping[str, str] = answer.question.details.get("cases", {})
    if everything := _all_of(cases, answer):
        return office.confirmation(everything, answer.letter, answer.sender, answer.facts, answer.now)
    orders, unclear = [], [*answer.reading.orders.unclear, *answer.reading.orders.unknown]
    for order in answer.reading.orders.orders:
        meant = _meant(order, cases, answer)
        if meant:
            orders.append(meant)
        else:
            unclear.append((order.words, "unknown_number"))
    if not orders:
        return office.asked_back(answer.letter, Orders((), tuple(unclear)))
    return office.answered(tuple(orders), answer.letter, answer.sender, answer.facts, answer.now, tuple(unclear))


def _all_of(cases: Mapping[str, str], answer: Answer) -> list[Order]:
    """ "Alle verwerfen" said of a list: an order for each matter of it, where all are of one kind and nothing else is said."""
    said = answer.reading.orders
    if len(said.orders) != 1 or not said.orders[0].args.get("all") or said.unclear or said.unknown:
        return []
    held = {answer.facts.matters.hold(case) is not None for case in cases.values()}
    return [desk.meant(said.orders[0], case, answer.facts) for case in cases.values()] if len(held) == 1 else []


def _meant(order: Order, cases: Mapping[str, str], answer: Answer) -> Order | None:
    number = order.args.get("number")
    case = str(order.args.get("case", "")) if number is None else cases.get(str(number), "")
    if not case or case == answer.question.about:
        return None
    return desk.meant(order, case, answer.facts)


KIND = Kind("desk", answered, days=7, offered=desk.DECISIONS, is_offer=True)
