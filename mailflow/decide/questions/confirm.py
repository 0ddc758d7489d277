"""Is this order really yours? The stored command runs on a plain yes to the stored address."""

from dataclasses import replace

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    settled = closed(answer.question, answer.reading.said or "", answer.letter.sender.address, answer.now)
    if answer.reading.said == "yes":
        unclear = tuple((line, why) for line, why in answer.question.details.get("unclear", ()))
        done = office.confirmed(answer.question.orders, answer.letter, answer.sender, answer.facts, answer.now, unclear)
        return Decision(done.verdict, (settled, *done.effects), done.understood, done.undoable_until)
    if answer.reading.said == "no":
        if (orders := answer.question.orders) and answer.reading.proposes and all(o.intent == "found_group" for o in orders):
            name = answer.reading.proposes
            other = replace(orders[0], args={**orders[0].args, "name": name}, words=f"AG GRÜNDEN: {name}")
            asked = office.answered((other,), answer.letter, answer.sender, answer.facts, answer.now)
            return Decision(asked.verdict, (settled, *asked.effects), asked.understood)
        context = {"subject": answer.letter.subject_base}
        nothing = Send("question/left_open", answer.letter.sender, context, answer.question.about, answer.letter.message_id)
        return Decision(Verdict("accept", "not_confirmed"), (settled, nothing))
    return choosing.unclear(answer, ("yes", "no"))


ANSWERS = {
    "yes": (
        *YES,
        *(
            "so ist es gemeint",
            "so ist das gemeint",
            "so war es gemeint",
            "so war das gemeint",
            "so gemeint",
            "meinte ich",
            "das meine ich",
        ),
        *("so machen", "ausführen", "machen sie das", "machen sie es", "machen sie mal", "mach das", "mach es", "macht das", "macht es"),
        *("so soll es sein", "nur zu", "freilich", "sicher", "exactly", "that's right", "that is right", "correct", "what i meant"),
        *("go ahead", "please do", "do it", "that's me", "i confirm", "absolutely"),
    ),
    "no": (*NO, "nicht ausführen", "so nicht"),
    "partly": ("fast", "beinahe", "nur den eingang", "nur den empfang", "teilweise", "almost", "nearly", "only the receipt"),
}
KIND = Kind("confirm", answered, days=2, answers=ANSWERS, in_person=True, final=True)
