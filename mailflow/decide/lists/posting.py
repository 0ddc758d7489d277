"""A letter to a list: its rules in order, the first verdict wins, none means it goes to everybody on the roster."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailflow.decide.joining import guests
from mailflow.decide.lists import founding, holding
from mailflow.decide.lists.roster import SUPPORTERS
from mailflow.decide.rule import Posting, Rule
from mailflow.decide.rules import RULES
from mailflow.model.effects import Ask, Decision, Distribute, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.archive import FIRST_WORDS
from mailflow.model.intent import Reading
from mailflow.model.letter import Attachment, Letter, megabytes
from mailflow.model.lists import level_marked
from mailflow.model.records import Group, Person, Post


def posted(letter: Letter, reading: Reading, group: Group, sender: Person | None, facts: Facts, now: datetime) -> Decision:
    kind = facts.lists.kind(group)
    posting = Posting(letter, reading, letter.proof, sender, group, kind, facts, now)
    for name in kind.rules:
        verdict = RULES[name].verdict_on(posting)
        if verdict:
            return _not_now(verdict, RULES[name], posting)
    until = now + timedelta(minutes=kind.delay_minutes) if kind.delay_minutes else None
    return Decision(Verdict("accept", "posted"), distributed(posting, waits=until is not None), undoable_until=until)


def distributed(posting: Posting, *, waits: bool) -> tuple[Effect, ...]:
    letter, group, sender, facts = posting.letter, posting.group, posting.sender, posting.facts
    confidential = "confidential" in (posting.kind.level, level_marked(letter.subject_base, letter.new_text))
    post = Post(
        id=letter.message_id or f"<{letter.id}@{facts.forum.addresses.domain}>",
        group=group.id,
        sender=letter.sender.address,
        sender_name=sender.name if sender else letter.sender.name,
        place=guests.place_of(sender, facts),
        subject=letter.subject_base,
        text="" if confidential else letter.new_text[:FIRST_WORDS],
        thread=facts.archive.thread_of(letter.references) or letter.message_id,
        level="confidential" if confidential else "",
        at=posting.now,
        letter=letter.id,
    )
    # A letter to two lists is one post in the archive, and the outbox gives each reader one copy.
    saved = () if facts.archive.post(post.id) else (Save(post),)
    files = posting.left_out
    over = holding.known_as(post) if holding.needs_our_name(posting) else None
    readers = holding.readers(group, facts, posting.now)
    copies = Distribute(letter.id, group.id, readers, waits, over, holding.vouched(letter.proof), files, post.level, post.subject)
    return (*saved, copies, *((_files_kept(posting, files),) if files else ()), *_group_offered(posting, post))


def _group_offered(posting: Posting, post: Post) -> tuple[Ask, ...]:
    """A post that proposes a working group in its own words is answered with the way to found it."""
    name = posting.reading.proposes
    if not founding.is_new(name, posting.facts) or posting.sender is None or posting.sender.status != "member":
        return ()
    context = {"title": post.subject, "needed": SUPPORTERS}
    return (founding.offered(name, post.id, [posting.sender], "group/offered", context, posting.now),)


def _files_kept(posting: Posting, files: tuple[Attachment, ...]) -> Send:
    """The author hears which files their readers have to fetch."""
    shown = [{"name": file.name, "mb": megabytes(file)} for file in files]
    context = {"title": posting.letter.subject_base, "group": posting.group.name, "files": shown, "most": posting.kind.max_size_mb}
    return Send("post/files_kept", posting.letter.sender, context, in_reply_to=posting.letter.message_id)


def _not_now(verdict: Verdict, rule: Rule, posting: Posting) -> Decision:
    besides = rule.besides(posting, verdict)
    match verdict.action:
        case "discard":
            return Decision(verdict, (Note(posting.letter.id, verdict.reason), *besides))
        case "refuse":
            return Decision(verdict, (_refused(verdict, rule, posting), *besides))
        case "ask_back":
            return Decision(verdict, (*holding.author_asked(verdict, rule, posting), *besides))
    return Decision(verdict, (*holding.held(verdict, rule, posting), *besides))


def _refused(verdict: Verdict, rule: Rule, posting: Posting) -> Send:
    letter = posting.letter
    context = {
        "reason": verdict.reason,
        "title": letter.subject_base,
        "group": posting.group.name,
        "address": posting.group.address,
        "office": posting.facts.forum.addresses.of("office"),
    }
    return Send(rule.letter or "post/refused", letter.sender, context | dict(verdict.details), in_reply_to=letter.message_id)
