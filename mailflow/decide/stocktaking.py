"""Once a year: is it still right who sits for each Landkreis? Asked by letter; the office hears who answered and who did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mailflow.decide import seats
from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Period

BEGINS, TAKES = (1, 15), timedelta(days=42)
"""Month and day, and how long seats have to answer."""
LATEST = timedelta(days=14)
"""A forum that sleeps, or begins, later in the year waits for the next one."""


def owed(facts: Facts, now: datetime) -> Iterator[tuple[str, str]]:
    """(key, seat) of each seat to be asked; a seat "" is the letter to the office once their time is over."""
    today = facts.today(now)
    year, begins = f"stocktaking:{today.year}", date(today.year, *BEGINS)
    if begins <= today < begins + LATEST:
        keys = {f"{year}:{seat}": seat for seat in _seats(facts)}
        yield from ((key, seat) for key, seat in keys.items() if not facts.ran(key))
    elif begins + TAKES <= today < begins + TAKES + LATEST and not facts.ran(year) and any(facts.ran(f"{year}:{s}") for s in _seats(facts)):
        yield year, ""


def asked(key: str, seat: str, now: datetime, facts: Facts) -> Decision:
    """The main person is asked, and the function mailbox: whoever answers first answers for the seat."""
    shown, main = seats.shown(seats.named(seat, facts), facts), facts.people.get(seats.named(seat, facts).main)
    addresses = tuple(a for a in (main.address if main else "", shown["mailbox"]) if a)
    one = question("stocktaking", seat, addresses, now, str(facts.today(now).year), days=kinds()["stocktaking"].days)
    language = main.language if main else ""
    name = main.name if main else ""
    letters = (
        Send("seat/stocktaking", Mailbox(a, name), shown | {"name": name, "until": one.expires}, seat, language=language) for a in addresses
    )
    return Decision(Verdict("accept", "stocktaking"), (Save(Period(id=key, ran=now)), Ask(one, tuple(letters))))


def told(key: str, now: datetime, facts: Facts) -> Decision:
    """How many said that all is right, who put something right, who did not answer."""
    year = str(facts.today(now).year)
    found = {seat: facts.questions.get(f"stocktaking:{seat}:{year}") for seat in _seats(facts)}
    answers = {seat: q.answer if q.state == "answered" else "" for seat, q in found.items() if q}
    context = {
        "year": year,
        "right": sum(answer == "yes" for answer in answers.values()),
        "changed": [seat for seat, answer in answers.items() if answer == "changed"],
        "silent": [seat for seat, answer in answers.items() if not answer],
    }
    letters = (Send("office/stocktaking", Mailbox(p.address, p.name), context | {"name": p.name}, key) for p in facts.people.staff())
    return Decision(Verdict("accept", "stocktaking"), (Save(Period(id=key, ran=now)), *letters))


def _seats(facts: Facts) -> list[str]:
    return sorted({person.seat for person in facts.people.members() if person.seat})
