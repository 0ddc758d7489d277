"""What is still missing in an application: the applicant's reply completes or corrects the record; what was put off stays so."""

from datetime import timedelta

from mailflow.decide import office
from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.joining import onboarding, registering
from mailflow.decide.privacy import consents
from mailflow.model.effects import Decision, Save, Verdict


def answered(answer: Answer) -> Decision:
    application = answer.facts.matters.application(answer.question.about)
    if application is None or not application.is_open:
        return office.to_humans(answer.letter, answer.facts)
    better = onboarding.completed(application, answer.letter, answer.reading, answer.facts)
    better = registering.registered(better, answer.letter, answer.facts, answer.now)
    said = onboarding.said_in(application, answer.letter, answer.now)
    if better.record == application.record:
        return office.to_humans(answer.letter, answer.facts, (said,))
    if application.state == "deferred" and better.reached == "decision":
        return office.to_humans(answer.letter, answer.facts, (said, Save(better)))
    facts, news = facts_after(answer.facts, [said]), answer.letter.new_text if application.state == "decision" else ""
    next_step = onboarding.asked_next(better, facts, answer.now, answer.letter.id, answer.letter.message_id, news)
    agreed = consents.of_application(better, answer.letter, answer.facts, answer.now)
    read_too = registering.read_too(answer.letter, better, answer.facts, answer.now)
    return Decision(Verdict("accept", "completed"), (said, *agreed, *next_step, *read_too))


KIND = Kind("complete", answered, lives=None, days=60, completes=True, final=True, reminds_after=(timedelta(days=7), timedelta(days=14)))
