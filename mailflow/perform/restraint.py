"""Nobody is flooded through us, and no machine that looks like a human talks with us for ever (faults.md C2, C5, F4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailflow.model.effects import Ask, Decision, Effect, Note, Send
from mailflow.store import outbox
from mailflow.store.store import Transaction

MOST = (1, 5, 50)
"""Letters of one kind to one address in a day: neither known nor proven, one of both, both."""
NOTICES = {
    "group/fed_up",
    "onboarding/inquiry",
    "onboarding/leaflet",
    "office/passed_on",
    "orders/confirm",
    "orders/denied",
    "orders/forged",
    "orders/unclear",
    "post/for_all",
    "post/held",
    "post/is_it_you",
    "post/only_to",
    "post/refused",
    "question/not_yours",
    "question/unknown",
    "question/unproven",
}
"""Letters that anything written to us can bring about, in somebody else's name or by a machine."""


def restrained(decision: Decision, tx: Transaction, *, known: bool, proven: bool) -> Decision:
    """The decision on a letter without the notices of which its supposed author has already had enough today."""
    most = MOST[known + proven]
    effects = [_restrained(effect, most, tx) for effect in decision.effects]
    return decision if effects == list(decision.effects) else replace(decision, effects=tuple(effects))


def _restrained(effect: Effect, most: int, tx: Transaction) -> Effect:
    letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
    day = tx.now - timedelta(days=1)
    for letter in letters:
        if letter.template in NOTICES and outbox.written(tx.connection, letter.to.address, letter.template, day) >= most:
            return Note(letter.about or tx.cause, f"{letter.template} not sent: enough of them today")
    return effect
