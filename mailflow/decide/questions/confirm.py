"""Is this order really yours? The stored command runs on a plain yes to the stored address."""

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    settled = closed(answer.question, answer.reading.said or "", answer.letter.sender.address, answer.now)
    if answer.reading.said == "yes":
        done = office.confirmed(answer.question.orders, answer.letter, answer.sender, answer.facts, answer.now)
        return Decision(done.verdict, (settled, *done.effects), done.understood, done.undoable_until)
    if answer.reading.said == "no":
        context = {"subject": answer.letter.subject_base}
        nothing = Send("question/left_open", answer.letter.sender, context, answer.question.about, answer.letter.message_id)
        return Decision(Verdict("accept", "not_confirmed"), (settled, nothing))
    return choosing.unclear(answer, ("JA", "NEIN"))


KIND = Kind(
    "confirm",
    answered,
    days=2,
    answers={
        "yes": (
            "ja",
            "jawohl",
            "gern",
            "gerne",
            "mach ich",
            "mache ich",
            "einverstanden",
            "stimmt",
            "richtig",
            "ok",
            "okay",
            "passt",
            "bestätige",
            "bestätigt",
            "yes",
            "sure",
            "confirmed",
            "agreed",
        ),
        "no": (
            "nein",
            "nicht",
            "leider nicht",
            "keine zeit",
            "lieber nicht",
            "falsch",
            "war ich nicht",
            "abbrechen",
            "no",
            "cancel",
            "sorry",
        ),
    },
)
