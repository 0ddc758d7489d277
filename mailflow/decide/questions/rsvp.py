"""Will you come? Answers by calendar or in plain words."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.groupwork import meetings
from mailflow.model.effects import Decision
from mailflow.model.intent import Rsvp


def answered(answer: Answer) -> Decision:
    meeting = answer.facts.matters.meeting(answer.question.about)
    if meeting is None:
        return choosing.unclear(answer, ("coming", "not_coming", "maybe"))
    rsvp = answer.reading.rsvp or Rsvp(None)
    return meetings.answered(answer.letter, rsvp, meeting, answer.asked_as, answer.facts, answer.now)


KIND = Kind("rsvp", answered, lives=None, days=30, is_rsvp=True)
