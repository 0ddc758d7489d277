"""Is it still right who sits for your Landkreis? A yes settles it; what is put right is changed or goes to the office."""

from dataclasses import replace
from datetime import timedelta

from mailflow.decide import choosing, office
from mailflow.decide.asking import Answer, Kind, closed
from mailflow.decide.seats import seat as seats
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Decision, Save, Send, Verdict
from mailflow.model.intent import ApplicationRecord
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person

NO_MORE_THAN_NO = 3
"""Words of an answer that does not say what has changed."""


def answered(answer: Answer) -> Decision:
    letter, facts, seat, orders = answer.letter, answer.facts, answer.question.about, answer.reading.orders
    main = facts.people.get(seats.named(seat, facts).main)
    if orders.orders and not orders.unclear:
        return office.answered(orders.orders, letter, answer.sender, facts, answer.now, orders.unknown)
    better = _put_right(main, answer.reading.completed) if main else None
    if main and better and better != main:
        settled = closed(answer.question, "changed", letter.sender.address, answer.now)
        context = {"name": main.name, "seat": seat, "who": better.name, "role": better.role, "phone": better.phone, "said": letter.new_text}
        noted = Send("seat/stocktaking_noted", letter.sender, context, seat, letter.message_id)
        staff = facts.people.staff()
        told = (Send("office/stocktaking_changed", Mailbox(p.address, p.name), context | {"name": p.name}, seat) for p in staff)
        return Decision(Verdict("accept", "changed"), (settled, Save(better), noted, *told))
    if answer.reading.said == "yes":
        settled = closed(answer.question, "yes", letter.sender.address, answer.now)
        thanks = Send("seat/answer_noted", letter.sender, {"seat": seat, "said": "right"}, seat, letter.message_id)
        return Decision(Verdict("accept", "right"), (settled, thanks))
    if answer.reading.said == "no" and len(letter.new_text.split()) <= NO_MORE_THAN_NO:
        return choosing.unclear(answer, ("right", "changed"))
    return office.to_humans(letter, facts, (closed(answer.question, "changed", letter.sender.address, answer.now),))


def _put_right(person: Person, record: ApplicationRecord | None) -> Person:
    """The person with what the letter corrects. A name without a word of theirs is somebody else (NACHFOLGE)."""
    if record is None or not set(record.contact_name.split()) & set(person.name.split()):
        return person
    return replace(person, name=record.contact_name, role=record.role or person.role, phone=record.phone or person.phone)


ANSWERS = {"yes": (*YES, "stimmt so", "stimmt noch", "alles richtig", "unverändert", "passt so", "still right", "unchanged"), "no": NO}
KIND = Kind("stocktaking", answered, lives=None, days=42, answers=ANSWERS, completes=True, reminds_after=(timedelta(days=14),))
