"""A guest will read with you: do you object? Silence is no objection; one objection is enough for the office to decide (R33)."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import guests
from mailflow.decide.yes_or_no import YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    letter, facts = answer.letter, answer.facts
    said = {"no": "objects", "yes": "agrees"}.get(answer.reading.said or "")
    guest, reader = facts.people.guest(answer.question.about), facts.people.by_address(answer.asked_as)
    if guest is None or reader is None or said is None:
        return choosing.unclear(answer, ("objects", "agrees"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    noted = Send("guest/objection_noted", letter.sender, guests.shown(guest, facts) | {"said": said}, guest.id, letter.message_id)
    if said == "agrees":
        return Decision(Verdict("accept", "agrees"), (settled, noted))
    waits = guests.objected(guest, reader, letter.new_text, facts, answer.now, letter.id)
    return Decision(Verdict("accept", "objects"), (settled, *waits, noted))


NOTHING_AGAINST = (
    *("widerspreche nicht", "widersprechen nicht", "nicht widersprechen"),
    *("nichts dagegen", "nicht dagegen", "keine einwände", "keinen einwand", "kein widerspruch", "keine bedenken", "willkommen"),
    *("no objection", "no objections", "nothing against", "no concerns", "welcome"),
)
KIND = Kind(
    "objection",
    answered,
    days=2,
    is_offer=True,
    answers={
        "no": (
            *("widerspruch", "widerspreche", "einen einwand", "habe einwände", "haben einwände", "nicht", "ungern", "unwohl"),
            *("bin dagegen", "sind dagegen", "etwas dagegen", "habe bedenken", "haben bedenken", "da bedenken", "bedenken gegen"),
            *(
                "habe ich bedenken",
                "haben wir bedenken",
                "bedenken wegen",
                "bauchschmerzen",
                "schwierig",
                "kritisch",
                "problematisch",
                "i object",
                "we object",
                "concerns",
                "not",
            ),
        ),
        "yes": (*YES, *NOTHING_AGAINST),
    },
)
