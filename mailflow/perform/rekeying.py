"""A key leaked: every reply address given out dies, and what still waits to leave takes the new ones along (faults.md E11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailflow.decide import renewal
from mailflow.model import tokens
from mailflow.model.effects import Ask
from mailflow.model.facts import Facts
from mailflow.model.facts.questions import local_hash
from mailflow.model.records import SentLetter
from mailflow.perform.apply import Hands, perform
from mailflow.store import outbox
from mailflow.store.store import Transaction

LOST = "its reply address was lost with the key and now leads to the office; what it asks was asked again"


def rekey(mark: str, old: Hands | None, new: Hands, tx: Transaction) -> int:
    """Asks everything that is open again under the new key; returns how many questions that are. `mark` names the key.

    Without the old one nobody can open the letters that wait: those with a reply address are parked.
    """
    letters = outbox.of_ours(tx.connection)
    waiting = {letter.message_id: letter.has_left for letter in letters} if old else {}
    decision = renewal.all_asked_again(mark, waiting, Facts(new.forum, tx.records), tx.now)
    perform(decision, tx, new)
    asked = {effect.question.id for effect in decision.effects if isinstance(effect, Ask)}
    if old:
        return len(asked | _moved(letters, old, new, tx))
    for letter in letters:
        if (told := new.leaving.without_tokens(letter.raw, new.forum.addresses.office)) != letter.raw:
            outbox.rewrite(tx.connection, letter.mail, told)
            outbox.park(tx.connection, letter.mail, LOST)
    return len(asked)


def _moved(letters: Iterable[outbox.Waiting], old: Hands, new: Hands, tx: Transaction) -> set[str]:
    """Gives the letters that may still leave addresses under the new key; returns what they ask."""
    questions = set()
    for letter in letters:
        renamed = {}
        sent = tx.records.get(SentLetter, letter.message_id)
        if sent and sent.address_hash:
            fresh = tokens.token(new.key, "reply", sent.id)
            renamed = {_token_of(sent, old): fresh}
            tx.records.save(replace(sent, address_hash=local_hash(fresh)))
            questions.add(sent.question)
        outbox.rewrite(tx.connection, letter.mail, old.leaving.moved(letter.raw, new.leaving, renamed))
    return questions


def _token_of(sent: SentLetter, hands: Hands) -> str:
    """The token it was written with, whatever the key was then; before each letter had its own, it was that of the question."""
    known = (tokens.token(key, "reply", id) for key in hands.keys for id in (sent.id, sent.question))
    return next((token for token in known if local_hash(token) == sent.address_hash), "")
