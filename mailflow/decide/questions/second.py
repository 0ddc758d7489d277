"""A member of staff changes what others may: does a colleague agree?"""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    said, question, letter = answer.reading.said, answer.question, answer.letter
    first = answer.facts.people.get(str(question.details.get("first", "")))
    if first is None or said not in {"yes", "no"}:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(question, said, letter.sender.address, answer.now)
    colleague = answer.sender.name if answer.sender else letter.sender.address
    context = {"first": first.name, "agreed": said == "yes", "by": colleague, "subject": office.named(question.orders)}
    told = Send("office/second_noted", letter.sender, context, question.about, letter.message_id)
    if said == "no":
        refused = Send("office/second_noted", Mailbox(first.address, first.name), context, question.about)
        return Decision(Verdict("accept", "not_seconded"), (settled, told, refused))
    done = office.seconded(question.orders, letter, first, answer.facts, answer.now)
    return Decision(done.verdict, (settled, told, *done.effects), done.understood, done.undoable_until)


KIND = Kind("second", answered, days=7, answers={"yes": YES, "no": NO}, in_person=True)
