"""Is this the function mailbox of the seat? With a yes from there it answers for the main person and gets letters about the seat."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.seats import seat as seats
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict


def answered(answer: Answer) -> Decision:
    said, letter, facts = answer.reading.said, answer.letter, answer.facts
    if said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    noted = Send(
        "seat/answer_noted", letter.sender, {"seat": answer.question.about, "said": said}, answer.question.about, letter.message_id
    )
    if said == "no":
        return Decision(Verdict("accept", "declined"), (settled, noted))
    seat = replace(seats.named(answer.question.about, facts), mailbox=answer.asked_as)
    told = seats.told(seat, None, facts_after(facts, [Save(seat)]), waits=False)
    return Decision(Verdict("accept", "mailbox"), (settled, Save(seat), noted, *told))


KIND = Kind("mailbox", answered, days=30, answers={"yes": YES, "no": NO})
