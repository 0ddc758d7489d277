"""Who takes over this working group? The first of its members who says yes becomes its Sprecher:in."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict
from mailflow.model.letter import Mailbox


def answered(answer: Answer) -> Decision:
    facts, person, said = answer.facts, answer.sender, answer.reading.said
    group = facts.lists.get(answer.question.about)
    if group is None or person is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    context = {"group": group.name, "address": group.address, "who": person.name, "seat": person.seat, "said": said}
    noted = Send(
        "group/speaks_now", Mailbox(person.address, person.name), context | {"name": person.name}, group.id, answer.letter.message_id
    )
    gives_up = facts.people.get(str(answer.question.details.get("gives_up", "")))
    if said == "no":
        stays = (Send("group/not_handed_over", Mailbox(gives_up.address, gives_up.name), context, group.id),) if gives_up else ()
        return Decision(Verdict("accept", "declined"), (noted, *stays))
    settled = closed(answer.question, "yes", answer.letter.sender.address, answer.now)
    stay = (s for s in group.speakers if gives_up is None or s != gives_up.id)
    chosen = Save(replace(group, speakers=(*stay, person.id)))
    others = [p for m in facts.lists.roster(group.id) if (p := facts.people.get(m.person)) and p.id != person.id]
    told = [
        Send("group/has_speaker", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, language=p.language)
        for p in [*others, *facts.people.staff()]
    ]
    return Decision(Verdict("accept", "speaker"), (settled, chosen, noted, *told))


ANSWERS = {"yes": (*YES, "ich", "übernehme ich", "mache ich", "me"), "no": (*NO, "ich nicht")}
KIND = Kind("speaker", answered, days=60, answers=ANSWERS, in_digest=True)
