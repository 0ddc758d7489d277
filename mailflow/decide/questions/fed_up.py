"""Somebody wants off a list that all members get: what would help them is chosen by number (scenario S25)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.model.effects import Decision, Effect, Save
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.records import Question

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


def lapsed(question: Question, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Nobody is cut off for good because they did not answer: posts come again, but fewer."""
    person, after = facts.people.get(question.about), str(question.details.get("after", ""))
    return (Save(replace(person, delivery=after)),) if person and after and person.delivery == "off" else ()


def shown(question: Question, facts: Facts) -> dict[str, Any]:
    return {"quiet": "after" in question.details, "until": question.expires, "after": question.details.get("after", "")}


KIND = Kind(
    "fed_up",
    answered,
    lives=None,
    days=14,
    answers={n: (n, f"nummer {n}", f"number {n}") for n in ("1", "2", "3", "4")},
    shown=shown,
    lapsed=lapsed,
    lasting=True,
    reminds_before=(timedelta(days=5),),
)
