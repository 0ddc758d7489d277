"""Does your county support a proposed working group? With enough counties it stands and its supporters are on it."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.lists import roster
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    facts = answer.facts
    group, person = facts.lists.get(answer.question.about), answer.sender
    if group is None or person is None or answer.reading.said is None:
        return choosing.unclear(answer, ("support", "no"))
    settled = closed(answer.question, answer.reading.said, person.address, answer.now)
    told, effects = roster.supported(group, person if answer.reading.said == "yes" else None, facts, answer.now)
    told |= {"said": answer.reading.said, "name": person.name}
    noted = Send("group/support_noted", answer.letter.sender, told, group.id, answer.letter.message_id)
    return Decision(Verdict("accept", "support"), (settled, *effects, noted))


ANSWERS = {
    "yes": (*YES, "dafür", "unterstütze", "unterstützen", "mache mit", "machen mit", "macht mit", "gute idee", "count me in"),
    "no": (*NO, "dagegen", "kein interesse"),
}
KIND = Kind("support", answered, days=30, answers=ANSWERS, in_digest=True)
