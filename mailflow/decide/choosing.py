"""Asking back: what was understood, and numbers or words to choose from. Nothing is changed meanwhile."""

from __future__ import annotations

from mailflow.decide.asking import Answer, kinds, question
from mailflow.model.effects import Ask, Decision, Send, Verdict
from mailflow.model.intent import Order


def asked(answer: Answer, options: tuple[Order, ...]) -> Decision:
    """The office's words were not clear as a whole: the same matter again, with numbers."""
    letter, about = answer.letter, answer.question.about
    application, hold = answer.facts.matters.application(about), answer.facts.matters.hold(about)
    context = {
        "case": about,
        "title": application.title if application else hold.title if hold else "",
        "said": letter.new_text,
        "why": [why for _, why in answer.reading.orders.unclear],
        "options": [order.intent for order in options],
        "subject": letter.subject_base,
    }
    fresh = question("choose", about, answer.question.asked, answer.now, letter.id, days=kinds()["choose"].days, orders=options)
    send = Send("question/choose", letter.sender, context, about, letter.message_id)
    return Decision(Verdict("ask_back", "unclear"), (Ask(fresh, (send,)),), {"outcome": "ask_back"})


def unclear(answer: Answer, words: tuple[str, ...]) -> Decision:
    """The question stays open and is put again in one sentence, with the words that answer it."""
    context = {"said": answer.letter.new_text, "words": list(words), "subject": answer.letter.subject_base}
    send = Send("question/unclear", answer.letter.sender, context, answer.question.about, answer.letter.message_id)
    return Decision(Verdict("ask_back", "unclear"), (Ask(answer.question, (send,)),), {"outcome": "ask_back"})
