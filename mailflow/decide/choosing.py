"""Asking back: what was understood, and numbers or words to choose from. Nothing is changed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailflow.decide.asking import Answer, kinds, question
from mailflow.model.effects import Ask, Decision, Send, Verdict
from mailflow.model.intent import Order


def asked(answer: Answer, options: tuple[Order, ...]) -> Decision:
    """The office's words were not clear as a whole: the same matter again, with numbers."""
    letter, about = answer.letter, answer.question.about
    options = tuple(completed(option, answer) for option in options)
    context = {
        "case": about,
        "title": title_of(answer),
        "said": letter.new_text,
        "why": [why for _, why in answer.reading.orders.unclear],
        "options": [order.intent for order in options],
        "mentor": next((_mentor(order, answer) for order in options if order.args.get("mentor")), ""),
        "until": next((date.fromisoformat(order.args["until"]) for order in options if order.args.get("until")), None),
        "reason": next((order.args["reason"] for order in options if order.args.get("reason")), ""),
        "subject": letter.subject_base,
    }
    fresh = question("choose", about, answer.question.asked, answer.now, letter.id, days=kinds()["choose"].days, orders=options)
    send = Send("question/choose", letter.sender, context, about, letter.message_id)
    return Decision(Verdict("ask_back", "unclear"), (Ask(fresh, (send,)),), {"outcome": "ask_back"})


def completed(order: Order, answer: Answer) -> Order:
    """The mentor, the day or the reason named beside unclear words, or beside a number, belongs to what the number chooses."""
    return replace(order, args={**order.args, **answer.reading.beside.get(order.intent, {})})


def _mentor(order: Order, answer: Answer) -> str:
    """As the forum knows them, else as they were named."""
    named = answer.facts.people.named(order.args["mentor"], order.args["mentor_place"])
    return named[0].name if len(named) == 1 else str(order.args["mentor"])


def title_of(answer: Answer) -> str:
    """What people call the matter the question is about; "" for one without a title."""
    about, matters = answer.question.about, answer.facts.matters
    found = matters.application(about) or matters.hold(about)
    return found.title if found else ""


def unclear(answer: Answer, words: tuple[str, ...]) -> Decision:
    """The question stays open and is put again in one sentence, with the words that answer it (named as in the letter's template)."""
    context = {"said": answer.letter.new_text, "words": list(words), "subject": answer.letter.subject_base}
    send = Send("question/unclear", answer.letter.sender, context, answer.question.about, answer.letter.message_id)
    return Decision(Verdict("ask_back", "unclear"), (Ask(answer.question, (send,)),), {"outcome": "ask_back"})
