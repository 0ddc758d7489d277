"""Somebody writes in a member's name from an address we do not know: the address we know, or the office, says whether it is theirs."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.model.records import PersonAddress


def answered(answer: Answer) -> Decision:
    said, letter, facts = answer.reading.said, answer.letter, answer.facts
    person, new = facts.people.get(answer.question.about), str(answer.question.details["address"])
    if person is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    context = {"name": person.name, "who": person.name, "address": new, "before": person.address, "said": said}
    staff = [Mailbox(p.address, p.name) for p in facts.people.staff()]
    told = [Send("office/moved_noted", to, context | {"name": to.name}, person.id) for to in staff]
    if said == "no":
        thanks = Send("question/noted", letter.sender, {"name": letter.sender.name}, person.id, letter.message_id)
        return Decision(Verdict("accept", "declined"), (settled, thanks, *told))
    own = (Mailbox(person.address, person.name), Mailbox(new, person.name))
    told += [Send("seat/address_noted", to, context, person.id, language=person.language) for to in own]
    kept = () if facts.people.by_address(new) else (Save(PersonAddress(id=new, person=person.id)),)
    return Decision(Verdict("accept", "address"), (settled, *kept, Save(replace(person, address=new, bounces=0)), *told))


KIND = Kind("moved", answered, days=14, answers={"yes": YES, "no": NO})
