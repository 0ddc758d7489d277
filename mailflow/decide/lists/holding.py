"""Posts that wait: held for somebody's decision or for a word of their author, and how they come to an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.decide import forgery
from mailflow.decide.asking import closed_all, kinds, question
from mailflow.decide.joining import guests
from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Ask, Distribute, Effect, Save, Send, Supersede, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.archive import FIRST_WORDS
from mailflow.model.letter import NOT_CHECKED, Attachment, Mailbox, Proof
from mailflow.model.lists import Readership, level_marked
from mailflow.model.records import Group, Hold, Person, Post, Writer

LONGEST = timedelta(days=30)
"""After which a post that nobody decided about is given back to its author."""
MOST_ASKED = {"storm": 1, "members_only": 10}
"""Posts of a day to one list, held by the same rule, that bring a letter each: nobody is flooded who looks after a list (faults.md F4)."""
ABOUT_IT = ("moderation", "inquiry", "choose", "own_post", "private", "held")
"""Questions about a held post; the first decision closes all of them."""


def held(verdict: Verdict, rule: Rule, posting: Posting) -> tuple[Effect, ...]:
    """The post waits for the list's moderators; its author is told and may take it back."""
    group, facts = posting.group, posting.facts
    hold = _hold(verdict, rule, posting)
    told = forgery.told(posting.letter, posting.sender) if verdict.reason == "forged" else _author_told(hold, group, posting)
    asked = moderation_asked(hold, group, facts, posting.now, posting.letter.id)
    waiting = [h for h in facts.matters.holds() if h.rule == rule.name and h.group == group.id and hold.at - h.at < timedelta(days=1)]
    if rule.name in MOST_ASKED and len(waiting) >= MOST_ASKED[rule.name]:
        # Whoever decides has been asked about the first of them; one letter tells of the others (`waiting`).
        return (Save(hold), *told, replace(asked, letters=()))
    return (Save(hold), *told, asked)


def author_asked(verdict: Verdict, rule: Rule, posting: Posting) -> tuple[Effect, ...]:
    """The post waits for a word of its author, asked at the stored address: a forged one gets no further than its supposed author."""
    hold, kind = _hold(verdict, rule, posting), kinds()[rule.asks]
    if rule.asks == "private":
        hold = replace(hold, state="asked", text="", files=())
    details = {key: value for key, value in verdict.details.items() if isinstance(value, str)}
    asked = question(kind.name, hold.id, (hold.sender,), posting.now, posting.letter.id, days=kind.days, details=details)
    context = _shown(hold, posting.group) | dict(verdict.details) | {"text": posting.letter.new_text[:FIRST_WORDS], "until": asked.expires}
    return (Save(hold), Ask(asked, (to_author(rule.letter, hold, context),)))


def _hold(verdict: Verdict, rule: Rule, posting: Posting) -> Hold:
    letter, sender = posting.letter, posting.sender
    return Hold(
        id=posting.facts.next_number("M", Hold, posting.now),
        group=posting.group.id,
        letter=letter.id,
        sender=sender.address if sender else letter.sender.address,
        sender_name=sender.name if sender else letter.sender.name,
        title=letter.subject_base,
        text=letter.new_text[:FIRST_WORDS],
        files=tuple(file.name for file in letter.attachments if file.name),
        left_out=tuple(Attachment(file.name, file.size, file.type) for file in posting.left_out),
        thread=posting.facts.archive.thread_of(letter.references),
        message_id=letter.message_id,
        rule=rule.name,
        reason=verdict.reason,
        needs_our_name=needs_our_name(posting),
        vouched=vouched(letter.proof),
        language=letter.answer_in,
        proof=letter.proof.told,
        at=posting.now,
    )


def released(hold: Hold, group: Group, by: str, facts: Facts, now: datetime, *, waits: bool) -> tuple[Effect, ...]:
    """The held post goes out; its author hears of it, unless they let it go themselves."""
    author = facts.people.by_address(hold.sender)
    confidential = "confidential" in (facts.lists.kind(group).level, level_marked(hold.title, hold.text))
    post = Post(
        id=hold.message_id or f"<{hold.letter}@{facts.forum.addresses.domain}>",
        group=group.id,
        sender=hold.sender,
        sender_name=hold.sender_name,
        place=guests.place_of(author, facts),
        subject=hold.title,
        text="" if confidential else hold.text,
        thread=hold.thread or hold.message_id,
        level="confidential" if confidential else "",
        at=now,
        letter=hold.letter,
    )
    told = to_author("post/released", hold, _shown(hold, group), waits=waits)
    return (
        Supersede(hold.id),
        Save(replace(hold, state="released", decided=now, decided_by=by)),
        Save(post),
        *closed_all(facts, hold.id, ABOUT_IT, "release", by, now),
        _copies(post, hold, readers(group, facts, now), waits=waits),
        *((told,) if waits else ()),
    )


def closed(hold: Hold, state: str, by: str, now: datetime) -> Hold:
    """The post, come to an end."""
    return replace(hold, state=state, decided=now, decided_by=by)


def ended(hold: Hold, state: str, by: str, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The post goes to nobody: discarded, withdrawn, or lapsed; whoever answers a question about it now hears so."""
    return (Save(closed(hold, state, by, now)), *closed_all(facts, hold.id, ABOUT_IT, state, by, now))


def lapsed(hold: Hold, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Nobody has decided in time: its author hears it and can send the post again."""
    group = facts.lists.get(hold.group)
    # Only to members: the words of a stranger may have been written in somebody's name, to reach them through us.
    own_words = {} if facts.people.by_address(hold.sender) else {"text": ""}
    told = (to_author("post/lapsed", hold, _shown(hold, group) | own_words),) if group and hold.sender else ()
    return (*ended(hold, "lapsed", "", facts, now), *told)


def writer(group: Group, address: str, treatment: str, facts: Facts) -> Writer:
    """How posts of this address to the list are treated from now on."""
    known = facts.lists.writer(group.id, (address,))
    return Writer(id=f"{group.id}:{address}", version=known.version if known else 0, group=group.id, address=address, treatment=treatment)


def to_author(template: str, hold: Hold, context: Mapping[str, object], *, waits: bool = False) -> Send:
    """A letter to the author of a held post, as an answer to it, in its language."""
    to = Mailbox(hold.sender, hold.sender_name)
    return Send(template, to, context, hold.id, hold.message_id, waits, hold.language)


def moderators(group: Group, facts: Facts) -> list[Person]:
    """Who looks at a post that waits; what is written in a room is nobody's but its people's."""
    speakers = [p for s in group.speakers if (p := facts.people.get(s))]
    office = [] if group.kind == "room" and speakers else facts.people.staff()
    return list({p.id: p for p in [*speakers, *office]}.values())


def deciders(hold: Hold, facts: Facts) -> list[Person]:
    """For whom it waits: whoever looks after the list, the office where there is none; none of those in whose name it is forged."""
    group = facts.lists.get(hold.group)
    people = moderators(group, facts) if group else facts.people.staff()
    return [p for p in people if hold.reason != "forged" or p.address != hold.sender] or people


def decides(person: Person, hold: Hold, facts: Facts) -> bool:
    """Whether the post waits for this person."""
    return person in deciders(hold, facts)


def _author_told(hold: Hold, group: Group, posting: Posting) -> tuple[Effect, ...]:
    deciders = [p.name for p in moderators(group, posting.facts)]
    inside = posting.sender is not None
    context = _shown(hold, group) | {"deciders": deciders if inside else []}
    asked = question("held", hold.id, (hold.sender,), posting.now, posting.letter.id, days=kinds()["held"].days)
    return (Ask(asked, (to_author("post/held", hold, context),)),) if hold.sender else ()


def moderation_asked(hold: Hold, group: Group, facts: Facts, now: datetime, cause: str, news: str = "") -> Ask:
    context = _shown(hold, group) | {"news": news}
    people = deciders(hold, facts)
    letters = tuple(Send("office/held_post", Mailbox(p.address, p.name), context | {"name": p.name}, hold.id) for p in people)
    return replace(told_tomorrow(hold, facts, now, cause), letters=letters)


def told_tomorrow(hold: Hold, facts: Facts, now: datetime, cause: str) -> Ask:
    """The question to those who decide, without a letter of its own: one letter a day tells of all such (`waiting`)."""
    asked = tuple(p.address for p in deciders(hold, facts))
    return Ask(question("moderation", hold.id, asked, now, cause, days=kinds()["moderation"].days), ())


def named(id: str, facts: Facts) -> dict[str, str]:
    """By whom and for which list a held post is: two of one title are told apart by it."""
    hold = facts.matters.hold(id)
    group = facts.lists.get(hold.group) if hold else None
    return {"author": hold.sender_name or hold.sender if hold else "", "group": group.name if group else ""}


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
        "files": list(hold.files),
        "at": hold.at,
        "proof": hold.proof,
    }


def _copies(post: Post, hold: Hold, to: Readership, *, waits: bool) -> Distribute:
    over = known_as(post) if hold.needs_our_name else None
    return Distribute(hold.letter, post.group, to, waits, over, hold.vouched, hold.left_out, post.level, post.subject)


def needs_our_name(posting: Posting) -> bool:
    """Whether copies with the author's own From would be refused: their domain asks for it, and no signature of theirs travels along.

    No signature of the author's domain outlives a change of the body; where it holds and nobody told what the domain asks for,
    it may be the only thing that lets copies arrive.
    """
    proof = posting.proof
    if is_changed(posting) and proof.signed:
        return proof.strict or not proof.policy_told
    return proof.strict and not proof.signed


def is_changed(posting: Posting) -> bool:
    """Whether the copies say more or less than the letter; what is signed or locked as a whole stays as it was written."""
    letter = posting.letter
    whole = NOT_CHECKED in letter.defects or letter.is_locked
    return not whole and (posting.kind.footer != "none" or letter.size > posting.kind.max_size_mb * 1_000_000)


def vouched(proof: Proof) -> str:
    """What was found out about a sender, the worth of earlier seals first; "" where no seal of ours may follow them."""
    return f"arc={proof.chain}; {proof.results}".removesuffix("; ") if proof.chain else ""


def known_as(post: Post) -> Mailbox:
    """The author of a post, by a name that readers know."""
    return Mailbox(post.sender, f"{post.sender_name} ({post.place})" if post.place else post.sender_name)


def readers(group: Group, facts: Facts, now: datetime) -> Readership:
    """Who reads posts of this list today; the author is among them."""
    return facts.lists.readership(group.id, facts.today(now))
