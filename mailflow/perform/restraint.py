"""Nobody is flooded through us, and no machine that looks like a human talks with us for ever (faults.md C2, C5, F4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from mailflow.model.effects import Ask, Decision, Effect, Note, Send
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.letter import Letter
from mailflow.store import inbox, outbox
from mailflow.store.store import Transaction
from mailflow.understand.wording import words_of_letter

MOST = (1, 5, 50)
"""Letters to one address in a day: neither known nor proven, in all; one of both, both, of one kind."""
MOST_ALIKE = 2
"""Letters of one author in a day that say the same and hear an acknowledgement: machines repeat themselves, but for numbers."""
FEWEST_WORDS = 4
"""A shorter letter may be written often: "ja", "bitte freigeben"."""
ACKNOWLEDGEMENTS = {
    "office/passed_on",
    "onboarding/inquiry",
    "orders/denied",
    "orders/guess",
    "orders/unclear",
    "post/refused",
    "question/choose",
    "question/not_yours",
    "question/unclear",
    "question/unknown",
}
"""Notices that only tell that a letter came or was not understood."""
ABOUT_APPLICATIONS = {
    "onboarding/incomplete",
    "onboarding/interest",
    "onboarding/registration",
    "onboarding/with_office",
}
"""Each takes the place of the one before: where it is not sent, an answer to that one still finds what is asked now."""
WANTED = {"orders/done"}
"""What orders bring that anybody may give: a stranger may want more than one a day."""
NOTICES = (
    ABOUT_APPLICATIONS
    | ACKNOWLEDGEMENTS
    | WANTED
    | {
        "group/fed_up",
        "onboarding/joined",
        "onboarding/leaflet",
        "orders/confirm",
        "orders/forged",
        "post/for_all",
        "post/held",
        "post/is_it_you",
        "post/only_to",
        "question/unproven",
    }
)
"""Letters that anything written to us can bring about, in somebody else's name or by a machine."""


def words_told(letter: Letter, prints: Fingerprints) -> str:
    """A fingerprint of who wrote and what, numbers apart; "" for a letter of a word or two."""
    words = re.sub(r"\d+", "", words_of_letter(letter.new_text))
    return (
        prints.keyed(hashlib.sha256(f"{letter.sender.address}\n{words}".encode()).hexdigest()) if len(words.split()) >= FEWEST_WORDS else ""
    )


def restrained(decision: Decision, said: str, tx: Transaction, *, known: bool, proven: bool) -> Decision:
    """The decision on a letter without the notices of which its supposed author has already had enough today.

    `said` is the letter's fingerprint by `words_told`.
    """
    # Whoever is known and proven, or whose orders changed something, hears of it, however much they ordered.
    notices = NOTICES if len(decision.effects) == 1 and not (known and proven) else NOTICES - WANTED
    effects = tuple(left for effect in decision.effects for left in _restrained(effect, notices, known + proven, said, tx))
    return decision if effects == decision.effects else replace(decision, effects=effects)


def _restrained(effect: Effect, notices: Set[str], vouched: int, said: str, tx: Transaction) -> tuple[Effect, ...]:
    letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
    enough = next((one for one in letters if one.template in notices and _is_enough(one, vouched, said, tx)), None)
    if enough is None:
        return (effect,)
    note = Note(enough.about or tx.cause, f"{enough.template} not sent: enough of them today")
    if isinstance(effect, Ask) and enough.template in ABOUT_APPLICATIONS:
        return (replace(effect, letters=()), note)
    return (note,)


def _is_enough(notice: Send, vouched: int, said: str, tx: Transaction) -> bool:
    day = tx.now - timedelta(days=1)
    if notice.template in ACKNOWLEDGEMENTS and inbox.said(tx.connection, said, day) >= MOST_ALIKE:
        return True
    # Whose address anybody may have filled in, wherever one can, gets one letter a day for all of that; their own are not counted.
    kinds = {notice.template} if vouched else NOTICES
    return outbox.written(tx.connection, notice.to.address, kinds, day, proven=vouched > 0) >= MOST[vouched]
