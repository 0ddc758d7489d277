"""Examples of practice: a form by letter; what is filled in is kept, the rest asked for, and the whole goes to all members."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailflow.decide.asking import Answer, closed, kinds, question
from mailflow.decide.command import Call
from mailflow.decide.groupwork.contributing import contributed, objection
from mailflow.decide.lists.headings import HEADINGS
from mailflow.model.effects import Ask, Decision, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.records import Group, Person, Question


def form(call: Call, title: str) -> Question:
    """The empty form; its question keeps what is answered."""
    texts = call.facts.forum.example_questions_in(call.sender.language if call.sender else "")
    details = {"title": title, "fields": [[text, ""] for text in texts]}
    return question(
        "example", call.letter.id, (call.letter.sender.address,), call.now, "form", days=kinds()["example"].days, details=details
    )


def fields(asked: Question) -> tuple[tuple[str, str], ...]:
    """(question, answer) of the form in its order, answers "" until given."""
    return tuple((text, answer) for text, answer in asked.details.get("fields", ()))


def shown(asked: Question, _: Facts) -> dict[str, Any]:
    """The form as letters show it."""
    found = [{"question": text, "answer": answer} for text, answer in fields(asked)]
    return {"title": asked.details.get("title", ""), "fields": found, "missing": [one["question"] for one in found if not one["answer"]]}


def answered(answer: Answer) -> Decision:
    """Keeps what was filled in and asks for the rest; the whole form goes to all members."""
    asked, letter, facts, person = answer.question, answer.letter, answer.facts, answer.sender
    said = [new or old for new, (_, old) in zip(answer.reading.form, fields(asked), strict=False)] or [old for _, old in fields(asked)]
    everyone = next(group for group in facts.lists.all() if group.kind == "everyone")
    subject = _subject(asked, person, facts)
    if person and (verdict := objection(person, everyone, subject, "\n\n".join(said), letter, facts, answer.now)):
        return _refused(verdict, subject, everyone, answer)
    new = [[text, answered] for (text, _), answered in zip(fields(asked), said, strict=True)]
    kept = replace(asked, details={**asked.details, "fields": new})
    context = shown(kept, facts) | {"name": person.name if person else ""}
    if person is None or not all(said):
        missing = Send("example/missing", letter.sender, context, asked.about, letter.message_id)
        is_more = kept != asked
        return Decision(Verdict("accept" if is_more else "ask_back", "example"), (Ask(kept, (missing,)),))
    text = "\n\n".join(f"{text}\n{answered}" for text, answered in new)
    posted = contributed(person, everyone, subject, text, letter, 1, facts, answer.now)
    noted = Send("example/published", letter.sender, context | {"subject": subject, "group": everyone.name}, asked.about, letter.message_id)
    return Decision(Verdict("accept", "example"), (closed(kept, "whole", letter.sender.address, answer.now), *posted, noted))


def _subject(asked: Question, author: Person | None, facts: Facts) -> str:
    german, english = HEADINGS["example"]
    heading = english if ((author and author.language) or facts.forum.language) == "en" else german
    return f"{heading.capitalize()}: {asked.details.get('title') or (author and (author.seat or author.name)) or ''}"


def _refused(verdict: Verdict, title: str, group: Group, answer: Answer) -> Decision:
    """Nothing of these words is kept; the form can be filled in without what a rule of the list found."""
    context = {"reason": verdict.reason, "title": title, "group": group.name, "office": answer.facts.forum.addresses.of("office")}
    told = Send("post/refused", answer.letter.sender, context | dict(verdict.details), answer.question.about, answer.letter.message_id)
    return Decision(Verdict("refuse", verdict.reason), (Ask(answer.question, (told,)),))
