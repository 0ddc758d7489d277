"""What the proof of a letter is worth where it arrived: in whose name it was sent, to whom it was written, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.decide.route import Route
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Level

FRESH = timedelta(days=2)
"""How far the date of a letter may lie from now where only a signature vouches for it: who has an older one may have found it."""


def vouched_for(letter: Letter, route: Route, facts: Facts, now: datetime) -> Letter:
    """The letter with the doubts about its proof that only whoever got it can have; a proof without doubts stays as it is."""
    if doubt := _sent_for_another(letter, route, facts, now) or _carried_here(letter, route, facts, now):
        return replace(letter, proof=replace(letter.proof, level=Level.CLAIMED, why=doubt))
    return letter


def _sent_for_another(letter: Letter, route: Route, facts: Facts, now: datetime) -> str:
    """A letter that somebody else sent in the author's name proves nothing, unless the author named them (faults.md D7)."""
    if not letter.sent_by or (route.sender and facts.people.may_write_for(letter.sent_by, route.sender, facts.today(now))):
        return ""
    return f"sent by {letter.sent_by}, whom the author has not named"


def _carried_here(letter: Letter, route: Route, facts: Facts, now: datetime) -> str:
    """A signature tells who wrote, not who sent: it counts for the address and the days that stand under it (RFC 6376 section 8.6)."""
    signed = letter.proof.signed_fields
    if signed is None or letter.proof.level is not Level.ALIGNED:
        return ""
    named = [*(letter.to if "to" in signed else ()), *(letter.cc if "cc" in signed else ())]
    if not any(_leads_to(mailbox.address, route, facts) for mailbox in named):
        return f"{letter.proof.why}, but signed for another recipient"
    if letter.date is None or "date" not in signed or abs(now - letter.date) > FRESH:
        return f"{letter.proof.why}, but not signed in the last days"
    return ""


def _leads_to(address: str, route: Route, facts: Facts) -> bool:
    """Whether a letter to this address would have come where this one came."""
    group = facts.lists.at(address)
    if group or route.destination.place == "group":
        return group is not None and group.id == route.destination.detail
    return facts.forum.addresses.destination(address) == route.destination
