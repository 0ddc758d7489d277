"""Words that somebody wrote to us and that go to a list in their name, in a letter of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide.joining import guests
from mailflow.decide.lists import holding
from mailflow.decide.rule import Posting
from mailflow.decide.rules import RULES
from mailflow.model.effects import Contribute, Effect, Save, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.archive import FIRST_WORDS
from mailflow.model.intent import Reading
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Group, Person, Post


def objection(author: Person, group: Group, subject: str, text: str, letter: Letter, facts: Facts, now: datetime) -> Verdict | None:
    """What the list's rules have against these words, None if nothing."""
    kind = facts.lists.kind(group)
    words = replace(letter, subject=subject, subject_base=subject, new_text=text, text=text, attachments=(), size=len(text))
    posting = Posting(words, Reading(), letter.proof, author, group, kind, facts, now)
    rules = (RULES[name] for name in kind.rules)
    return next(filter(None, (rule.verdict_on(posting) for rule in rules if not rule.of_letters)), None)


def contributed(
    author: Person,
    group: Group,
    subject: str,
    text: str,
    letter: Letter,
    part: int,
    facts: Facts,
    now: datetime,
    answers: Post | None = None,
) -> tuple[Effect, ...]:
    """The post and its copies; `part` tells apart several posts of one letter, `answers` is the post it goes on from."""
    id = f"<{letter.id}.{part}@{facts.forum.addresses.domain}>"
    new = Post(
        id=id,
        group=group.id,
        sender=author.address,
        sender_name=author.name,
        place=guests.place_of(author, facts),
        subject=subject,
        text=text[:FIRST_WORDS],
        thread=(answers.thread or answers.id) if answers else id,
        at=now,
        letter=letter.id,
    )
    # New words of ours: no signature of the author's domain is on them, so copies may be refused unless it is known to let them pass.
    over = holding.known_as(new) if letter.proof.strict or not letter.proof.policy_told else None
    # Whatever seals the letter came with, the new one begins a chain of its own.
    vouched = holding.vouched(replace(letter.proof, chain="none"))
    readers = holding.readers(group, facts, now)
    sender = Mailbox(author.address, author.name)
    return (Save(new), Contribute(sender, group.id, subject, text, answers.id if answers else "", id, readers, over, vouched))
