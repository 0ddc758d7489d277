"""Tasks: somebody of a group is asked to do something until a day, reminded alone, and whoever gave it hears what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, closed, question
from mailflow.decide.seats import seat as seats
from mailflow.model.address import normal
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person, Question, Task

AFTER = timedelta(days=7)
"""How long after its day a task still waits for a word, before who gave it hears that none came."""
REMINDED = (AFTER + timedelta(days=2), AFTER - timedelta(days=1))
"""How long before the question's end: two days before the task's day, and the day after."""


def meant(said: str, facts: Facts) -> Person | None:
    """The one member somebody means, by address, name or district: for a district, its main person."""
    if person := facts.people.by_address(normal(said)):
        return person if person.status == "member" else None
    named = [p for p in facts.people.named(said) if p.status == "member"]
    if len(named) == 1:
        return named[0]
    found = {p.seat for p in facts.people.members() if said and said.casefold() in p.seat.casefold()}
    return facts.people.get(seats.named(found.pop(), facts).main) if len(found) == 1 else None


def shared_group(giver: Person, person: Person, named: tuple[str, ...], facts: Facts) -> str:
    """The group or room that both are in, the one that is named if one is; the office gives tasks in any. "" if there is none."""
    mine, theirs = ({m.group for m in facts.lists.of_person(p.id)} for p in (giver, person))
    working = [g.id for g in facts.lists.all() if g.kind in {"workgroup", "room"}]
    fitting = [id for id in working if id in theirs and (id in mine or giver.status == "staff")]
    return next((id for id in fitting if not named or id in named), "")


def given(task: Task, facts: Facts, now: datetime, cause: str, *, waits: bool) -> tuple[Effect, ...]:
    """The task, and the question to whoever is to do it."""
    person = facts.people.get(task.who)
    if person is None:
        return (Save(task),)
    days = max((task.until - facts.today(now)).days, 0) + AFTER.days
    asked = question("task", task.id, (person.address,), now, cause, days=days)
    letter = Send("task/asked", Mailbox(person.address, person.name), shown(task, facts) | {"name": person.name}, task.id, waits=waits)
    return (Save(task), Ask(asked, (letter,)))


def answered(answer: Answer) -> Decision:
    """Taken on, declined or done; until it is done or declined the question stays open."""
    facts, said, letter = answer.facts, answer.reading.said, answer.letter
    task = facts.matters.task(answer.question.about)
    if task is None or said is None:
        return choosing.unclear(answer, ("yes", "no", "done"))
    changed = replace(task, state={"yes": "accepted", "no": "declined", "done": "done"}[said])
    context = shown(changed, facts) | {"said": said, "words": letter.new_text}
    noted = Send("task/noted", letter.sender, context | {"name": answer.sender.name if answer.sender else ""}, task.id, letter.message_id)
    giver = facts.people.get(task.giver)
    tells = giver is not None and giver.id != task.who
    told = (Send("task/told", Mailbox(giver.address, giver.name), context | {"name": giver.name}, task.id),) if giver and tells else ()
    if said == "yes":
        return Decision(Verdict("accept", "task"), (Save(changed), Ask(answer.question, (noted,)), *told))
    settled = closed(answer.question, said, letter.sender.address, answer.now)
    return Decision(Verdict("accept", "task"), (Save(changed), settled, noted, *told))


def silent(asked: Question, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """A week after its day nobody has said that it is done: who gave it hears so, and the list keeps it."""
    task = facts.matters.task(asked.about)
    giver = facts.people.get(task.giver) if task else None
    if task is None or giver is None:
        return ()
    return (Send("task/silent", Mailbox(giver.address, giver.name), shown(task, facts) | {"name": giver.name}, task.id),)


def handed_on(leaver: Person, successor: Person, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What the leaver had still to do, the successor is asked to do."""
    effects: list[Effect] = []
    for task in facts.matters.open_tasks():
        if task.who == leaver.id:
            if asked := facts.questions.open_about(task.id, "task"):
                effects.append(closed(asked, "handed on", leaver.address, now))
            effects += given(replace(task, who=successor.id, state="given"), facts, now, f"{leaver.id}:{successor.id}", waits=False)
    return tuple(effects)


def shown(task: Task, facts: Facts) -> dict[str, Any]:
    person, giver, group = facts.people.get(task.who), facts.people.get(task.giver), facts.lists.get(task.group)
    return {
        "number": task.id,
        "title": task.what,
        "who": person.name if person else "",
        "seat": person.seat if person else "",
        "giver": giver.name if giver else "",
        "group": group.name if group else task.group,
        "until": task.until,
        "state": task.state,
    }


def of_groups(groups: set[str], facts: Facts) -> list[dict[str, Any]]:
    """The open tasks of these lists, the most urgent first."""
    return [shown(task, facts) for task in sorted(facts.matters.open_tasks(), key=lambda t: (t.until, t.id)) if task.group in groups]
