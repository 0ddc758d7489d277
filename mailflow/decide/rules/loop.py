"""A letter of this very list, or one that has passed too many hosts, comes back: it must not go round again."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict
from mailflow.model.letter import Letter
from mailflow.model.records import Group

MOST_HOPS = 30
"""Received headers; Postfix gives up at 50."""


def returns(letter: Letter, group: Group) -> bool:
    """Whether this is a letter of the list that comes back to it, or one that goes round somewhere."""
    return group.address.replace("@", ".") in letter.list_id.lower() or letter.hops > MOST_HOPS


def verdict_on(posting: Posting) -> Verdict | None:
    letter = posting.letter
    if returns(letter, posting.group):
        return Verdict("discard", "loop")
    known = posting.facts.archive.post(letter.message_id)
    if known and known.group == posting.group.id:
        return Verdict("discard", "repeated")
    return None


RULE = Rule("loop", verdict_on)
