"""A letter of this very list, or one that has passed too many hosts, comes back: it must not go round again."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

MOST_HOPS = 30
"""Received headers; Postfix gives up at 50."""


def verdict_on(posting: Posting) -> Verdict | None:
    letter = posting.letter
    if posting.group.address.partition("@")[0] in letter.list_id or letter.hops > MOST_HOPS:
        return Verdict("discard", "loop")
    known = posting.facts.archive.post(letter.message_id)
    if known and known.group == posting.group.id:
        return Verdict("discard", "repeated")
    return None


RULE = Rule("loop", verdict_on)
