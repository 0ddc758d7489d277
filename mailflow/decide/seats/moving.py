"""A known person, a new address: a letter in a member's name from elsewhere makes nobody of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide import office
from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Decision, Effect, Send
from mailflow.model.facts import Facts
from mailflow.model.intent import ApplicationRecord
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Person


def known(record: ApplicationRecord, facts: Facts) -> Person | None:
    """The one member of that district who has that name."""
    fitting = [p for p in facts.people.of_seat(record.landkreis) if record.landkreis and _same(p.name, record.contact_name)]
    return fitting[0] if len(fitting) == 1 else None


def _same(name: str, other: str) -> bool:
    return bool(name) and set(name.casefold().split()) == set(other.casefold().split())


def named(name: str, facts: Facts) -> Person | None:
    """The one member with this full name."""
    fitting = [p for p in facts.people.members() if " " in name.strip() and _same(p.name, name)]
    return fitting[0] if len(fitting) == 1 else None


def told_to_humans(person: Person | None, letter: Letter, facts: Facts, now: datetime) -> Decision:
    """A stranger's letter for the office, and a question to whom it may come from; its writer learns no more than any (faults.md F5)."""
    return office.to_humans(letter, facts, asked(person, letter, facts, now) if person else ())


def beside(decision: Decision, letter: Letter, facts: Facts, now: datetime) -> Decision:
    """The decision to hold a stranger's post, and the question whether they are the member whose name they bear."""
    person = named(letter.sender.name, facts) if decision.verdict.action == "hold" else None
    return replace(decision, effects=(*decision.effects, *asked(person, letter, facts, now))) if person else decision


def asked(person: Person, letter: Letter, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The address we know and the office are asked, once for each new one."""
    new, staff = letter.sender.address, facts.people.staff()
    if any(q.kind == "moved" and q.state == "open" and q.details["address"] == new for q in facts.questions.about(person.id)):
        return ()
    of = (person.address, *(p.address for p in staff))
    opened = question("moved", person.id, of, now, letter.id, days=kinds()["moved"].days, details={"address": new})
    context = {"name": person.name, "who": person.name, "seat": person.seat, "before": person.address, "address": new}
    needs_two = {"first": "", "second": facts.forum.second_person and len(staff) > 1}
    letters = [Send("seat/moved_asked", Mailbox(person.address, person.name), context, person.id, language=person.language)]
    letters += [Send("office/moved", Mailbox(p.address, p.name), context | needs_two | {"name": p.name}, person.id) for p in staff]
    return (Ask(opened, tuple(letters)),)
