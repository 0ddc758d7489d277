"""Shall whom a member proposes be asked to be a guest? A yes does what GAST AUFNEHMEN does; the member hears of both answers."""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    said, asked, letter = answer.reading.said, answer.question, answer.letter
    if said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(asked, said, letter.sender.address, answer.now)
    by = answer.facts.people.by_address(str(asked.details.get("by", "")))
    context = {"case": asked.about, "address": asked.details.get("guest", ""), "agreed": said == "yes"}
    told = (Send("guest/proposal_decided", Mailbox(by.address, by.name), context | {"name": by.name}, asked.about),) if by else ()
    if said == "no":
        noted = Send("question/noted", letter.sender, {"name": answer.sender.name if answer.sender else ""}, asked.about, letter.message_id)
        return Decision(Verdict("accept", "not_proposed"), (settled, *told, noted))
    if answer.sender is None:
        return office.to_humans(letter, answer.facts)
    # Whoever proposed is the first of two.
    done = office.seconded(asked.orders, letter, answer.sender, answer.facts, answer.now)
    return Decision(done.verdict, (settled, *told, *done.effects), done.understood, done.undoable_until)


KIND = Kind("proposal", answered, days=30, in_digest=True, answers={"yes": YES, "no": NO})
