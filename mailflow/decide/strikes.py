"""A reply address in other hands: whoever has it hears of it; after a few foreign answers it dies and they get a new one (E3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide import renewal
from mailflow.decide.asking import lives, written_to
from mailflow.decide.route import Route
from mailflow.model.effects import Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Person, Question

MOST = 3
"""Foreign answers that a reply address bears."""


def counted(question: Question, letter: Letter, route: Route, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What a foreign answer to this open question brings about, where it came to an address that lives."""
    sent = [one for one in route.letters if lives(one, now)]
    if not route.by_token or question.state != "open" or not sent:
        return ()
    struck = [replace(one, strikes=one.strikes + 1) for one in sent]
    if all(one.strikes < MOST for one in struck):
        return (*(Save(one) for one in struck), *_told(question, letter, route, facts))
    return renewal.asked_again(question, written_to(sent, question), "foreign", facts, now)


def _told(question: Question, letter: Letter, route: Route, facts: Facts) -> tuple[Effect, ...]:
    """Whoever was asked may have forwarded the letter themselves, and learns how others may answer for them."""
    if letter.proof.failed:
        return ()
    people = [(address, facts.people.by_address(address)) for address in sorted(written_to(route.letters, question))]
    return tuple(_told_one(address, person, question, letter, facts) for address, person in people)


def _told_one(address: str, person: Person | None, question: Question, letter: Letter, facts: Facts) -> Send:
    by = letter.sender.address
    may_name = person is not None and person.status in INSIDE and by not in question.asked
    context = {"title": renewal.title_of_question(question, facts), "by": by, "may_name": may_name}
    return Send("question/foreign", Mailbox(address, person.name if person else ""), context, question.about)
