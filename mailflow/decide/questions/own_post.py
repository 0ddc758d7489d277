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
    if hold is None or group is None or answer.reading.said in {None, "keep"}:
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


ANSWERS = {
    "yes": (*YES, "senden", "verteilen", "freigeben", "passt schon", "ruhig an alle", "gern an alle", "gerne an alle"),
    "no": (
        *(*NO, "löschen", "verwerfen", "zurückziehen", "im verteiler vertan", "in der liste vertan", "falscher verteiler", "falsche liste"),
        *("delete it", "please delete", "wrong list"),
    ),
    "keep": (
        *("nicht löschen", "nicht verwerfen", "nicht zurückziehen", "löschen sie nichts", "nichts löschen", "keine falsche liste"),
        *(
            "nicht die falsche liste",
            "kein falscher verteiler",
            "nicht der falsche verteiler",
            "do not delete",
            "don't delete",
            "not the wrong list",
        ),
    ),
}
"""What is not to be deleted may still not be meant for all, and is asked about."""
KIND = Kind("own_post", answered, days=5, answers=ANSWERS, lapsed=lapsed, final=True)
