"""Will you accompany a new member? A yes introduces both, a no asks the next person; nobody needs a reason."""

from dataclasses import replace

from mailflow.decide import choosing, mentoring
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Effect, Save, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person


def answered(answer: Answer) -> Decision:
    facts = answer.facts
    introduction = facts.matters.introduction(answer.question.about)
    mentor = facts.people.get(introduction.mentor) if introduction else None
    newcomer = facts.people.get(introduction.newcomer) if introduction else None
    if introduction is None or mentor is None or newcomer is None or answer.reading.said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, answer.reading.said, answer.letter.sender.address, answer.now)
    if answer.reading.said == "yes":
        text = answer.letter.new_text
        note = text if len(text.split()) > 2 else ""
        return Decision(
            Verdict("accept", "mentor"),
            (
                settled,
                Save(replace(introduction, state="accepted")),
                _introduced(newcomer, mentor, introduction.application, "onboarding/your_mentor", note),
                _introduced(mentor, newcomer, introduction.application, "onboarding/your_newcomer", ""),
            ),
        )
    declined: list[Effect] = [settled, Save(replace(introduction, state="declined"))]
    thanks = Send(
        "onboarding/mentor_declined",
        Mailbox(mentor.address, mentor.name),
        {"name": mentor.name},
        introduction.application,
        answer.letter.message_id,
    )
    declined.append(thanks)
    application = facts.matters.application(introduction.application)
    following = mentoring.next_mentor(application, newcomer, facts, answer.now, (mentor.id,)) if application else None
    if application and following:
        declined += mentoring.mentor_asked(application, following, newcomer, answer.now, answer.letter.id, waits=False)
    else:
        context = {"who": newcomer.name, "seat": newcomer.seat, "case": introduction.application}
        declined += [Send("office/no_mentor", Mailbox(p.address, p.name), context, introduction.application) for p in facts.people.staff()]
    return Decision(Verdict("accept", "declined"), tuple(declined))


def _introduced(to: Person, other: Person, case: str, template: str, note: str) -> Send:
    context = {
        "name": to.name,
        "other": other.name,
        "seat": other.seat,
        "role": other.role,
        "address": other.address,
        "phone": other.phone,
        "note": note,
    }
    return Send(template, Mailbox(to.address, to.name), context, case)


KIND = Kind(
    "mentor",
    answered,
    days=14,
    in_digest=True,
    answers={
        "yes": (*YES, "übernehme ich", "mache das", "machen wir"),
        "no": (*NO, "elternzeit", "zurzeit nicht", "gerade nicht", "schaffe ich nicht"),
    },
)
