"""A working group that might come of something: whoever is asked and says so first proposes it; it stands or ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.lists.roster import SUPPORTERS, slug_of
from mailflow.model.effects import Ask, Decision, Remove, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Order
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Group, Person


def offered(name: str, about: str, people: Sequence[Person], template: str, context: Mapping[str, Any], now: datetime) -> Ask:
    """Asks all of these people one question together, whose yes proposes the group of this name."""
    order = Order("found_group", {"name": name}, f"AG GRÜNDEN: {name}")
    addresses = tuple(p.address for p in people)
    asked = question("found_offer", about, addresses, now, "group", days=kinds()["found_offer"].days, orders=(order,))
    letters = (Send(template, Mailbox(p.address, p.name), {**context, "name": p.name, "group": f"AG {name}"}, about) for p in people)
    return Ask(asked, tuple(letters))


def is_new(name: str, facts: Facts) -> bool:
    """Whether a group of this name can be founded and is not there yet."""
    return bool(slug := slug_of(name)) and facts.lists.get(slug) is None


def lapsing(facts: Facts, now: datetime) -> Iterator[Group]:
    """Proposed groups about which nobody is asked any more."""
    for group in facts.lists.proposed():
        if group.founded and _asked_until(group.founded) <= now:
            yield group


def lapsed(group: Group, facts: Facts) -> Decision:
    """Too few districts wanted it: nothing stays of it, so that it can be proposed again; who wanted it and the office hear so."""
    roster = facts.lists.roster(group.id)
    wanted = [p for m in roster if (p := facts.people.get(m.person))]
    context = _shown(group, facts)
    people = {p.id: p for p in [*wanted, *facts.people.staff()] if p.status != "left"}
    letters = (
        Send("group/not_founded", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, language=p.language)
        for p in people.values()
    )
    return Decision(Verdict("accept", "not_founded"), (*map(Remove, roster), Remove(group), *letters))


def answered(letter: Letter, group: Group, sender: Person | None, facts: Facts) -> Decision:
    """What a letter to a group that is only proposed comes to: nobody gets it, its writer hears how the proposal stands."""
    inside = sender is not None and sender.status != "left"
    until = _asked_until(group.founded) if group.founded else None
    context = _shown(group, facts) | {"title": letter.subject_base, "inside": inside, "until": until}
    return Decision(Verdict("refuse", "not_founded"), (Send("group/not_yet", letter.sender, context, group.id, letter.message_id),))


def _asked_until(proposed: datetime) -> datetime:
    return proposed + timedelta(days=kinds()["support"].days)


def _shown(group: Group, facts: Facts) -> dict[str, Any]:
    people = (facts.people.get(m.person) for m in facts.lists.roster(group.id))
    districts = sorted({p.seat or p.name for p in people if p})
    return {"group": group.name, "districts": districts, "needed": SUPPORTERS, "help": facts.forum.addresses.of("commands")}
