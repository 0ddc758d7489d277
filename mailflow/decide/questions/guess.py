"""Did you mean one of these? A number runs it; anything else is for the people of the office."""

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.questions.choose import NUMBERS
from mailflow.model.effects import Decision


def answered(answer: Answer) -> Decision:
    orders, said = answer.question.orders, answer.reading.said
    if said is None or int(said) > len(orders):
        return office.to_humans(answer.letter, answer.facts)
    settled = closed(answer.question, said, answer.letter.sender.address, answer.now)
    done = office.answered((orders[int(said) - 1],), answer.letter, answer.sender, answer.facts, answer.now)
    return Decision(done.verdict, (settled, *done.effects), done.understood, done.undoable_until)


KIND = Kind("guess", answered, days=14, answers=NUMBERS, is_offer=True, final=True)
