"""Leaving a list by what stands in one copy of a post: the address to write to, and the click that a mail program offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.decide import office
from mailflow.decide.asking import kinds, question
from mailflow.decide.lists.bouncing import Delivery
from mailflow.model.effects import Ask, Decision, Note, Remove, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter, Level, Mailbox
from mailflow.model.records import Group, Person

REGRET = timedelta(days=14)
"""How long a click can be taken back: nothing proves that its reader made it, and they may hear of it late."""


def written(letter: Letter, sender: Person | None, delivery: Delivery | None, facts: Facts, now: datetime) -> Decision:
    """A letter to the address: proof enough if the reader of that copy writes, nothing if it was forwarded."""
    reader = facts.people.by_address(delivery.recipient) if delivery else None
    own = reader is not None and sender is not None and reader.id == sender.id
    proof = office.proof_of_answer(letter.proof) if own and not letter.proof.failed else letter.proof
    order = Order("unsubscribe", {"group": delivery.about if delivery else "", "address": letter.sender.address})
    return office.ordered(replace(letter, proof=proof), Orders((order,)), sender, proof, facts, now)


def fed_up(letter: Letter, sender: Person, group: Group, facts: Facts, now: datetime) -> Decision:
    """Off a list that nobody leaves: what would help is asked, and no posts come until then, if it is truly they who write."""
    quiet = letter.proof.level.reaches(Level.ALIGNED) and not letter.proof.failed
    after = "weekly" if sender.delivery in {"single", "daily"} else sender.delivery
    details = {"after": after} if quiet else {}
    asked = question("fed_up", sender.id, (sender.address,), now, letter.id, days=kinds()["fed_up"].days, details=details)
    context = {"name": sender.name, "group": group.name, "quiet": quiet, "until": asked.expires, "after": after}
    send = Send("group/fed_up", Mailbox(sender.address, sender.name), context, sender.id, letter.message_id)
    muted = (Save(replace(sender, delivery="off")),) if quiet else ()
    return Decision(Verdict("ask_back", "fed_up"), (*muted, Ask(asked, (send,))))


def clicked(letter: Letter, reader: Person | None, delivery: Delivery | None, facts: Facts, now: datetime) -> Decision:
    """One-click unsubscribe (RFC 8058): it takes the reader of that copy off, tells them so, and can be taken back by a reply."""
    group = facts.lists.get(delivery.about) if delivery else None
    membership = facts.lists.membership(group.id, reader.id) if group and reader else None
    if reader is None or group is None or membership is None or facts.lists.kind(group).leave == "nobody":
        return Decision(Verdict("discard", "not_on"), (Note(letter.id, "the reader of this copy is not on the list"),))
    until, to = now + REGRET, Mailbox(reader.address, reader.name)
    context = {"name": reader.name, "group": group.name, "until": until}
    told = Send("group/left_by_click", to, context, letter.id, language=reader.language)
    regret = office.undo_question(to, until, letter, now)
    return Decision(Verdict("accept", "unsubscribed"), (Remove(membership), Ask(regret, (told,))), undoable_until=until)
