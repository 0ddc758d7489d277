"""The questions of the Interessenbekundung: answers below, between or numbered; corrections count too, what is open is asked once more.

Whoever has answered twice is asked no third time: the office reads all they wrote.
"""

from dataclasses import replace
from datetime import timedelta

from mailflow.decide import office
from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.joining import onboarding, registering
from mailflow.decide.privacy import consents
from mailflow.model.effects import Decision, Verdict
from mailflow.model.facts import Facts
from mailflow.model.records import Question

NOT_ANSWERED = "–"


def answered(answer: Answer) -> Decision:
    application = answer.facts.matters.application(answer.question.about)
    if application is None or not application.is_open:
        return office.to_humans(answer.letter, answer.facts)
    said = onboarding.said_in(application, answer.letter, answer.now)
    new = answer.reading.form
    rest = NOT_ANSWERED if any(new) and any(a for _, a in application.interest) else ""
    filled = tuple((q, given or a or rest) for (q, a), given in zip(application.interest, new, strict=False))
    better = replace(onboarding.completed(application, answer.letter, answer.reading, answer.facts), interest=filled)
    if not any(new) and better.record == application.record:
        return office.to_humans(answer.letter, answer.facts, (said,))
    facts = facts_after(answer.facts, [said])
    next_step = onboarding.asked_next(better, facts, answer.now, answer.letter.id, answer.letter.message_id)
    agreed = consents.of_application(better, answer.letter, answer.facts, answer.now)
    read_too = registering.read_too(answer.letter, better, answer.facts, answer.now)
    return Decision(Verdict("accept", "interest"), (said, *agreed, *next_step, *read_too))


def form(asked: Question, facts: Facts) -> tuple[tuple[str, str], ...]:
    application = facts.matters.application(asked.about)
    return application.interest if application else ()


KIND = Kind(
    "interest", answered, lives=None, days=60, form=form, final=True, completes=True, reminds_after=(timedelta(days=7), timedelta(days=14))
)
