"""A letter to a list: its rules in order, the first verdict wins, none means it goes to everybody on the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mailflow.decide.asking import closed_all, kinds, question
from mailflow.decide.rule import Posting
from mailflow.decide.rules import RULES
from mailflow.decide.rules.loop import returns
from mailflow.model.effects import Ask, Decision, Distribute, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.letter import Letter, Mailbox, Proof
from mailflow.model.records import Group, Hold, Period, Person, Post

FIRST_WORDS = 2000
"""Characters of a post kept for digests and dossiers; the raw letter is kept whole."""


def posted(letter: Letter, group: Group, sender: Person | None, proof: Proof, facts: Facts, now: datetime) -> Decision:
    kind = facts.lists.kind(group)
    posting = Posting(letter, proof, sender, group, kind, facts, now)
    for name in kind.rules:
        verdict = RULES[name].verdict_on(posting)
        if verdict:
            return _not_now(verdict, name, posting)
    return Decision(Verdict("accept", "posted"), distributed(letter, group, sender, facts, now))


def distributed(letter: Letter, group: Group, sender: Person | None, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    post = Post(
        id=letter.message_id or f"<{letter.id}@{facts.forum.addresses.domain}>",
        group=group.id,
        sender=letter.sender.address,
        sender_name=sender.name if sender else letter.sender.name,
        place=sender.seat if sender else "",
        subject=letter.subject_base,
        text=letter.new_text[:FIRST_WORDS],
        thread=facts.archive.thread_of(letter.references) or letter.message_id,
        at=now,
        letter=letter.id,
    )
    # A letter to two lists is one post in the archive, and the outbox gives each reader one copy.
    saved = () if facts.archive.post(post.id) else (Save(post),)
    over = known_as(post) if needs_our_name(letter.proof) else None
    return (*saved, Distribute(letter.id, group.id, readers(group, facts, now), over=over, vouched=vouched(letter.proof)))


def needs_our_name(proof: Proof) -> bool:
    """Whether copies with the author's own From would be refused: their domain asks for it, and no signature of theirs travels along."""
    return proof.strict and not proof.signed


def vouched(proof: Proof) -> str:
    """What was found out about a sender, the worth of earlier seals first; "" where no seal of ours may follow them."""
    return f"arc={proof.chain}; {proof.results}".removesuffix("; ") if proof.chain else ""


def known_as(post: Post) -> Mailbox:
    """The author of a post, by a name that readers know."""
    return Mailbox(post.sender, f"{post.sender_name} ({post.place})" if post.place else post.sender_name)


def readers(group: Group, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Addresses that get posts of this list one by one today; the author is among them."""
    return tuple(dict.fromkeys(facts.lists.reached_by(group.id, facts.today(now))))


def released(hold: Hold, group: Group, by: str, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """The held post goes out; its author hears of it."""
    author = facts.people.by_address(hold.sender)
    post = Post(
        id=hold.message_id or f"<{hold.letter}@{facts.forum.addresses.domain}>",
        group=group.id,
        sender=hold.sender,
        sender_name=hold.sender_name,
        place=author.seat if author else "",
        subject=hold.title,
        text=hold.text,
        thread=hold.message_id,
        at=now,
        letter=hold.letter,
    )
    told = to_author("post/released", hold, _shown(hold, group), waits=waits)
    return (
        Save(replace(hold, state="released", decided=now, decided_by=by)),
        Save(post),
        *closed_all(facts, hold.id, ("moderation", "inquiry", "choose", "own_post"), "release", by, now),
        Distribute(hold.letter, group.id, readers(group, facts, now), waits, known_as(post) if hold.needs_our_name else None, hold.vouched),
        *((told,) if waits or hold.rule != "unproven" else ()),
    )


def to_author(template: str, hold: Hold, context: Mapping[str, object], *, waits: bool = False) -> Send:
    """A letter to the author of a held post, as an answer to it, in its language."""
    to = Mailbox(hold.sender, hold.sender_name)
    return Send(template, to, context, hold.id, hold.message_id, waits, hold.language)


def moderators(group: Group, facts: Facts) -> list[Person]:
    speakers = [p for s in group.speakers if (p := facts.people.get(s))]
    return list({p.id: p for p in [*speakers, *facts.people.staff()]}.values())


def _not_now(verdict: Verdict, rule: str, posting: Posting) -> Decision:
    letter, group = posting.letter, posting.group
    if verdict.action == "discard":
        return Decision(verdict, (Note(letter.id, verdict.reason), *looped(letter, group, posting.facts, posting.now)))
    if verdict.action == "refuse":
        context = {
            "reason": verdict.reason,
            "title": letter.subject_base,
            "group": group.name,
            "office": posting.facts.forum.addresses.of("office"),
        }
        return Decision(verdict, (Send("post/refused", letter.sender, context, in_reply_to=letter.message_id),))
    hold = Hold(
        id=posting.facts.next_number("M", Hold, posting.now),
        group=group.id,
        letter=letter.id,
        sender=posting.sender.address if posting.sender else letter.sender.address,
        sender_name=posting.sender.name if posting.sender else letter.sender.name,
        title=letter.subject_base,
        text=letter.new_text[:FIRST_WORDS],
        message_id=letter.message_id,
        rule=rule,
        reason=verdict.reason,
        needs_our_name=needs_our_name(letter.proof),
        vouched=vouched(letter.proof),
        language=letter.answer_in,
        proof=letter.proof.told,
        at=posting.now,
    )
    if verdict.action == "ask_back":
        return Decision(verdict, (Save(hold), _author_asked(hold, group, posting)))
    told = _author_told(hold, group, posting)
    if rule == "storm" and any(h.rule == "storm" and h.group == group.id for h in posting.facts.matters.holds()):
        # Whoever decides has been asked about the first of them; the others stand in OFFEN and in the digest.
        return Decision(verdict, (Save(hold), *told))
    return Decision(verdict, (Save(hold), *told, moderation_asked(hold, group, posting.facts, posting.now, letter.id)))


def looped(letter: Letter, group: Group, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Once a day those who look after a list hear that its letters come back to it (faults.md C1)."""
    told = f"loop:{group.id}:{facts.today(now)}"
    if not returns(letter, group) or facts.ran(told):
        return ()
    context = {"group": group.name, "title": letter.subject_base, "author": letter.sender.address}
    return (Save(Period(id=told, ran=now)), *(Send("office/loop", Mailbox(p.address, p.name), context) for p in moderators(group, facts)))


def _author_asked(hold: Hold, group: Group, posting: Posting) -> Ask:
    """Asks at the stored address, so that a forged post gets no further than its supposed author."""
    asked = question("own_post", hold.id, (hold.sender,), posting.now, posting.letter.id, days=kinds()["own_post"].days)
    return Ask(asked, (to_author("post/is_it_you", hold, _shown(hold, group)),))


def _author_told(hold: Hold, group: Group, posting: Posting) -> tuple[Send, ...]:
    deciders = [p.name for p in moderators(group, posting.facts)]
    inside = posting.sender is not None
    context = _shown(hold, group) | {"deciders": deciders if inside else []}
    return (to_author("post/held", hold, context),) if hold.sender else ()


def moderation_asked(hold: Hold, group: Group, facts: Facts, now: datetime, cause: str, news: str = "") -> Ask:
    people = moderators(group, facts)
    asked = question("moderation", hold.id, tuple(p.address for p in people), now, cause, days=kinds()["moderation"].days)
    context = _shown(hold, group) | {"news": news}
    return Ask(asked, tuple(Send("office/held_post", Mailbox(p.address, p.name), context | {"name": p.name}, hold.id) for p in people))


def _shown(hold: Hold, group: Group) -> dict[str, object]:
    return {
        "case": hold.id,
        "title": hold.title,
        "group": group.name,
        "address": group.address,
        "author": hold.sender_name or hold.sender,
        "author_address": hold.sender,
        "name": hold.sender_name,
        "reason": hold.reason,
        "text": hold.text,
        "at": hold.at,
        "proof": hold.proof,
    }
