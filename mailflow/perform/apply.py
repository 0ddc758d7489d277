"""Effects into one transaction: records, journal and outbox rows, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from mailflow.decide.asking import answerable_until
from mailflow.model import tokens
from mailflow.model.effects import (
    Ask,
    Box,
    Contribute,
    Decision,
    Delivered,
    Distribute,
    Effect,
    EmptyBallots,
    Erase,
    Forward,
    Note,
    Purge,
    Remove,
    Save,
    Send,
    Supersede,
    Undo,
)
from mailflow.model.facts.people import People
from mailflow.model.facts.questions import local_hash
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.forum import Forum
from mailflow.model.letter import Attachment
from mailflow.model.records import Group, Question, SentLetter
from mailflow.model.seal import Seal
from mailflow.perform import boxes, compose, editions, leavers, parts
from mailflow.perform.templates import Templates
from mailflow.store import erasing, inbox, outbox, secrecy
from mailflow.store.retention import purge
from mailflow.store.store import Transaction

ANSWER, ORDINARY, BULK = 1, 5, 8
"""Outbox priorities: somebody waits for an answer; a letter; a letter to everybody."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What performing needs besides the transaction."""

    forum: Forum
    templates: Templates
    keys: tuple[bytes, ...]
    """Newest first: new secrets come from the first, the others keep older ones alive."""
    leaving: Seal
    """Closes the reply addresses of letters that wait in the outbox."""
    prints: Fingerprints
    """By which the erased are known again."""

    @property
    def key(self) -> bytes:
        return self.keys[0]


def perform(decision: Decision, tx: Transaction, hands: Hands, proof: str = "") -> None:
    """Does everything the decision wants, in this transaction. `proof` tells the journal how sure we were of the sender."""
    tx.undoable_until = decision.undoable_until
    if proof:
        tx.note(tx.cause, "proof", proof)
    tx.note(tx.cause, "note", f"{decision.verdict.action}: {decision.verdict.reason}")
    for effect in decision.effects:
        _do(effect, tx, hands)


def _do(effect: Effect, tx: Transaction, hands: Hands) -> None:
    match effect:
        case Save(record):
            leavers.save(record, tx)
        case Remove(record):
            leavers.remove(record, tx)
        case Send():
            _send(effect, tx, hands)
        case Box():
            for send in boxes.letters(effect, hands.forum, tx):
                _send(send, tx, hands)
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
        case Supersede(about):
            if kept := outbox.supersede(tx.connection, about, tx.cause, tx.now):
                tx.note(about, "note", f"superseded: {kept} letters not sent")
        case Delivered(delivery, state, status):
            outbox.report(tx.connection, int(delivery), "failed" if state == "bounced" else "delivered", status, tx.now)
        case Erase(theirs, with_posts):
            erasing.erase(theirs, tx, hands.prints, with_posts=with_posts)
        case EmptyBallots(vote):
            secrecy.empty_ballots(vote, tx)
        case Purge(retention, told):
            counts = purge(tx, retention, hands.prints)
            for send in told if any(counts.values()) else ():
                _send(replace(send, context={**send.context, "counts": counts}), tx, hands)
        case _:
            assert_never(effect)


def _ask(question: Question, letters: Iterable[Send], tx: Transaction, hands: Hands) -> None:
    # One that is put once more as it stands may be put to several in one decision.
    if tx.records.get(Question, question.id) != question:
        tx.save(question)
    for send in letters:
        _send(send, tx, hands, question)


def _send(send: Send, tx: Transaction, hands: Hands, question: Question | None = None) -> None:
    forum = hands.forum
    if not send.language and (reader := People(tx.records).by_address(send.to.address)):
        send = replace(send, language=reader.language)
    message_id = compose.message_id(hands.key, forum, tx.cause, send, question)
    edition = editions.bound(send.edition, forum, hands.templates, tx) if send.edition else None
    if send.files_of:
        send = replace(send, files=(*send.files, *parts.files_of(inbox.raw(tx.connection, send.files_of) or b"")))
    sent, reply_to = SentLetter(id=message_id, to=send.to.address, about=send.about, sent=tx.now), ""
    if question:
        token = tokens.token(hands.key, "reply", message_id)
        reply_to = forum.addresses.of("reply", token)
        until = answerable_until(question, tx.now)
        sent = replace(sent, question=question.id, address_hash=local_hash(token), answerable_until=until)
    raw = compose.own_letter(send, hands.templates, forum, message_id=message_id, reply_to=reply_to, now=tx.now, edition=edition)
    tx.records.keep(sent)
    priority = ANSWER if send.in_reply_to else ORDINARY
    raw = hands.leaving.closed(raw)
    out = compose.ways_out(edition.group, forum) if edition else ""
    row = {"message_id": message_id, "kind": send.template, "about": send.about}
    _put(raw, send.to.address, tx, **row, waits=send.waits, priority=priority, personal=out)


def _forward(effect: Forward, tx: Transaction, hands: Hands) -> None:
    raw = inbox.raw(tx.connection, effect.letter) or b""
    # What somebody asks for again is another letter; of the cause's own letter the office gets one copy.
    what = "|".join(dict.fromkeys(("forward", effect.letter, tx.cause, effect.to.address)))
    message_id = compose.derived_id(hands.key, hands.forum, what)
    copy = compose.forwarded(raw, hands.forum, effect.to, message_id, tx.now)
    _put(copy, effect.to.address, tx, message_id=message_id, kind="forward", about=effect.letter, waits=False, priority=ORDINARY)


def _distribute(effect: Distribute, tx: Transaction, hands: Hands) -> None:
    raw = inbox.raw(tx.connection, effect.letter)
    if raw is None:
        raise LookupError(f"letter {effect.letter} is gone")
    _put_post(raw, effect, tx, hands, waits=effect.waits, left_out=effect.left_out, level=effect.level)


def _contribute(effect: Contribute, tx: Transaction, hands: Hands) -> None:
    raw = compose.contribution(effect, _list(effect.group, tx), tx.now)
    _put_post(raw, effect, tx, hands)


def _put_post(
    raw: bytes,
    effect: Distribute | Contribute,
    tx: Transaction,
    hands: Hands,
    *,
    waits: bool = False,
    left_out: Sequence[Attachment] = (),
    level: str = "",
) -> None:
    group, forum = _list(effect.group, tx), hands.forum
    confidential = "confidential" in (forum.kinds[group.kind].level, level)
    behind = compose.at_list_server(group, forum) if not confidential else ""
    copies = {forum.language: [behind]} if behind else effect.readers.by_language(forum.language)
    count = 0
    for language, recipients in copies.items():
        body = compose.for_readers(raw, group, level, effect.readers, left_out, forum, hands.templates, language)
        copy, message_id, personal = compose.list_letter(
            body, group, forum, effect.over, effect.vouched, effect.subject, is_changed=body is not raw
        )
        count += outbox.put(
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
            personal=compose.way_out_for_all(group, forum) if behind else personal,
            confidential=confidential,
        )
    tx.note(group.id, "distribute", f"to {count}")


def _list(slug: str, tx: Transaction) -> Group:
    group = tx.records.get(Group, slug)
    if group is None:
        raise LookupError(f"list {slug} is gone")
    return group


def _put(
    raw: bytes, to: str, tx: Transaction, *, message_id: str, kind: str, about: str, waits: bool, priority: int, personal: str = ""
) -> None:
    due = tx.undoable_until if waits else None
    count = outbox.put(
        tx.connection,
        raw,
        [to],
        message_id=message_id,
        kind=kind,
        about=about,
        cause=tx.cause,
        now=tx.now,
        due=due,
        priority=priority,
        personal=personal,
    )
    tx.note(about or tx.cause, "send", f"{kind} to {count}")
