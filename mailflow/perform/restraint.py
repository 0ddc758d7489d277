"""Nobody is flooded through us: who may not have written a letter gets few answers to it a day (faults.md C2, C5, F4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailflow.model.effects import Ask, Decision, Effect, Note, Send
from mailflow.store import outbox
from mailflow.store.store import Transaction

TO_STRANGERS, TO_KNOWN = 1, 5
"""Letters of one kind to one address in a day, as answers to letters that nothing vouches for."""
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
"""Letters that anybody can bring about by writing in somebody else's name."""


def restrained(decision: Decision, tx: Transaction, *, known: bool) -> Decision:
    """The decision on an unproven letter without the notices that its supposed author has already had today."""
    most = TO_KNOWN if known else TO_STRANGERS
    effects = [_restrained(effect, most, tx) for effect in decision.effects]
    return decision if effects == list(decision.effects) else replace(decision, effects=tuple(effects))


def _restrained(effect: Effect, most: int, tx: Transaction) -> Effect:
    letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
    day = tx.now - timedelta(days=1)
    for letter in letters:
        if letter.template in NOTICES and outbox.written(tx.connection, letter.to.address, letter.template, day) >= most:
            return Note(letter.about or tx.cause, f"{letter.template} not sent: enough of them today")
    return effect
