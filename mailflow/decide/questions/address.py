"""Is this address yours? A yes from there proves it: letters go there, and what comes from there is the person's."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.model.records import PersonAddress


def answered(answer: Answer) -> Decision:
    said, letter, new = answer.reading.said, answer.letter, answer.asked_as
    person = answer.facts.people.get(answer.question.about)
    if person is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    context = {"name": person.name, "address": new, "before": person.address, "said": said}
    noted = Send("seat/address_noted", Mailbox(new, person.name), context, person.id, letter.message_id, language=person.language)
    told = Send("seat/address_noted", Mailbox(person.address, person.name), context, person.id, language=person.language)
    if said == "no":
        return Decision(Verdict("accept", "declined"), (settled, noted, told))
    known = answer.facts.people.by_address(new)
    kept = () if known else (Save(PersonAddress(id=new, person=person.id)),)
    return Decision(Verdict("accept", "address"), (settled, *kept, Save(replace(person, address=new, bounces=0)), noted, told))


KIND = Kind("address", answered, days=7, answers={"yes": YES, "no": NO})
