"""A guest's last day comes: does the guest stay, and until when? Without an answer they go on the day (R29)."""

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.commands.extend_guest import extended
from mailflow.decide.joining import guests
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict


def answered(answer: Answer) -> Decision:
    reading, letter, facts = answer.reading, answer.letter, answer.facts
    guest = facts.people.guest(answer.question.about)
    if guest is None or guest.state != "here" or (reading.said is None and reading.begins is None):
        return choosing.unclear(answer, ("until", "no"))
    stays = reading.said != "no"
    if stays and (reading.begins is None or reading.begins <= facts.today(answer.now)):
        return choosing.unclear(answer, ("until", "no"))
    settled = closed(answer.question, "yes" if stays else "no", letter.sender.address, answer.now)
    later = extended(guest, reading.begins, facts, waits=False) if stays and reading.begins else ()
    context = guests.shown(guest, facts) | {"name": letter.sender.name, "stays": stays, "own": False}
    noted = Send("guest/stays", letter.sender, context | {"until": reading.begins if stays else guest.until}, guest.id, letter.message_id)
    return Decision(Verdict("accept", "guest_stays" if stays else "guest_goes"), (settled, *later, noted))


KIND = Kind(
    "guest_ends",
    answered,
    days=30,
    dated=True,
    in_digest=True,
    answers={"yes": (*YES, "verlängern", "bleibt", "extend", "stays"), "no": (*NO, "beenden", "läuft aus", "endet", "ends")},
)
