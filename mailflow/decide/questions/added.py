"""Would you like to read this group? Whoever is put onto its list by somebody else says so first."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.lists import roster
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    facts, details, said = answer.facts, answer.question.details, answer.reading.said
    group, person = facts.lists.get(str(details.get("group"))), facts.people.get(str(details.get("person")))
    if group is None or person is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, answer.letter.sender.address, answer.now)
    context = {"who": person.name, "group": group.name, "said": said}
    by = facts.people.get(str(details.get("by")))
    told = (Send("group/join_noted", Mailbox(by.address, by.name), context | {"name": by.name}, group.id),) if by else ()
    if said == "no":
        noted = Send("group/added_declined", answer.letter.sender, context | {"name": person.name}, group.id, answer.letter.message_id)
        return Decision(Verdict("accept", "declined"), (settled, noted, *told))
    there = facts.lists.membership(group.id, person.id)
    joined = () if there else roster.joined(group, person, answer.now)
    return Decision(Verdict("accept", "joined"), (settled, *joined, roster.welcome(group, person, facts), *told))


KIND = Kind("added", answered, days=14, answers={"yes": (*YES, "bin dabei", "mache mit"), "no": NO}, in_digest=True)
