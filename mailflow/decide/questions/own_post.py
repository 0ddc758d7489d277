"""Is this post of yours meant for the list? A yes from the stored address lets it go, a no or silence ends it."""

from datetime import datetime

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind
from mailflow.decide.lists import holding
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.records import Question


def answered(answer: Answer) -> Decision:
    hold = answer.facts.matters.hold(answer.question.about)
    group = answer.facts.lists.get(hold.group) if hold else None
    if hold is None or group is None or answer.reading.said is None:
        return choosing.unclear(answer, ("yes", "no"))
    by = answer.sender.name if answer.sender else answer.letter.sender.address
    if answer.reading.said == "yes":
        return Decision(Verdict("accept", "posted"), holding.released(hold, group, by, answer.facts, answer.now, waits=False))
    told = Send("post/withdrawn", answer.letter.sender, {"title": hold.title, "group": group.name}, hold.id, answer.letter.message_id)
    return Decision(Verdict("accept", "withdrawn"), (*holding.ended(hold, "withdrawn", by, answer.facts, answer.now), told))


def lapsed(question: Question, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Its author was told that without a word from them it goes to nobody."""
    hold = facts.matters.hold(question.about)
    return (Save(holding.closed(hold, "lapsed", "", now)),) if hold and hold.state == "held" else ()


KIND = Kind("own_post", answered, days=5, answers={"yes": (*YES, "senden", "verteilen", "freigeben"), "no": NO}, lapsed=lapsed, final=True)
