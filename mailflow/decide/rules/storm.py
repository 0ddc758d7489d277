"""Too many answers in one thread at once: what comes now waits, until somebody has looked (faults.md C6)."""

from datetime import timedelta

from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Verdict

MOST, WITHIN = 20, timedelta(minutes=10)


def verdict_on(posting: Posting) -> Verdict | None:
    archive = posting.facts.archive
    thread = archive.thread_of(posting.letter.references)
    if not thread:
        return None
    lately = [post for post in archive.since(posting.now - WITHIN) if thread in {post.thread, post.id}]
    return Verdict("hold", "storm") if len(lately) >= MOST else None


RULE = Rule("storm", verdict_on, reasons=("storm",))
