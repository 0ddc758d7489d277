"""Will you follow on this seat? A yes hands it on, with a folder of what there is; a no tells whoever asked."""

from datetime import date

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.seats import succession
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person


def answered(answer: Answer) -> Decision:
    facts, said, details = answer.facts, answer.reading.said, answer.question.details
    leaver = facts.people.get(answer.question.about)
    if leaver is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, answer.letter.sender.address, answer.now)
    if said == "no":
        context = {"address": answer.asked_as, "seat": leaver.seat, "leaver": leaver.name}
        people = [leaver, *facts.people.staff()]
        told = [Send("onboarding/successor_declined", Mailbox(p.address, p.name), context | {"name": p.name}, leaver.id) for p in people]
        thanks = Send("question/noted", answer.letter.sender, {"name": ""}, leaver.id, answer.letter.message_id)
        return Decision(Verdict("accept", "declined"), (settled, thanks, *told))
    day = date.fromisoformat(details["day"]) if details.get("day") else None
    known = facts.people.by_address(answer.asked_as)
    successor = known or Person(
        id=facts.people.next_id(),
        name=answer.letter.sender.name or str(details.get("name", "")) or answer.asked_as,
        address=answer.asked_as,
        status=leaver.status,
        seat=leaver.seat,
        language=answer.letter.answer_in,
        joined=answer.now,
    )
    handed_on = succession.followed(leaver, successor, known is None, day, facts, answer.now)
    return Decision(Verdict("accept", "followed"), (settled, *handed_on))


KIND = Kind("successor", answered, days=60, answers={"yes": (*YES, "übernehme ich", "mache ich"), "no": NO})
