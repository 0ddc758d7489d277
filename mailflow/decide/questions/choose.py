"""An unclear decision asked back with numbers: a number runs what stands behind it."""

from mailflow.decide import choosing, desk, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.model.effects import Decision, Send, Verdict

NUMBERS = {str(n): (str(n), f"nummer {n}", f"option {n}") for n in range(1, 10)}


def answered(answer: Answer) -> Decision:
    question, orders = answer.question, answer.question.orders
    if answer.reading.orders.orders and not answer.reading.orders.unclear:
        chosen = answer.reading.orders.orders
    elif (said := answer.reading.said) and int(said) <= len(orders):
        chosen = (choosing.with_mentor(orders[int(said) - 1], answer),)
    elif said and int(said) == len(orders) + 1:
        sender = answer.letter.sender
        left = Send("question/left_open", sender, {"subject": choosing.title_of(answer)}, question.about, answer.letter.message_id)
        return Decision(Verdict("accept", "left_open"), (closed(question, said, sender.address, answer.now), left))
    else:
        return choosing.asked(answer, orders)
    return office.answered(chosen, answer.letter, answer.sender, answer.facts, answer.now, answer.reading.orders.unknown)


KIND = Kind("choose", answered, days=14, offered=desk.DECISIONS, answers=NUMBERS)
