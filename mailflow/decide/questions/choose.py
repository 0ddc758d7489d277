"""An unclear decision asked back with numbers: a number runs what stands behind it."""

from dataclasses import replace

from mailflow.decide import choosing, desk, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.intent import Order

NUMBERS = {str(n): (str(n), f"nummer {n}", f"option {n}") for n in range(1, 10)}


def answered(answer: Answer) -> Decision:
    question, reading, options = answer.question, answer.reading, answer.question.orders
    said = int(reading.said) if reading.said else 0
    if reading.orders.orders and not reading.orders.unclear:
        chosen = [meant for order in reading.orders.orders if (meant := _meant(order, options))]
    else:
        chosen = [choosing.completed(order, answer) for order in options[said - 1 : said] if said]
    if said == len(options) + 1 and not chosen:
        sender = answer.letter.sender
        left = Send("question/left_open", sender, {"subject": choosing.title_of(answer)}, question.about, answer.letter.message_id)
        return Decision(Verdict("accept", "left_open"), (closed(question, str(said), sender.address, answer.now), left))
    if not chosen or len(chosen) < len(reading.orders.orders):
        return choosing.asked(answer, options)
    return office.answered(chosen, answer.letter, answer.sender, answer.facts, answer.now, reading.orders.unknown)


def _meant(order: Order, options: tuple[Order, ...]) -> Order | None:
    """An order in words, with what was said for it before; None where the number in front of it stands for another one."""
    option = next((one for one in options if one.intent == order.intent), None)
    number = order.args.get("number")
    if number is not None and (option is None or options.index(option) != number - 1):
        return None
    said = {name: value for name, value in order.args.items() if name != "number"}
    return replace(order, args={**(option.args if option else {}), **said})


KIND = Kind("choose", answered, days=14, offered=desk.DECISIONS, answers=NUMBERS)
