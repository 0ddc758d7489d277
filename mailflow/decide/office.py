"""Letters with commands: who may, how sure we must be, run them, and one answer that says what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from textwrap import shorten
from typing import Any

from mailflow.decide import forgery
from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.commands import COMMANDS
from mailflow.decide.lists import handover, roster
from mailflow.model.effects import Ask, Decision, Distribute, Effect, Forward, Note, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Order, Orders
from mailflow.model.letter import Letter, Level, Mailbox, Proof
from mailflow.model.records import Group, Person, Question

LONGEST_SUBJECT = 90
"""Characters of an order that can head the letter about it."""


def ordered(letter: Letter, orders: Orders, sender: Person | None, proof: Proof, facts: Facts, now: datetime) -> Decision:
    """Runs what may be run, asks back where it is unclear, has confirmed what the proof does not carry and could be done."""
    calls = [Call(order, sender, letter, facts, now) for order in orders.orders]
    if denied := [c for c in calls if not _may(c)]:
        return _denied(letter, denied)
    if not calls:
        return asked_back(letter, orders)
    if proof.failed and not all(Level.ALIGNED.reaches(risk_of(c).needs) for c in calls):
        return forged(letter, sender)
    left_out = orders.unclear + orders.unknown
    if _unproven(calls, proof) and any(done.ok for done in _run(calls)):
        return _confirmation(calls, letter, left_out, facts, now)
    return _carried_out(calls, letter, left_out, facts, now)


def answered(
    orders: Sequence[Order], letter: Letter, sender: Person | None, facts: Facts, now: datetime, unclear: tuple[tuple[str, str], ...] = ()
) -> Decision:
    """Runs orders that answer an open question; what needs more than an answer is confirmed first."""
    return ordered(letter, Orders(tuple(orders), unclear), sender, proof_of_answer(letter.proof), facts, now)


def confirmed(
    orders: Sequence[Order], letter: Letter, sender: Person | None, facts: Facts, now: datetime, unclear: tuple[tuple[str, str], ...] = ()
) -> Decision:
    """Runs orders whose sender has confirmed just these; what changes others' rights waits for a second member of staff."""
    calls = [Call(order, sender, letter, facts, now) for order in orders]
    if denied := [c for c in calls if not _may(c)]:
        return _denied(letter, denied)
    if seconds := _seconds(calls, facts):
        return _second_asked(calls, seconds, letter, facts, now)
    return _carried_out(calls, letter, unclear, facts, now, subject=named(orders))


def confirmation(orders: Sequence[Order], letter: Letter, sender: Person | None, facts: Facts, now: datetime) -> Decision:
    """Asks once whether all of this is meant, where one word orders it."""
    calls = [Call(order, sender, letter, facts, now) for order in orders]
    denied = [c for c in calls if not _may(c)]
    return _denied(letter, denied) if denied else _confirmation(calls, letter, (), facts, now)


def seconded(orders: Sequence[Order], letter: Letter, first: Person, facts: Facts, now: datetime) -> Decision:
    """Runs what one member of staff confirmed and a second one agreed to, in the name of the first."""
    calls = [Call(order, first, letter, facts, now) for order in orders]
    if denied := [c for c in calls if not _may(c)]:
        return _denied(letter, denied)
    return _carried_out(calls, letter, (), facts, now, subject=named(orders))


def forged(letter: Letter, sender: Person | None) -> Decision:
    """The sender's own domain disowns the letter: no question is opened, the address it names hears of it (faults.md section 3)."""
    note = Note(letter.id, f"not carried out: {letter.proof.told}")
    return Decision(Verdict("refuse", "forged"), (note, *forgery.told(letter, sender)), {"outcome": "deny"})


def asked_back(letter: Letter, orders: Orders) -> Decision:
    """Nothing was clear enough to run: say what was read and what can be answered."""
    context = {"subject": letter.subject_base, "unclear": [{"line": line, "why": why} for line, why in orders.unclear]}
    send = Send("orders/unclear", letter.sender, context, in_reply_to=letter.message_id)
    return Decision(Verdict("ask_back", "unclear"), (send,), {"outcome": "ask_back"})


def commands_for(sender: Person | None, facts: Facts) -> list[Command]:
    """What this person may be told about in the help letter: what they may do."""
    rank = {None: 0, "left": 0, "guest": 1, "member": 2, "staff": 4}[sender.status if sender else None]
    if rank in {1, 2} and sender and handover.spoken_for(sender, facts):
        rank = 3
    needed = {Who.ANYONE: 0, Who.INSIDE: 1, Who.FELLOW: 2, Who.MODERATOR: 3, Who.DECIDER: 3, Who.STAFF: 4}
    return sorted((c for c in COMMANDS.values() if needed[c.who] <= rank), key=lambda c: c.usage)


def _may(call: Call) -> bool:
    who = COMMANDS[call.order.intent].who
    inside = call.sender is not None and call.sender.status in {"staff", "member", "guest"}
    about_another = call.order.args.get("address", call.letter.sender.address) != call.letter.sender.address
    if about_another and not call.is_staff and call.order.intent in {"subscribe", "unsubscribe"}:
        own = call.facts.people.addresses(call.sender) if call.sender else ()
        return call.order.args["address"] in own or _admits(call)
    match who:
        case Who.ANYONE:
            return True
        case Who.INSIDE:
            return inside
        case Who.STAFF:
            return call.is_staff
        case Who.FELLOW:
            return call.is_staff or (inside and _is_theirs(call, _has_member))
        case Who.MODERATOR:
            return call.is_staff or (inside and _is_theirs(call, _has_speaker))
        case Who.DECIDER:
            return call.is_staff or (inside and call.sender is not None and bool(handover.spoken_for(call.sender, call.facts)))


def _admits(call: Call) -> bool:
    """Whether it puts somebody on a list about which its sender decides who is on it (R49)."""
    group = call.facts.lists.get(str(call.order.args.get("group", "")))
    return call.order.intent == "subscribe" and group is not None and call.sender in roster.deciders(group, call.facts)


def _has_speaker(group: Group, person: Person, _: Facts) -> bool:
    return person.id in group.speakers


def _has_member(group: Group, person: Person, facts: Facts) -> bool:
    on_it = group.kind in {"workgroup", "room"} and person.status == "member" and facts.lists.membership(group.id, person.id) is not None
    return on_it or person.id in group.speakers


def _is_theirs(call: Call, has: Callable[[Group, Person, Facts], bool]) -> bool:
    """Whether every group that the order is about has its sender in this way, or the meeting is their own."""
    assert call.sender is not None  # asked only of people inside
    case = str(call.order.args.get("case", ""))
    hold, meeting = call.facts.matters.hold(case), call.facts.matters.meeting(case)
    own = meeting is not None and meeting.organiser in call.facts.people.addresses(call.sender)
    # A matter that does not exist costs the same look as one of somebody else's (faults.md F5).
    named = [call.order.args["group"]] if call.order.args.get("group") else call.order.args.get("groups", () if meeting else ("",))
    if has is _has_speaker and not case and not call.order.args.get("group"):
        named = [group.id for group in handover.spoken_for(call.sender, call.facts)]
    groups = [hold.group] if hold else named
    theirs = [g is not None and has(g, call.sender, call.facts) for g in map(call.facts.lists.get, groups)]
    return (own if meeting else bool(theirs)) and all(theirs)


def _unproven(calls: Sequence[Call], proof: Proof) -> bool:
    return any(proof.failed or not _carries(proof, call) for call in calls if risk_of(call) is not Risk.GENERAL)


def _carries(proof: Proof, call: Call) -> bool:
    risk = risk_of(call)
    # What is taken back does not stand in the letter: whoever sends one on would choose the moment, and so the decision.
    says_all = proof.own_words and risk is Risk.OWN and call.order.intent != "undo"
    return proof.level.reaches(risk.needs) or says_all


def risk_of(call: Call) -> Risk:
    """The command's risk, or that of deciding over somebody else's membership where the order names another person."""
    risk, named = COMMANDS[call.order.intent].risk, str(call.order.args.get("address", ""))
    if call.order.intent == "step_down" and "?" in call.order.words and not handover.named_to_follow(call.order.words):
        return Risk.FINAL  # whether it can be done was asked, perhaps no more
    if call.order.intent == "successor" and not named:
        return Risk.OWN  # it comes to a question and hands nothing on
    if call.order.intent in {"successor", "seat", "delegate"} and call.is_staff:
        return Risk.RIGHTS
    if risk is Risk.RIGHTS and not call.is_staff:
        return Risk.MANY  # Sprecher:innen order it for their own group only; they confirm it
    own = call.facts.people.addresses(call.sender) if call.sender else ()
    if named in {"", call.letter.sender.address, *own} or call.order.intent not in {"subscribe", "unsubscribe"}:
        return risk
    # Whom Sprecher:innen would put on their list says so themselves first; no colleague needs to agree besides.
    return Risk.RIGHTS if call.is_staff else Risk.OTHERS


def _seconds(calls: Sequence[Call], facts: Facts) -> list[Person]:
    """The other members of staff, where these orders need one of them too; none in a forum with one member of staff."""
    first = calls[0].sender
    if not facts.forum.second_person or first is None or not any(risk_of(c) is Risk.RIGHTS for c in calls):
        return []
    return [p for p in facts.people.staff() if p.id != first.id]


def _second_asked(calls: Sequence[Call], seconds: Sequence[Person], letter: Letter, facts: Facts, now: datetime) -> Decision:
    first = calls[0].sender
    assert first is not None  # _seconds found others besides them
    orders = tuple(c.order for c in calls)
    addresses = tuple(p.address for p in seconds)
    details = {"first": first.id}
    asked = question("second", letter.id, addresses, now, letter.id, days=kinds()["second"].days, orders=orders, details=details)
    context = {"first": first.name, "orders": _told_orders(calls), "names": [p.name for p in seconds], "subject": named(orders)}
    letters = tuple(Send("office/second", Mailbox(p.address, p.name), context | {"name": p.name}, letter.id) for p in seconds)
    told = Send("office/second_asked", Mailbox(first.address, first.name), context, letter.id, letter.message_id)
    return Decision(Verdict("ask_back", "second_person"), (Ask(asked, letters), told), {"outcome": "act"})


def _told_orders(calls: Sequence[Call]) -> list[dict[str, Any]]:
    return [{"intent": c.order.intent, "words": c.order.words, "matter": _matter(c), **_read_as(c), **_shown(c)} for c in calls]


def _matter(call: Call) -> str:
    """What is called by a number, as people call it; only for who decides about it."""
    case, matters = str(call.order.args.get("case", "")), call.facts.matters
    found = matters.application(case) or matters.hold(case)
    return found.title if found and COMMANDS[call.order.intent].who in {Who.STAFF, Who.MODERATOR} else ""


def _read_as(call: Call) -> dict[str, Any]:
    """What own words were taken for: who confirms them has to see it."""
    command = COMMANDS[call.order.intent]
    own_words = bool(call.order.words) and not call.order.words.upper().startswith(command.words)
    return {"own_words": own_words, **_told(command)}


def _confirmation(calls: Sequence[Call], letter: Letter, unclear: tuple[tuple[str, str], ...], facts: Facts, now: datetime) -> Decision:
    """Asks the stored address, never the one that wrote: a forger gets nothing (faults.md section 3)."""
    sender = calls[0].sender
    to = Mailbox(sender.address, sender.name) if sender else letter.sender
    orders = tuple(replace(c.order, args=dict(c.order.args)) for c in calls)
    details = {"unclear": [list(line) for line in unclear]}
    asked = question("confirm", letter.id, (to.address,), now, letter.id, days=kinds()["confirm"].days, orders=orders, details=details)
    context = {"name": to.name, "orders": _told_orders(calls), "subject": letter.subject_base, "until": asked.expires}
    send = Send("orders/confirm", to, context, letter.id, letter.message_id)
    return Decision(Verdict("ask_back", "confirm"), (Ask(asked, (send,)),), {"outcome": "act", "done": [d.ok for d in _run(calls)]})


def _shown(call: Call) -> dict[str, Any]:
    shown = COMMANDS[call.order.intent].shown
    return {"details": shown(call) if shown else dict(call.order.args)}


def _denied(letter: Letter, denied: Sequence[Call]) -> Decision:
    """A neutral answer that tells nothing about members or matters."""
    sender, reader = denied[0].sender, denied[0].facts.people.by_address(letter.sender.address)
    context = {
        "subject": letter.subject_base,
        "name": reader.name if reader else letter.sender.name,
        "orders": named([c.order for c in denied]),
        "who": _who_may(denied[0]),
        "stranger": sender is None and not _is_of_ours(letter, denied[0]),
    }
    sends: list[Effect] = [Send("orders/denied", letter.sender, context, in_reply_to=letter.message_id)]
    return Decision(Verdict("refuse", "not_allowed"), tuple(sends), {"outcome": "deny"})


def _is_of_ours(letter: Letter, call: Call) -> bool:
    """Whether the letter truly comes from a function mailbox or a deputy: they may write and answer for somebody, and order nothing."""
    facts = call.facts
    return letter.proof.level.reaches(Level.ALIGNED) and bool(facts.people.represented_by(letter.sender.address, facts.today(call.now)))


def _who_may(call: Call) -> Who:
    """Who may do what this sender may not."""
    who = COMMANDS[call.order.intent].who
    return {"subscribe": Who.MODERATOR, "unsubscribe": Who.STAFF}.get(call.order.intent, who) if who is Who.INSIDE and call.sender else who


def named(orders: Sequence[Order]) -> str:
    """The orders in the words they were given in: a plain yes that confirms them has a subject that says nothing."""
    return shorten(", ".join(order.words for order in orders), LONGEST_SUBJECT, placeholder=" …", break_on_hyphens=False)


def _carried_out(
    calls: Sequence[Call], letter: Letter, unclear: tuple[tuple[str, str], ...], facts: Facts, now: datetime, subject: str = ""
) -> Decision:
    done = _run(calls)
    until = now + facts.forum.undo if facts.forum.undo and any(d.undoable for d in done) else None
    sender = calls[0].sender
    to = Mailbox(sender.address, sender.name) if sender else letter.sender
    effects = tuple(e for d in done if d.ok for e in d.effects)
    effects = tuple(held_back(e, to) for e in effects) if until else effects
    context = {
        "name": to.name,
        "subject": subject or letter.subject_base,
        "parts": [{"part": d.part, "ok": d.ok, "words": c.order.words, **d.context} for c, d in zip(calls, done, strict=True)],
        "unclear": [{"line": line, "why": why} for line, why in unclear],
        "undo_until": until,
        "others_wait": until is not None and has_waiting(effects),
        "commands": [_told(c) for c in commands_for(sender, facts)] if any(d.part == "help" for d in done) else [],
    }
    receipt = Send("orders/done", to, context, in_reply_to=letter.message_id)
    asks = undo_question(to, until, letter, now) if until else next((d.asks for d in done if d.asks), None)
    answer = Ask(asks, (receipt,)) if asks else receipt
    any_done = any(d.ok for d in done)
    verdict = Verdict("accept", "done") if any_done else Verdict("ask_back", done[0].part)
    return Decision(verdict, (*effects, answer), {"outcome": "act" if any_done else "ask_back", "done": [d.ok for d in done]}, until)


def _run(calls: Sequence[Call]) -> list[Done]:
    """Runs orders one after another, each on the forum as the earlier ones leave it."""
    done: list[Done] = []
    effects: list[Effect] = []
    for call in calls:
        facts = facts_after(call.facts, effects)
        sender = facts.people.get(call.sender.id) if call.sender else None
        done.append(COMMANDS[call.order.intent].run(replace(call, facts=facts, sender=sender)))
        effects += done[-1].effects if done[-1].ok else ()
    return done


def has_waiting(effects: Sequence[Effect]) -> bool:
    """Whether a letter to somebody else waits for the end of the undo window."""
    return any(isinstance(e, Ask | Distribute) or (isinstance(e, Send) and e.waits) for e in effects)


def held_back(effect: Effect, sender: Mailbox) -> Effect:
    """What the decision makes others read waits until it cannot be taken back any more."""
    match effect:
        case Send() if effect.to.address != sender.address:
            return replace(effect, waits=True)
        case Ask(asked, letters) if asked.kind != "undo":
            return replace(effect, letters=tuple(replace(one, waits=True) for one in letters))
        case Distribute():
            return replace(effect, waits=True)
    return effect


def undo_question(to: Mailbox, until: datetime, letter: Letter, now: datetime) -> Question:
    """What the answer letter asks while the decision can be taken back: RÜCKGÄNGIG answers it."""
    return replace(question("undo", letter.id, (to.address,), now, letter.id, days=1), expires=until)


def _told(command: Command) -> dict[str, str]:
    return {"usage": command.usage, "usage_en": command.usage_en, "help": command.help, "help_en": command.help_en}


def locked(letter: Letter, facts: Facts) -> Decision:
    """An encrypted or portal letter: the office gets it as it came, its author hears how to write so that we can read it."""
    forwards = tuple(Forward(letter.id, Mailbox(p.address, p.name)) for p in facts.people.staff() if p.address != letter.sender.address)
    context = {"subject": letter.subject_base, "in_a_portal": "portal_mail" in letter.defects}
    told = (
        ()
        if letter.automatic or not letter.sender.address
        else (Send("office/locked", letter.sender, context, in_reply_to=letter.message_id),)
    )
    return Decision(Verdict("accept", "locked"), (*forwards, *told), {"outcome": "none"})


def to_humans(letter: Letter, facts: Facts, kept: tuple[Effect, ...] = ()) -> Decision:
    """A letter to the people of the office: they get it as it came, the sender hears that it arrived.

    The reason tells apart whose sender a human has to judge: a stranger's, or a name that is not proven, where nothing else is kept.
    """
    forwards = tuple(Forward(letter.id, Mailbox(p.address, p.name)) for p in facts.people.staff() if p.address != letter.sender.address)
    receipt = Send("office/passed_on", letter.sender, {"subject": letter.subject_base}, in_reply_to=letter.message_id)
    sender = facts.people.by_address(letter.sender.address)
    trusted = kept or (sender is not None and sender.status != "left" and not letter.proof.failed)
    reason = "for_the_office" if trusted else "for_the_office_to_judge"
    return Decision(Verdict("accept", reason), (*kept, *forwards, receipt), {"outcome": "none"})


def proof_of_answer(proof: Proof) -> Proof:
    """What an answer to an open question proves, given what the letter itself proves."""
    if proof.failed:
        return proof
    vouched = f", {proof.why}" if proof.level is Level.ALIGNED else ""
    return replace(proof, level=Level.ANSWERED, why=f"answered the open question{vouched}")
