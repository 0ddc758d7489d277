"""Once a year: is it still right who sits for each Landkreis? Asked by letter; the office hears who answered and who did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mailflow.decide.asking import kinds, question
from mailflow.decide.seats import seat as seats
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
    is_time, is_over = (since <= today < since + LATEST for since in (begins, begins + TAKES))
    if is_time:
        keys = {f"{year}:{name}": name for name in _seats(facts)}
        yield from ((key, name) for key, name in keys.items() if not facts.ran(key))
    elif is_over and not facts.ran(year) and any(facts.ran(f"{year}:{name}") for name in _seats(facts)):
        yield year, ""


def asked(key: str, name: str, now: datetime, facts: Facts) -> Decision:
    """The main person is asked, and the function mailbox: whoever answers first answers for the seat."""
    seat = seats.named(name, facts)
    main = facts.people.get(seat.main)
    people = [Mailbox(main.address, main.name)] if main and not main.rests else []
    people += [Mailbox(seat.mailbox)] if seat.mailbox else []
    if not people:
        return Decision(Verdict("accept", "stocktaking"), (Save(Period(id=key, ran=now)),))
    addresses, year = tuple(to.address for to in people), str(facts.today(now).year)
    one = question("stocktaking", name, addresses, now, year, days=kinds()["stocktaking"].days)
    context, language = seats.shown(seat, facts) | {"until": one.expires}, main.language if main else ""
    letters = tuple(Send("seat/stocktaking", to, context | {"name": to.name}, name, language=language) for to in people)
    return Decision(Verdict("accept", "stocktaking"), (Save(Period(id=key, ran=now)), Ask(one, letters)))


def told(key: str, now: datetime, facts: Facts) -> Decision:
    """How many said that all is right, who put something right, who did not answer."""
    year = str(facts.today(now).year)
    reached = [seat for seat in _seats(facts) if facts.ran(f"stocktaking:{year}:{seat}")]
    found = {seat: facts.questions.get(f"stocktaking:{seat}:{year}") for seat in reached}
    answers = {seat: q.answer if q and q.state == "answered" else "" for seat, q in found.items()}
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
