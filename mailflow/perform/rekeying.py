"""A key leaked: every reply address given out dies, and what still waits to leave takes the new ones along (faults.md E11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mailflow.decide import renewal
from mailflow.model import tokens
from mailflow.model.effects import Ask, Decision
from mailflow.model.facts import Facts
from mailflow.model.records import Question, SentLetter
from mailflow.perform.apply import Hands, perform, token_of
from mailflow.store import outbox
from mailflow.store.store import Transaction

LOST = "its reply address was lost with the key and now leads to the office; what it asks was asked again"


def rekey(mark: str, old: Hands | None, new: Hands, tx: Transaction) -> int:
    """Asks everything that is open again under the new key; returns how many questions that are. `mark` names the key.

    Without the old one nobody can open the letters that wait: those with a reply address are parked.
    """
    letters = outbox.of_ours(tx.connection)
    waiting = _waiting(letters, tx) if old else {}
    decision = renewal.all_asked_again(mark, waiting, Facts(new.forum, tx.records), tx.now)
    renamed = _renamed(mark, decision, old, new, tx) if old else {}
    perform(decision, tx, new)
    for letter in letters:
        if old:
            outbox.rewrite(tx.connection, letter.mail, old.leaving.moved(letter.raw, new.leaving, renamed))
            _leads_to_fresh(mark, letter.message_id, tx)
        elif (told := new.leaving.without_tokens(letter.raw, new.forum.addresses.office)) != letter.raw:
            outbox.rewrite(tx.connection, letter.mail, told)
            outbox.park(tx.connection, letter.mail, LOST)
    return sum(isinstance(effect, Ask) for effect in decision.effects)


def _waiting(letters: Iterable[outbox.Waiting], tx: Transaction) -> Mapping[str, set[str]]:
    """Who has not yet got the letter that asks a question, by question; "" for letters that ask nothing."""
    waiting: dict[str, set[str]] = defaultdict(set)
    for letter in letters:
        sent = tx.records.get(SentLetter, letter.message_id)
        waiting[sent.question if sent else ""] |= set() if letter.has_left else {letter.recipient}
    return waiting


def _renamed(mark: str, decision: Decision, old: Hands, new: Hands, tx: Transaction) -> Mapping[str, str]:
    """The tokens of the questions that are asked again, old to new."""
    fresh = {effect.question.id for effect in decision.effects if isinstance(effect, Ask)}
    again = [(q, id) for q in Facts(new.forum, tx.records).questions.open() if (id := renewal.fresh_id(q.id, mark)) in fresh]
    return {token_of(question, old): tokens.token(new.key, "reply", id) for question, id in again}


def _leads_to_fresh(mark: str, message_id: str, tx: Transaction) -> None:
    """An answer that refers to the letter finds the question as it is asked now."""
    sent = tx.records.get(SentLetter, message_id)
    if sent and sent.question and tx.records.get(Question, id := renewal.fresh_id(sent.question, mark)):
        tx.records.save(replace(sent, question=id))
