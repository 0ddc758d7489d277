"""A topic's page was shown: a yes supports it, a no ends that, a number brings a post."""

from mailflow.decide.asking import Answer, Kind
from mailflow.decide.groupwork import topics
from mailflow.decide.questions import found
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    topic, person, letter = answer.facts.matters.topic(answer.question.about), answer.sender, answer.letter
    if topic is None or person is None or answer.reading.said is None:
        return found.answered(answer)
    if answer.reading.said == "no":
        context = topics.shown(topic, answer.facts) | {"name": person.name}
        noted = Send("topic/left", letter.sender, context, topic.id, letter.message_id)
        return Decision(Verdict("accept", "not_supported"), (*topics.left(topic, person), noted))
    more, effects = topics.supported(topic, person, answer.facts, answer.now)
    context = topics.shown(more, answer.facts) | {"name": person.name}
    return Decision(
        Verdict("accept", "supported"), (*effects, Send("topic/supported", letter.sender, context, topic.id, letter.message_id))
    )


KIND = Kind("topic", answered, days=14, offered=("fetch", "topic"), answers=topics.ANSWERS, is_offer=True)
