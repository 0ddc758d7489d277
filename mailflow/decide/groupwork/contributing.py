"""Words that somebody wrote to us and that go to a list in their name, in a letter of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide.joining import guests
from mailflow.decide.lists import holding
from mailflow.model.effects import Contribute, Effect, Save
from mailflow.model.facts import Facts
from mailflow.model.facts.archive import FIRST_WORDS
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Group, Person, Post


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
    # New words of ours: no signature of the author's domain is on them.
    over = holding.known_as(new) if letter.proof.strict else None
    # Whatever seals the letter came with, the new one begins a chain of its own.
    vouched = holding.vouched(replace(letter.proof, chain="none"))
    readers = holding.readers(group, facts, now)
    sender = Mailbox(author.address, author.name)
    return (Save(new), Contribute(sender, group.id, subject, text, answers.id if answers else "", id, readers, over, vouched))
