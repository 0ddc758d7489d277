"""Every answer that settles a question can be taken back by plain reply, like an order, and what others read of it waits until then."""

from __future__ import annotations

from dataclasses import replace

from mailflow.decide import office
from mailflow.decide.asking import Answer, kinds
from mailflow.model.effects import Ask, Decision, Effect, Forward, Save, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Question


def decided(answer: Answer) -> Decision:
    """What the answer does. One that leaves its question open is changed by the next one; one that settles it opens the undo window."""
    kind = kinds()[answer.question.kind]
    decision = kind.answered(answer)
    window = answer.facts.forum.undo
    if kind.final or not window or not _settles(decision, answer.question):
        return decision
    until = decision.undoable_until or answer.now + window
    to = answer.letter.sender
    effects = tuple(office.held_back(effect, to) for effect in decision.effects)
    if decision.undoable_until is None:
        effects = _with_way_back(effects, answer)
    return replace(decision, effects=effects, undoable_until=until)


def _settles(decision: Decision, question: Question) -> bool:
    """What was handed on as it came has left the house: an answer that does so offers no way back."""
    handed_on = any(isinstance(effect, Forward) for effect in decision.effects)
    saved = (effect.record for effect in decision.effects if isinstance(effect, Save))
    return not handed_on and any(isinstance(record, Question) and record.id == question.id and record.answered for record in saved)


def _with_way_back(effects: tuple[Effect, ...], answer: Answer) -> tuple[Effect, ...]:
    """The receipt asks whether it shall be taken back; where the decision writes none, there is one that says just that."""
    letter, until = answer.letter, answer.now + answer.facts.forum.undo
    receipt = next((e for e in effects if isinstance(e, Send) and e.to.address == letter.sender.address), None)
    if receipt is None:
        name = answer.sender.name if answer.sender else letter.sender.name
        to = Mailbox(letter.sender.address, name)
        receipt = Send("question/noted", to, {"name": name}, answer.question.about, letter.message_id)
        effects = (*effects, receipt)
    context = {**receipt.context, "undo_until": until, "others_wait": office.has_waiting(effects)}
    asked = Ask(office.undo_question(letter.sender, until, letter, answer.now), (replace(receipt, context=context),))
    return tuple(asked if effect is receipt else effect for effect in effects)
