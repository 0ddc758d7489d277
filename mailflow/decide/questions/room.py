"""Would you work in this room too? A yes puts you on its list."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.lists import roster
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    facts, said, person = answer.facts, answer.reading.said, answer.sender
    group = facts.lists.get(answer.question.about)
    if group is None or person is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, answer.letter.sender.address, answer.now)
    people = [p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person))]
    context = {"group": group.name, "address": group.address, "ends": group.ends, "who": person.name, "seat": person.seat, "said": said}
    noted = Send("group/room_noted", answer.letter.sender, context | {"name": person.name}, group.id, answer.letter.message_id)
    speakers = [p for p in people if p.id in group.speakers]
    told = [Send("group/room_answer", Mailbox(p.address, p.name), context | {"name": p.name}, group.id) for p in speakers]
    joined = roster.joined(group, person, answer.now) if said == "yes" and person.id not in {p.id for p in people} else ()
    return Decision(Verdict("accept", "room"), (settled, *joined, noted, *told))


KIND = Kind("room", answered, days=14, answers={"yes": (*YES, "mache mit"), "no": NO}, in_digest=True)
