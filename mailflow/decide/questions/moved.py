"""Somebody writes in a member's name from elsewhere: the address we know, or two of the office, say whether that address is theirs."""

from dataclasses import replace

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person, PersonAddress


def answered(answer: Answer) -> Decision:
    said, letter, facts = answer.reading.said, answer.letter, answer.facts
    person, new = facts.people.get(answer.question.about), str(answer.question.details["address"])
    if person is None or said is None:
        return choosing.unclear(answer, ("yes", "no"))
    if said == "yes" and (seconds := _seconds(person, answer)):
        return _second_asked(person, seconds, answer)
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    context = {"name": person.name, "who": person.name, "address": new, "before": person.address, "said": said}
    staff = [Mailbox(p.address, p.name) for p in facts.people.staff()]
    told = [Send("office/moved_noted", to, context | {"name": to.name}, person.id) for to in staff]
    if said == "no":
        thanks = Send("question/noted", letter.sender, {"name": letter.sender.name}, person.id, letter.message_id)
        return Decision(Verdict("accept", "declined"), (settled, thanks, *told))
    own = (Mailbox(person.address, person.name), Mailbox(new, person.name))
    told += [Send("seat/address_noted", to, context, person.id, language=person.language) for to in own]
    kept = () if facts.people.by_address(new) else (Save(PersonAddress(id=new, person=person.id)),)
    return Decision(Verdict("accept", "address"), (settled, *kept, Save(replace(person, address=new, bounces=0)), *told))


def _seconds(person: Person, answer: Answer) -> list[Person]:
    """Who of the office has to agree as well: where another's letters go is what others may (design.md section 6)."""
    by, first = answer.sender, answer.question.details.get("first", "")
    if by is None or by.id == person.id or by.status != "staff" or not answer.facts.forum.second_person or first not in ("", by.id):
        return []
    return [p for p in answer.facts.people.staff() if p.id != by.id]


def _second_asked(person: Person, seconds: list[Person], answer: Answer) -> Decision:
    by, new = answer.sender, str(answer.question.details["address"])
    assert by is not None  # _seconds found others besides them
    agreed = replace(answer.question, details={**answer.question.details, "first": by.id})
    context = {"who": person.name, "seat": person.seat, "before": person.address, "address": new, "first": by.name, "second": True}
    letters = tuple(Send("office/moved", Mailbox(p.address, p.name), context | {"name": p.name}, person.id) for p in seconds)
    told = {"first": by.name, "names": [p.name for p in seconds], "subject": answer.letter.subject_base}
    receipt = Send("office/second_asked", Mailbox(by.address, by.name), told, person.id, answer.letter.message_id)
    return Decision(Verdict("ask_back", "second_person"), (Ask(agreed, letters), receipt))


KIND = Kind("moved", answered, days=14, answers={"yes": YES, "no": NO}, in_person=True)
