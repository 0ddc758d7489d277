"""May others see how you are reached? Only a plain yes is one, and it is kept with the words that asked (Art. 7 DSGVO)."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.privacy import consents
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    said, letter, facts = answer.reading.said, answer.letter, answer.facts
    purpose, _, _ = answer.question.about.partition(":")
    if said is None or purpose not in facts.forum.purposes:
        return choosing.unclear(answer, ("yes", "no"))
    address = answer.asked_as
    agreed = (consents.given(purpose, address, letter.new_text, letter, facts, answer.now, asked=answer.question),) if said == "yes" else ()
    language = answer.sender.language if answer.sender else ""
    name = answer.sender.name if answer.sender else ""
    context = consents.shown(purpose, facts.forum, language) | {"name": name, "said": said}
    noted = Send("privacy/consent_noted", letter.sender, context, answer.question.about, letter.message_id)
    return Decision(Verdict("accept", said), (closed(answer.question, said, letter.sender.address, answer.now), *agreed, noted))


KIND = Kind("consent", answered, lives=None, days=60, answers={"yes": YES, "no": NO}, in_person=True, is_offer=True)
