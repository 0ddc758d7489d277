"""Shall a working group come of it? The first yes proposes the group; a no is one's own and leaves the others asked."""

from dataclasses import replace

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict
from mailflow.model.intent import Order


def answered(answer: Answer) -> Decision:
    letter, asked = answer.letter, answer.question
    wanted = _wanted(answer)
    if wanted:
        # It stays open: whoever says so may not confirm it, and a group that is proposed already is named to the next.
        return office.answered((wanted,), letter, answer.sender, answer.facts, answer.now)
    if answer.reading.said != "no":
        return choosing.unclear(answer, ("found_group", "no"))
    others = tuple(a for a in asked.asked if a != answer.asked_as)
    noted = Send("question/noted", letter.sender, {"name": answer.sender.name if answer.sender else ""}, asked.about, letter.message_id)
    left = Save(replace(asked, asked=others)) if others else closed(asked, "no", letter.sender.address, answer.now)
    return Decision(Verdict("accept", "no_group"), (left, noted))


def _wanted(answer: Answer) -> Order | None:
    """What the answer orders: the group as it was offered or as it is named instead, and the one already proposed before any other."""
    asked, orders = answer.question, answer.reading.orders.orders
    named = next((o for o in orders if o.intent == "found_group" and o.args.get("name")), None)
    if named is None and answer.reading.said != "yes":
        return None
    there = answer.facts.lists.get(str(asked.details.get("group", "")))
    name = there.name if there else str(named.args["name"]) if named else answer.reading.proposes or str(asked.orders[0].args["name"])
    return Order("found_group", {"name": name.removeprefix("AG "), "offer": asked.id}, f"AG GRÜNDEN: {name.removeprefix('AG ')}")


ANSWERS = {"yes": (*YES, "gründen", "ag gründen", "found it", "group create"), "no": NO}
KIND = Kind("found_offer", answered, days=30, answers=ANSWERS)
