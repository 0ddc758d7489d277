"""The county's signed registration: its scan comes in reply, and the office looks at it."""

from datetime import timedelta

from mailflow.decide import office
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.joining import onboarding, registering
from mailflow.model.effects import Decision


def answered(answer: Answer) -> Decision:
    letter, facts = answer.letter, answer.facts
    application = facts.matters.application(answer.question.about)
    if application is None or not application.is_open:
        return office.to_humans(letter, facts)
    if any(a.type in registering.DOCUMENTS for a in letter.attachments):
        return registering.scan_came(application, letter, facts, answer.now)
    return office.to_humans(letter, facts, (onboarding.said_in(application, letter, answer.now),))


KIND = Kind("registration", answered, lives=None, days=60, reminds_after=(timedelta(days=7), timedelta(days=14)))
