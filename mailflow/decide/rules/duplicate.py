"""The same post once more: a second click on Send. What comes again under its own Message-ID is known to `loop`."""

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict


def verdict_on(posting: Posting) -> Verdict | None:
    letter, archive = posting.letter, posting.facts.archive
    if letter.attachments or not letter.new_text.strip():
        return None
    if first := archive.same(posting.group.id, letter, posting.now):
        return Verdict("refuse", "twice", {"first": first.at})
    return None


RULE = Rule("duplicate", verdict_on, of_letters=True, reasons=("twice",))
