"""What of the first steps is done? The newcomer ticks by number; what is left stays open under the same address."""

from dataclasses import replace

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.joining import tandem
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    facts, ticked = answer.facts, answer.reading.ticked
    introduction = facts.matters.introduction(answer.question.about)
    newcomer = facts.people.get(introduction.newcomer) if introduction else None
    if introduction is None or newcomer is None or not ticked:
        return office.to_humans(answer.letter, facts)
    better = replace(introduction, done=tuple(sorted({*introduction.done, *ticked})))
    still_open = [item for item in tandem.items(better, newcomer, facts) if not item["done"]]
    context = {"name": newcomer.name, "ticked": list(ticked), "items": still_open}
    noted = Send(
        "onboarding/checklist_noted", Mailbox(newcomer.address, newcomer.name), context, better.application, answer.letter.message_id
    )
    return Decision(Verdict("accept", "ticked"), (Save(better), Ask(answer.question, (noted,))))


KIND = Kind("checklist", answered, lives=None, days=180, ticks=True)
