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
    proof = letter.proof
    if doubt := _sent_for_another(letter, route, facts, now) or _not_of_these_days(letter, now):
        return replace(letter, proof=replace(proof, level=Level.CLAIMED, why=doubt))
    if doubt := _written_to_others(letter, route, facts):
        own_words = _says_all_by_itself(letter, route, facts)
        return replace(letter, proof=replace(proof, level=Level.CLAIMED, why=doubt, own_words=own_words))
    return replace(letter, proof=replace(proof, why=f"{proof.why}, sent for them by {letter.sent_by}")) if letter.sent_by else letter


def _sent_for_another(letter: Letter, route: Route, facts: Facts, now: datetime) -> str:
    """A letter that somebody else sent in the author's name proves nothing, unless the author named them (faults.md D7)."""
    if not letter.sent_by or (route.sender and facts.people.may_write_for(letter.sent_by, route.sender, facts.today(now))):
        return ""
    return f"sent by {letter.sent_by}, whom the author has not named"


def _not_of_these_days(letter: Letter, now: datetime) -> str:
    """A signature tells who wrote, not who sent (RFC 6376 section 8.6): it counts for the days and the subject that stand under it."""
    signed = _alone_vouching(letter)
    if signed is None:
        return ""
    if letter.date is None or "date" not in signed or abs(now - letter.date) > FRESH:
        return f"{letter.proof.why}, but not signed in the last days"
    return "" if "subject" in signed else f"{letter.proof.why}, but the subject is not signed"


def _written_to_others(letter: Letter, route: Route, facts: Facts) -> str:
    """It counts for the addresses under it, so that nobody can send it on to us."""
    signed = _alone_vouching(letter)
    if signed is None:
        return ""
    named = [*(letter.to if "to" in signed else ()), *(letter.cc if "cc" in signed else ())]
    if any(_leads_to(mailbox.address, route, facts) for mailbox in named):
        return ""
    return f"{letter.proof.why}, but signed for another recipient" if named else f"{letter.proof.why}, but for no recipient"


def _says_all_by_itself(letter: Letter, route: Route, facts: Facts) -> bool:
    """Whether nothing speaks against its having been sent to us, and neither the address nor a reference adds to its words."""
    named = any(_leads_to(mailbox.address, route, facts) for mailbox in (*letter.to, *letter.cc))
    unsigned = not {"to", "cc"} & (_alone_vouching(letter) or frozenset())
    return named and unsigned and not letter.proof.spf_told and route.question is None and route.destination.place in {"commands", "office"}


def _alone_vouching(letter: Letter) -> frozenset[str] | None:
    """The fields under the signature where nothing else vouches for the sender."""
    return letter.proof.signed_fields if letter.proof.level is Level.ALIGNED else None


def _leads_to(address: str, route: Route, facts: Facts) -> bool:
    """Whether a letter to this address would have come where this one came."""
    group = facts.lists.at(address)
    if group or route.destination.place == "group":
        return group is not None and group.id == route.destination.detail
    return facts.forum.addresses.destination(address) == route.destination
