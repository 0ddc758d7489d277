"""Effects into one transaction: records, journal and outbox rows, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from mailflow.model import tokens
from mailflow.model.effects import (
    Ask,
    Contribute,
    Decision,
    Delivered,
    Distribute,
    Effect,
    Forward,
    Note,
    Remove,
    Save,
    Send,
    Undo,
)
from mailflow.model.facts import local_hash
from mailflow.model.forum import Forum
from mailflow.model.records import Group, Membership, Person, PersonAddress, Question, Record, SentLetter
from mailflow.perform import compose
from mailflow.perform.templates import Templates
from mailflow.store import inbox, outbox
from mailflow.store.store import Transaction

ANSWER, ORDINARY, BULK = 1, 5, 8
"""Outbox priorities: somebody waits for an answer; a letter; a letter to everybody."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What performing needs besides the transaction."""

    forum: Forum
    templates: Templates
    key: bytes


def perform(decision: Decision, tx: Transaction, hands: Hands, proof: str = "") -> None:
    """Does everything the decision wants, in this transaction. `proof` tells the journal how sure we were of the sender."""
    tx.undoable_until = decision.undoable_until
    tx.note(tx.cause, "note", f"{decision.verdict.action}: {decision.verdict.reason}" + (f"; sender {proof}" if proof else ""))
    for effect in decision.effects:
        _do(effect, tx, hands)


def _do(effect: Effect, tx: Transaction, hands: Hands) -> None:
    match effect:
        case Save(record):
            tx.save(record)
            _withdraw_from(record, tx)
        case Remove(record):
            tx.remove(record)
            if isinstance(record, Membership):
                _withdraw(record.person, tx, record.group)
        case Send():
            _send(effect, tx, hands, None)
        case Ask(question, letters):
            _ask(question, letters, tx, hands)
        case Forward():
            _forward(effect, tx, hands)
        case Distribute():
            _distribute(effect, tx, hands)
        case Contribute():
            _contribute(effect, tx, hands)
        case Note(about, text):
            tx.note(about, "note", text)
        case Undo(letter):
            tx.undo(letter)
        case Delivered(delivery, state, status):
            outbox.report(tx.connection, int(delivery), "failed" if state == "bounced" else "delivered", status, tx.now)
        case _:
            assert_never(effect)


def _withdraw_from(record: Record, tx: Transaction) -> None:
    """Who leaves, or loses a list, does not get what is still waiting for them (faults.md F6)."""
    if isinstance(record, Person) and record.status not in {"member", "guest", "staff"}:
        _withdraw(record.id, tx)


def _withdraw(person: str, tx: Transaction, group: str = "") -> None:
    addresses = [a.id for a in tx.records.all(PersonAddress, person=person)]
    stored = tx.records.get(Person, person)
    outbox.withdraw(tx.connection, [*addresses, *([stored.address] if stored else [])], tx.now, group)


def _ask(question: Question, letters: Iterable[Send], tx: Transaction, hands: Hands) -> None:
    token = tokens.token(hands.key, "reply", question.id)
    tx.save(replace(question, address_hash=question.address_hash or local_hash(token)))
    for send in letters:
        _send(send, tx, hands, question)


def _send(send: Send, tx: Transaction, hands: Hands, question: Question | None) -> None:
    forum = hands.forum
    message_id = compose.message_id(hands.key, forum, tx.cause, send, question)
    reply_to = forum.addresses.of("reply", tokens.token(hands.key, "reply", question.id)) if question else ""
    raw = compose.own_letter(send, hands.templates, forum, message_id=message_id, reply_to=reply_to, now=tx.now)
    _save_sent(message_id, send.to.address, question.id if question else "", send.about, tx)
    priority = ANSWER if send.in_reply_to else ORDINARY
    _put(raw, send.to.address, tx, message_id=message_id, kind=send.template, about=send.about, waits=send.waits, priority=priority)


def _forward(effect: Forward, tx: Transaction, hands: Hands) -> None:
    raw = inbox.raw(tx.connection, effect.letter) or b""
    message_id = compose.derived_id(hands.key, hands.forum, f"forward|{effect.letter}|{effect.to.address}")
    copy = compose.forwarded(raw, hands.forum, effect.to, message_id, tx.now)
    _put(copy, effect.to.address, tx, message_id=message_id, kind="forward", about=effect.letter, waits=False, priority=ORDINARY)


def _distribute(effect: Distribute, tx: Transaction, hands: Hands) -> None:
    group = tx.records.get(Group, effect.group)
    raw = inbox.raw(tx.connection, effect.letter)
    if group is None or raw is None:
        raise LookupError(f"letter {effect.letter} or list {effect.group} is gone")
    _put_post(raw, group, effect.recipients, tx, hands, waits=effect.waits)


def _contribute(effect: Contribute, tx: Transaction, hands: Hands) -> None:
    group = tx.records.get(Group, effect.group)
    if group is None:
        raise LookupError(f"list {effect.group} is gone")
    raw = compose.contribution(effect, group, tx.now)
    _put_post(raw, group, effect.recipients, tx, hands, waits=False)


def _put_post(raw: bytes, group: Group, recipients: Iterable[str], tx: Transaction, hands: Hands, *, waits: bool) -> None:
    copy, message_id, personal = compose.list_letter(raw, group, hands.forum)
    count = outbox.put(
        tx.connection,
        copy,
        recipients,
        message_id=message_id,
        kind="post",
        about=group.id,
        cause=tx.cause,
        now=tx.now,
        due=tx.undoable_until if waits else None,
        priority=BULK,
        personal=personal,
        confidential=hands.forum.kinds[group.kind].level == "confidential",
    )
    tx.note(group.id, "distribute", f"to {count}")


def _put(raw: bytes, to: str, tx: Transaction, *, message_id: str, kind: str, about: str, waits: bool, priority: int) -> None:
    due = tx.undoable_until if waits else None
    count = outbox.put(
        tx.connection, raw, [to], message_id=message_id, kind=kind, about=about, cause=tx.cause, now=tx.now, due=due, priority=priority
    )
    tx.note(about or tx.cause, "send", f"{kind} to {count}")


def _save_sent(message_id: str, to: str, question: str, about: str, tx: Transaction) -> None:
    if tx.records.get(SentLetter, message_id) is None:
        tx.records.save(SentLetter(id=message_id, to=to, question=question, about=about, sent=tx.now))
