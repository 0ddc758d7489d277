"""May this member join your group? The Sprecher:in (or the office) says yes or no."""

from typing import Any

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import guests
from mailflow.decide.lists import roster
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question


def answered(answer: Answer) -> Decision:
    facts, details = answer.facts, answer.question.details
    group, person = facts.lists.get(str(details.get("group"))), facts.people.get(str(details.get("person")))
    if group is None or person is None or answer.reading.said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, answer.reading.said, answer.letter.sender.address, answer.now)
    context = {"name": person.name, "group": group.name, "address": group.address, "by": answer.sender.name if answer.sender else ""}
    noted = Send(
        "group/join_noted",
        answer.letter.sender,
        {"who": person.name, "group": group.name, "said": answer.reading.said},
        in_reply_to=answer.letter.message_id,
    )
    if answer.reading.said == "no":
        told = Send("group/join_declined", Mailbox(person.address, person.name), context)
        return Decision(Verdict("accept", "declined"), (settled, noted, told))
    there = facts.lists.membership(group.id, person.id)
    return Decision(
        Verdict("accept", "joined"),
        (settled, *(() if there else roster.joined(group, person, answer.now)), noted, roster.welcome(group, person, facts)),
    )


def shown(question: Question, facts: Facts) -> dict[str, Any]:
    person = facts.people.get(str(question.details.get("person")))
    return {"who": person.name, "seat": guests.place_of(person, facts)} if person else {}


ANSWERS = {"yes": (*YES, "aufnehmen", "beitreten", "willkommen"), "no": (*NO, "ablehnen")}
KIND = Kind("join", answered, days=14, answers=ANSWERS, shown=shown, in_digest=True)
