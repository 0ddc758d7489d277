"""Does your county support a proposed working group? With enough counties it stands and its supporters are on it."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.lists import roster
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Effect, Save, Send, Verdict


def answered(answer: Answer) -> Decision:
    facts = answer.facts
    group, person = facts.lists.get(answer.question.about), answer.sender
    if group is None or person is None or answer.reading.said is None:
        return choosing.unclear(answer, ("support", "no"))
    settled = closed(answer.question, answer.reading.said, person.address, answer.now)
    supporters = {p.id: p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person))}
    effects: list[Effect] = [settled]
    if answer.reading.said == "yes" and person.id not in supporters:
        effects += roster.joined(group, person, answer.now)
        supporters[person.id] = person
    seats = len({p.seat or p.id for p in supporters.values()})
    stands = group.state == "proposed" and seats >= roster.SUPPORTERS
    if stands:
        effects += [Save(replace(group, state="active")), *roster.group_announced(group, supporters, facts)]
    context = {
        "group": group.name,
        "said": answer.reading.said,
        "seats": seats,
        "needed": roster.SUPPORTERS,
        "stands": stands or group.state == "active",
    }
    effects.append(Send("group/support_noted", answer.letter.sender, context, group.id, answer.letter.message_id))
    return Decision(Verdict("accept", "support"), tuple(effects))


ANSWERS = {
    "yes": (*YES, "dafür", "unterstütze", "unterstützen", "mache mit", "machen mit", "macht mit", "gute idee", "count me in"),
    "no": (*NO, "dagegen", "kein interesse"),
}
KIND = Kind("support", answered, days=30, answers=ANSWERS, in_digest=True)
