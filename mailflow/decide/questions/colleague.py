"""Will you work in the forum too, for your Landkreis? A yes makes a further person of the seat."""

from mailflow.decide import choosing
from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.joining import onboarding
from mailflow.decide.seats import seat as seats
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.records import Person


def answered(answer: Answer) -> Decision:
    said, letter, facts, seat = answer.reading.said, answer.letter, answer.facts, answer.question.about
    known = facts.people.by_address(answer.asked_as)
    if said is None:
        return choosing.unclear(answer, ("yes", "no"))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    if said == "no" or (known and known.status != "left"):
        noted = Send("seat/answer_noted", letter.sender, {"seat": seat, "said": said}, seat, letter.message_id)
        return Decision(Verdict("accept", "declined" if said == "no" else "already"), (settled, noted))
    person = Person(
        id=known.id if known else facts.people.next_id(),
        version=known.version if known else 0,
        name=letter.sender.name or str(answer.question.details.get("name", "")) or answer.asked_as,
        address=answer.asked_as,
        seat=seat,
        language=letter.answer_in,
        joined=answer.now,
    )
    welcome = onboarding.welcomed(person, onboarding.for_all(facts), seat, facts, answer.now, accompanied=False, waits=False)
    after = facts_after(facts, welcome)
    told = seats.told(seats.named(seat, after), person, after, waits=False)
    return Decision(Verdict("accept", "colleague"), (settled, *welcome, *told))


KIND = Kind("colleague", answered, days=30, answers={"yes": (*YES, "mache ich"), "no": NO})
