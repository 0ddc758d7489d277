"""Recommendations and offers: a group's draft, its vote, what all members get, and the next edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide.ahead import facts_after
from mailflow.decide.groupwork import voting
from mailflow.model.effects import Decision, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Paper, Person, Post, Vote

DAYS = timedelta(days=7)
"""How long a group votes where nobody names a day."""


def submitted(paper: Paper, post: Post, until: date, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The edition lies in the group's archive, and the group votes about it."""
    vote = Vote(
        id=facts.next_number("A", Vote, now),
        group=paper.group,
        question=paper.title,
        text=paper.text,
        starter=paper.author,
        opened=now,
        until=until,
        about=paper.id,
    )
    saved = (Save(paper), Save(post))
    return (*saved, *voting.opened(vote, facts_after(facts, saved), now))


def counted(vote: Vote, now: datetime, facts: Facts) -> Decision:
    """What the group's vote makes of a paper: published if nobody objects; with objections a Sprecher:in decides."""
    paper, result = facts.matters.paper(vote.about), voting.result(vote, facts)
    objections = next(line["count"] for line in result["lines"] if line["choice"] == "no")
    decision = voting.counted(vote, now, facts, objections)
    if paper is None or paper.state != "voted":
        return decision
    if result["outcome"] == "yes" and not objections:
        return replace(decision, effects=(*decision.effects, *published(paper, facts, now, waits=False)))
    state = "agreed" if result["outcome"] == "yes" else "rejected"
    context = shown(paper, facts) | {"state": state, "objections": objections}
    letters = (Send("paper/counted", Mailbox(p.address, p.name), context | {"name": p.name}, paper.id) for p in responsible(paper, facts))
    return replace(decision, effects=(*decision.effects, Save(replace(paper, state=state)), *letters))


def published(paper: Paper, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """All members get it and find it in the archive; one for some districts goes to their people, who fetch it by its number."""
    out = replace(paper, state="published", published=facts.today(now), standing=paper.edition)
    everyone = next(group for group in facts.lists.all() if group.kind == "everyone")
    post = facts.archive.post(paper.post)
    found = (Save(replace(post, group=everyone.id, at=now)),) if post and not paper.districts else ()
    context = shown(out, facts)
    letters = (
        Send("paper/published", Mailbox(p.address, p.name), context | {"name": p.name}, paper.id, waits=waits, language=p.language)
        for p in _addressed(out, facts)
    )
    return (Save(out), *found, *letters)


def withdrawn(paper: Paper, by: str, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Its vote ends; where it was published all members hear that it does not hold any more."""
    effects: list[Effect] = [Save(replace(paper, state="withdrawn"))]
    for vote in facts.matters.votes():
        if vote.about == paper.id:
            effects += voting.withdrawn(vote, by, facts, now)
    context = shown(paper, facts)
    effects += [
        Send("paper/withdrawn", Mailbox(p.address, p.name), context | {"name": p.name}, paper.id, waits=True, language=p.language)
        for p in (_addressed(paper, facts) if paper.published else ())
    ]
    return tuple(effects)


def that_stand(facts: Facts) -> list[Paper]:
    """What is published, newest first, each in the edition that everybody has while the group votes about the next or has refused it."""
    known = [p for state in ("published", "voted", "agreed", "rejected") for p in facts.matters.papers(state) if p.standing]
    return sorted((_as_published(p, facts) for p in known), key=lambda p: p.id, reverse=True)


def _as_published(paper: Paper, facts: Facts) -> Paper:
    post = facts.archive.post(paper.standing_post)
    return replace(paper, state="published", edition=paper.standing, title=post.subject if post else paper.title, post=paper.standing_post)


def may_know(paper: Paper, person: Person, facts: Facts) -> bool:
    """Whether somebody is told of a paper: its group, the office, and whom it is for once it stands."""
    on_list = person.status == "member" and facts.lists.membership(paper.group, person.id) is not None
    if person.status == "staff" or person.id == paper.author or on_list:
        return True
    return bool(paper.standing) and (not paper.districts or _is_for(paper, person))


def may_fetch(post: Post, person: Person, facts: Facts) -> bool:
    """Whether a post is the edition that stands of a paper for some districts, this person's among them."""
    paper = facts.matters.paper(post.id.strip("<").partition(".")[0].upper()) if post.is_paper else None
    return paper is not None and bool(paper.standing) and paper.standing_post == post.id and _is_for(paper, person)


def _is_for(paper: Paper, person: Person) -> bool:
    return person.status == "member" and person.seat in paper.districts


def _addressed(paper: Paper, facts: Facts) -> list[Person]:
    return [p for p in facts.people.members() if not paper.districts or _is_for(paper, p)]


def responsible(paper: Paper, facts: Facts) -> list[Person]:
    """Who brought it, and who speaks for its group."""
    group = facts.lists.get(paper.group)
    ids = dict.fromkeys((paper.author, *(group.speakers if group else ())))
    return [p for id in ids if (p := facts.people.get(id)) and p.status != "left"]


def shown(paper: Paper, facts: Facts) -> dict[str, Any]:
    group = facts.lists.get(paper.group)
    return {
        "number": paper.id,
        "kind": paper.kind,
        "title": paper.title,
        "edition": paper.edition,
        "text": paper.text,
        "files": list(paper.files),
        "districts": list(paper.districts),
        "group": group.name if group else paper.group,
        "published": paper.published,
    }
