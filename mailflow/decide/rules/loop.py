"""A letter of this very list, or one that has passed too many hosts, comes back: it must not go round again."""

from datetime import datetime

from mailflow.decide.lists.holding import moderators
from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Group, Period

MOST_HOPS = 30
"""Received headers; Postfix gives up at 50."""


def returns(letter: Letter, group: Group) -> bool:
    """Whether this is a letter of the list that comes back to it, or one that goes round somewhere."""
    return group.address.replace("@", ".") in letter.list_id.lower() or letter.hops > MOST_HOPS


def looped(letter: Letter, group: Group, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Once a day those who look after a list hear that its letters come back to it (faults.md C1)."""
    told = f"loop:{group.id}:{facts.today(now)}"
    if not returns(letter, group) or facts.ran(told):
        return ()
    context = {"group": group.name, "title": letter.subject_base, "author": letter.sender.address}
    return (Save(Period(id=told, ran=now)), *(Send("office/loop", Mailbox(p.address, p.name), context) for p in moderators(group, facts)))


def verdict_on(posting: Posting) -> Verdict | None:
    letter = posting.letter
    if returns(letter, posting.group):
        return Verdict("discard", "loop")
    known = posting.facts.archive.post(letter.message_id)
    if known and known.group == posting.group.id:
        return Verdict("discard", "repeated")
    return None


def besides(posting: Posting, verdict: Verdict) -> tuple[Effect, ...]:
    return looped(posting.letter, posting.group, posting.facts, posting.now)


RULE = Rule("loop", verdict_on, of_letters=True, besides=besides)
