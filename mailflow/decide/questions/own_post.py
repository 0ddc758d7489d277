"""Did you write this post? A yes from the stored address lets it go to its list."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.posting import released
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict


def answered(answer: Answer) -> Decision:
    hold = answer.facts.matters.hold(answer.question.about)
    group = answer.facts.lists.get(hold.group) if hold else None
    if hold is None or group is None:
        return choosing.unclear(answer, ("yes", "no"))
    if answer.reading.said == "yes":
        by = answer.sender.name if answer.sender else answer.letter.sender.address
        return Decision(Verdict("accept", "posted"), released(hold, group, by, answer.facts, answer.now, waits=False))
    if answer.reading.said == "no":
        settled = closed(answer.question, "no", answer.letter.sender.address, answer.now)
        dropped = Save(replace(hold, state="discarded", decided=answer.now, decided_by=answer.letter.sender.address))
        told = Send("post/withdrawn", answer.letter.sender, {"title": hold.title, "group": group.name}, hold.id, answer.letter.message_id)
        return Decision(Verdict("accept", "withdrawn"), (settled, dropped, told))
    return choosing.unclear(answer, ("yes", "no"))


KIND = Kind("own_post", answered, days=5, answers={"yes": (*YES, "senden", "verteilen", "freigeben"), "no": NO})
