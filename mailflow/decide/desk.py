"""The desk of the office and of Sprecher:innen: what waits for a decision, as one numbered list that can be answered in one reply."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.lists import holding
from mailflow.decide.rules import RULES
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.records import Person, Question

DECISIONS = ("approve", "reject", "ask", "defer", "release", "trust", "discard")
"""What may be said about a numbered matter."""
FOR_HOLDS = {"approve": "release", "reject": "discard"}
"""What "aufnehmen" and "ablehnen" mean where the number stands for a held post."""


def meant(order: Order, case: str, facts: Facts) -> Order:
    """The order of a numbered line, as one about the matter behind the number."""
    intent = FOR_HOLDS.get(order.intent, order.intent) if facts.matters.hold(case) else order.intent
    return Order(intent, {**order.args, "case": case}, order.words)


def open_matters(facts: Facts, person: Person) -> list[dict[str, Any]]:
    """What waits for this person: applications for the office, then the held posts of lists they look after, oldest first, numbered."""
    applications = open_applications(facts) if person.status == "staff" else []
    return numbered([*applications, *waiting_posts(facts, person)])


def open_applications(facts: Facts) -> list[dict[str, Any]]:
    """Those that wait for somebody: who only asked waits for nobody."""
    return [
        {
            "case": a.id,
            "what": "application",
            "title": a.title,
            "state": a.state,
            "since": a.opened,
            "until": a.deferred_until,
            "round": a.round,
        }
        for a in facts.matters.applications()
        if a.state != "asked"
    ]


def waiting_posts(facts: Facts, person: Person) -> list[dict[str, Any]]:
    """The held posts that this person may decide about."""
    return [
        {
            "case": h.id,
            "what": "hold",
            "title": h.title,
            "state": h.group,
            "since": h.at,
            "until": None,
            "round": None,
            "author": h.sender_name or h.sender,
            "group": group.name if (group := facts.lists.get(h.group)) else h.group,
            "waits_for_author": h.rule in RULES and facts.questions.open_about(h.id, RULES[h.rule].asks) is not None,
        }
        for h in facts.matters.holds()
        if holding.decides(person, h, facts)
    ]


def numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item | {"number": number} for number, item in enumerate(items, 1)]


def open_tasks(facts: Facts) -> list[dict[str, Any]]:
    """People of whom the office still has to say whether somebody follows them; answered under the letter about them."""
    asked = [(q, facts.people.get(q.about)) for q in facts.questions.open("succession")]
    return [{"who": person.name, "seat": person.seat, "since": q.opened} for q, person in asked if person]


def asked(items: list[dict[str, Any]], address: str, now: datetime, cause: str, about: str = "desk") -> Question:
    """The question behind the list: its numbers stay bound to these matters, whatever comes in later."""
    details = {"cases": {str(item["number"]): item["case"] for item in items}}
    return question("desk", about, (address,), now, cause, days=kinds()["desk"].days, details=details)
