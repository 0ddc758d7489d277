"""Will you accompany a new member? A yes introduces both, now or from a day on; a no asks the next person; nobody needs a reason.

Silence is a no after 14 days. What a mentor writes later, the office reads.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide import choosing, holidays
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.holidays import Ends
from mailflow.decide.joining import mentoring, tandem
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Introduction, Person, Question

SHORTEST_NOTE = 6
"""Words of a yes from which on the newcomer reads it: fewer say no more than that, and when."""


def answered(answer: Answer) -> Decision:
    facts, reading = answer.facts, answer.reading
    introduction = facts.matters.introduction(answer.question.about)
    mentor = facts.people.get(introduction.mentor) if introduction else None
    newcomer = facts.people.get(introduction.newcomer) if introduction else None
    if introduction is None or mentor is None or newcomer is None:
        return choosing.unclear(answer, ("yes", "no"))
    if reading.said == "no":
        return _declined(answer, introduction, mentor, newcomer)
    ends = holidays.end_named(reading.puts_off, mentor.seat, facts, facts.today(answer.now)) if reading.begins is None else None
    says_when = introduction.state == "willing" and (reading.begins or ends)
    if reading.said != "yes" and not says_when:
        return choosing.unclear(answer, ("yes", "no"))
    if reading.puts_off and reading.begins is None and ends is None:
        return _asked_when(answer, introduction, mentor, newcomer)
    return _accepted(answer, introduction, mentor, newcomer, ends)


def _accepted(answer: Answer, introduction: Introduction, mentor: Person, newcomer: Person, ends: Ends | None) -> Decision:
    settled = closed(answer.question, "yes", answer.letter.sender.address, answer.now)
    begins = ends.work_begins if ends else answer.reading.begins
    text = answer.letter.new_text
    note = text if len(text.split()) >= SHORTEST_NOTE else ""
    if begins is None or begins <= answer.facts.today(answer.now):
        return Decision(Verdict("accept", "mentor"), (settled, *tandem.introduced(introduction, answer.facts, answer.now, note)))
    agreed = Save(replace(introduction, state="accepted", begins=begins))
    context = {"name": mentor.name, "newcomer": newcomer.name, "seat": newcomer.seat, "begins": begins}
    shown = context | {"land": ends.land if ends else "", "holidays_end": ends.last if ends else None}
    to = Mailbox(mentor.address, mentor.name)
    noted = Send("onboarding/mentor_later", to, shown, introduction.application, answer.letter.message_id)
    told_newcomer = context | {"name": newcomer.name, "mentor": mentor.name, "mentor_seat": mentor.seat, "note": note}
    told = Send("onboarding/mentor_from", Mailbox(newcomer.address, newcomer.name), told_newcomer, introduction.application)
    return Decision(Verdict("accept", "mentor_later"), (settled, agreed, noted, told))


def _asked_when(answer: Answer, introduction: Introduction, mentor: Person, newcomer: Person) -> Decision:
    """ "Erst nach den Ferien", or of a Land whose holidays nobody has written down: the day says it whichever Land it is."""
    context = {"name": mentor.name, "newcomer": newcomer.name, "said": answer.reading.puts_off}
    to = Mailbox(mentor.address, mentor.name)
    asked = Send("onboarding/mentor_when", to, context, introduction.application, answer.letter.message_id)
    return Decision(Verdict("ask_back", "from_when"), (Save(replace(introduction, state="willing")), Ask(answer.question, (asked,))))


def _declined(answer: Answer, introduction: Introduction, mentor: Person, newcomer: Person) -> Decision:
    facts = answer.facts
    to, case = Mailbox(mentor.address, mentor.name), introduction.application
    effects: list[Effect] = [
        closed(answer.question, "no", answer.letter.sender.address, answer.now),
        Save(replace(introduction, state="declined")),
        Send("onboarding/mentor_declined", to, {"name": mentor.name}, case, answer.letter.message_id),
    ]
    effects += mentoring.next_asked(case, newcomer, facts, answer.now, answer.letter.id, mentor.id)
    return Decision(Verdict("accept", "declined"), tuple(effects))


def lapsed(asked: Question, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Whoever says nothing is not waited for: the next one is asked."""
    introduction = facts.matters.introduction(asked.about)
    newcomer = facts.people.get(introduction.newcomer) if introduction else None
    if introduction is None or newcomer is None:
        return ()
    following = mentoring.next_asked(introduction.application, newcomer, facts, now, asked.id, introduction.mentor)
    return (Save(replace(introduction, state="declined")), *following)


def shown(asked: Question, facts: Facts) -> dict[str, Any]:
    introduction = facts.matters.introduction(asked.about)
    newcomer = facts.people.get(introduction.newcomer) if introduction else None
    return {"newcomer": newcomer.name if newcomer else "", "seat": newcomer.seat if newcomer else "", "expires": asked.expires}


KIND = Kind(
    "mentor",
    answered,
    days=14,
    in_digest=True,
    dated=True,
    goes_on=True,
    shown=shown,
    lapsed=lapsed,
    reminds_after=(timedelta(days=7),),
    answers={
        "yes": (*YES, "übernehme ich", "mache das", "machen wir"),
        "no": (*NO, "elternzeit", "zurzeit nicht", "gerade nicht", "schaffe ich nicht"),
    },
)
