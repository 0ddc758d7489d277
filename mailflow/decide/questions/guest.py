"""Will you be a guest, under these rights? Their own yes is the consent; the readers hear of it before they read (R29, R33)."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import guests
from mailflow.decide.privacy import consents
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    said, letter, facts = answer.reading.said, answer.letter, answer.facts
    guest = facts.people.guest(answer.question.about)
    if guest is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    if said == "no":
        told = guests.declined(guest, "declined", facts, guests.concerned(guest, facts))
        thanks = Send("question/noted", letter.sender, {"name": guest.name}, guest.id, letter.message_id)
        return Decision(Verdict("accept", "declined"), (settled, *told, thanks))
    agreed = replace(guest, name=guest.name or letter.sender.name, agreed=answer.now, agreed_by=letter.id)
    # The readers hear of it once this answer cannot be taken back any more.
    context = guests.shown(replace(agreed, reads_from=answer.now + facts.forum.undo + guests.NOTICE), facts)
    consent = consents.given("guest", guest.id, letter.new_text, letter, facts, answer.now, asked=answer.question)
    noted = Send("guest/agreed", letter.sender, context, guest.id, letter.message_id)
    announced = guests.announced(agreed, facts, answer.now, letter.id, waits=True)
    return Decision(Verdict("accept", "guest_announced"), (settled, consent, *announced, noted))


KIND = Kind("guest", answered, days=30, answers={"yes": YES, "no": NO})
