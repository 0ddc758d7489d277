"""Has this person left their post? NACHFOLGE stops letters to them until somebody follows; NICHTS leaves all as it is."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Effect, Note, Save, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.model.records.people import FOR_GOOD


def answered(answer: Answer) -> Decision:
    facts, letter, said = answer.facts, answer.letter, answer.reading.said
    person = facts.people.get(answer.question.about)
    if person is None or said is None:
        return choosing.unclear(answer, ("successor", "nothing"))
    by = answer.sender.name if answer.sender else letter.sender.address
    effects: list[Effect] = [closed(answer.question, said, letter.sender.address, answer.now)]
    context = {"who": person.name, "seat": person.seat, "said": said, "by": by, "name": by}
    to, colleagues = Mailbox(letter.sender.address, by), [p for p in facts.people.staff() if p.address != letter.sender.address]
    told = [Send("office/succession_noted", Mailbox(p.address, p.name), context | {"name": p.name}, person.id) for p in colleagues]
    receipt = Send("office/succession_noted", to, context, person.id, letter.message_id)
    if said == "no":
        return Decision(Verdict("accept", "left_open"), (*effects, receipt, *told))
    effects += [
        Save(replace(person, paused_from=facts.today(answer.now), paused_until=FOR_GOOD)),
        Note(person.id, "a successor is wanted; letters stop until then"),
        receipt,
        *told,
    ]
    return Decision(Verdict("accept", "succession"), tuple(effects))


ANSWERS = {
    "yes": (*YES, "nachfolge", "nachfolge vormerken", "vormerken", "successor", "note it"),
    "no": (*NO, "nichts", "nichts tun", "nothing", "do nothing", "ist noch da"),
}
KIND = Kind("succession", answered, days=60, answers=ANSWERS, in_digest=True)
