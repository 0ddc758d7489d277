"""»Stopp, falsche Liste!«, or Outlook's recall: the post is stopped where its copies still wait; else everybody hears honestly (S34).

A recall itself is never posted: where it names no post of its author's, whoever decides about the list looks at it.
"""

import re
from dataclasses import replace
from datetime import timedelta

from mailflow.decide.lists import holding
from mailflow.decide.rule import Posting, Rule
from mailflow.model.effects import Effect, Save, Send, Undo, Verdict
from mailflow.model.letter import Letter, Level, Mailbox
from mailflow.model.records import Hold, Post

LATEST = timedelta(days=2)
LONGEST = 300
"""Characters: who writes more has something to say to the list."""
_STOP = re.compile(
    r"\b(?:falsche[nrm]?|verkehrte[nrm]?|wrong) (?:liste|verteiler|gruppe|empfänger\w*|adresse|list|recipients?)\b"
    r"|\b(?:stopp?|halt)\b.{0,40}\b(?:nicht verteilen|versehen|irrtum|zurück)"
    r"|\birrtümlich an (?:die|den|alle)\b|\bversehentlich an (?:die|den|alle)\b",
    re.I | re.S,
)


def stops(letter: Letter) -> bool:
    """Whether the letter says nothing but that another one went to the wrong list, or is to come back."""
    if letter.recalls:
        return True
    said = f"{letter.subject_base}\n{letter.new_text}"
    return len(letter.new_text) < LONGEST and _STOP.search(said) is not None


def stopped(posting: Posting) -> Post | None:
    """The author's own post that is meant: the one answered, else their newest."""
    archive, letter = posting.facts.archive, posting.letter
    answered = archive.answered_by(letter.references)
    if answered and answered.group == posting.group.id and answered.sender in posting.addresses:
        return answered
    lately = archive.newest_of(posting.addresses, posting.group.id, posting.now - LATEST)
    named = f"{letter.subject}\n{letter.new_text}"
    return next((post for post in lately if not letter.recalls or (post.subject and post.subject in named)), None)


def waiting(posting: Posting) -> Hold | None:
    """The author's own post that still waits for a release, where it is newer than what went out."""
    letter, post = posting.letter, stopped(posting)
    named = f"{letter.subject}\n{letter.new_text}"
    own = [h for h in posting.facts.matters.holds() if h.group == posting.group.id and h.sender in posting.addresses]
    meant = [h for h in own if (not letter.recalls or (h.title and h.title in named)) and (post is None or h.at > post.at)]
    return None if post and post.id in letter.references else max(meant, key=lambda h: h.at, default=None)


def verdict_on(posting: Posting) -> Verdict | None:
    if not stops(posting.letter):
        return None
    believed = posting.proof.level.reaches(Level.ALIGNED) and not posting.proof.failed
    if believed and (hold := waiting(posting)):
        return Verdict("refuse", "stopped", {"post": hold.title, "in_time": True, "again": False, "readers": 0})
    post = stopped(posting) if believed else None
    if post is None:
        return Verdict("hold", "recall") if posting.letter.recalls else None
    delay = timedelta(minutes=posting.kind.delay_minutes)
    in_time = posting.now < post.at + delay
    readers = posting.facts.lists.size(posting.group.id)
    return Verdict("refuse", "stopped", {"post": post.subject, "in_time": in_time, "again": post.stopped is not None, "readers": readers})


def besides(posting: Posting, verdict: Verdict) -> tuple[Effect, ...]:
    if verdict.reason == "stopped" and (hold := waiting(posting)):
        return holding.ended(hold, "withdrawn", hold.sender_name or hold.sender, posting.facts, posting.now)
    post = stopped(posting)
    if post is None or verdict.reason != "stopped" or verdict.details["again"]:
        return ()
    if verdict.details["in_time"]:
        return (Undo(post.letter),)
    author = posting.sender.name if posting.sender else posting.letter.sender.name
    context = {"post": post.subject, "group": posting.group.name, "author": author, "at": post.at}
    people = [p for m in posting.facts.lists.roster(posting.group.id) if (p := posting.facts.people.get(m.person))]
    asked = tuple(
        Send("post/please_delete", Mailbox(p.address, p.name), context, post.id, one_of_many=True)
        for p in people
        if p.address not in posting.addresses
    )
    nobody_finds_it = Save(replace(post, text="", stopped=posting.now))
    readers = verdict.details["readers"]
    told = tuple(
        Send("office/wrong_list", Mailbox(p.address, p.name), context | {"readers": readers}, post.id) for p in posting.facts.people.staff()
    )
    return (nobody_finds_it, *asked, *told)


RULE = Rule("stop_word", verdict_on, of_letters=True, reasons=("recall",), letter="post/stopped", besides=besides)
