"""Held posts that wait for those who decide: one letter a day names all of them, where some brought no letter or wait for days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide import desk
from mailflow.decide.lists import digest, holding
from mailflow.model.effects import Ask, Decision, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Hold, Period, Person, Question

REMINDED_AFTER = timedelta(days=3)


def owed(facts: Facts, morning: datetime) -> list[tuple[Question, Hold]]:
    """The posts of which a letter has to tell this morning, each with the question about it."""
    asked = [(q, hold) for q in facts.questions.open("moderation") if (hold := facts.matters.hold(q.about))]
    return [(q, hold) for q, hold in asked if _is_untold(q, facts, morning) or _is_overdue(q, facts, morning)]


def _is_untold(question: Question, facts: Facts, morning: datetime) -> bool:
    return question.opened < morning and question.reminded is None and not facts.questions.reached(question.id)


def _is_overdue(question: Question, facts: Facts, morning: datetime) -> bool:
    due = facts.today(question.opened) + REMINDED_AFTER
    return due <= facts.today(morning) and (question.reminded is None or facts.today(question.reminded) < due)


def told(key: str, morning: datetime, now: datetime, facts: Facts) -> Decision:
    """One letter to each who decides; whoever waits for one post only is reminded of the letter they had."""
    found, letters, desks = owed(facts, morning), defaultdict[str, list[Send]](list), list[Ask]()
    for person in _deciders((hold for _, hold in found), facts):
        posts = [post for post in desk.waiting_posts(facts, person) if not post["waits_for_author"]]
        about = next((q for q, hold in found if [hold.id] == [p["case"] for p in posts] and q.reminded is None), None)
        if about and person.address in facts.questions.reached(about.id):
            letters[about.id].append(_reminder(about, person, facts))
        elif posts:
            desks.append(_list(desk.numbered(posts), person, key, now, facts))
    reminded = [Ask(replace(q, reminded=now), tuple(letters[q.id])) for q, _ in found]
    return Decision(Verdict("accept", "waiting"), (Save(Period(id=key, ran=now)), *reminded, *desks))


def _deciders(holds: Iterable[Hold], facts: Facts) -> list[Person]:
    people = [p for hold in holds for p in holding.deciders(hold, facts)]
    return [p for p in {p.id: p for p in people}.values() if not p.rests]


def _reminder(question: Question, person: Person, facts: Facts) -> Send:
    context = digest.title_of(question.about, facts) | holding.named(question.about, facts) | {"name": person.name}
    return Send("reminder/moderation", Mailbox(person.address, person.name), context, question.about)


def _list(posts: list[dict[str, Any]], person: Person, key: str, now: datetime, facts: Facts) -> Ask:
    shown = [post | {"words": digest.first_words(hold.text)} for post in posts if (hold := facts.matters.hold(post["case"]))]
    about = f"{key}:{person.id}"
    letter = Send("office/waiting", Mailbox(person.address, person.name), {"name": person.name, "items": shown}, about)
    return Ask(desk.asked(posts, person.address, now, key, about), (letter,))
