"""Is this order really yours? The stored command runs on a plain yes to the stored address."""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    settled = closed(answer.question, answer.reading.said or "", answer.letter.sender.address, answer.now)
    if answer.reading.said == "yes":
        unclear = tuple((line, why) for line, why in answer.question.details.get("unclear", ()))
        done = office.confirmed(answer.question.orders, answer.letter, answer.sender, answer.facts, answer.now, unclear)
        return Decision(done.verdict, (settled, *done.effects), done.understood, done.undoable_until)
    if answer.reading.said == "no":
        context = {"subject": answer.letter.subject_base}
        nothing = Send("question/left_open", answer.letter.sender, context, answer.question.about, answer.letter.message_id)
        return Decision(Verdict("accept", "not_confirmed"), (settled, nothing))
    return choosing.unclear(answer, ("yes", "no"))


KIND = Kind("confirm", answered, days=2, answers={"yes": YES, "no": NO}, in_person=True, final=True)
