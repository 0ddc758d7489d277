"""Every answer that settles a question can be taken back by plain reply; one that leaves it open is changed by the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from mailflow.decide.asking import kinds, question
from mailflow.model import tokens
from mailflow.model.facts.questions import local_hash
from mailflow.model.intent import Order
from mailflow.model.records import Guest, Introduction, Record, SentLetter, Task, Topic
from tests.security.attacks import START, VICTIM
from tests.security.stage import GUEST, MARA, SECOND, played
from tests.security.test_undo import done, kept, waiting

NEW, OBERMOOS, NEWCOMER = "neu@kreis-stade.example", "obermoos@kreis-guetersloh.example", "h.wulf@kreis-vechta.example"

FINAL = {
    "complete": "what an applicant adds joins the application, and the next letter corrects it",
    "interest": "as with `complete`",
    "whose": "as with `complete`",
    "inquiry": "what is answered to the office joins the matter, and the next letter corrects it",
    "confirm": "what it runs is taken back as the order itself (test_undo); after a no the order can be given again",
    "guess": "what it runs is taken back as the order itself (test_undo)",
    "own_post": "the author's own post leaves as one that nobody asked about; delay_minutes makes all posts wait",
    "example": "as with `own_post`; what is filled in before the whole is there is changed by the next letter",
    "private": "as with `own_post`",
}
"""Questions that an answer settles for good, and why."""

ORDERED = {
    *("admission", "choose", "desk", "digest", "found", "held", "moderation", "registration", "round", "scan", "undo"),
    *("leaflet", "ready"),
}
"""Questions whose answers are orders (test_undo) or, like those of an applicant, letters to the office."""


ELSEWHERE = {
    ("fed_up", "4"): "asks for a human, to whom the letter has gone as it came",
    ("second", "yes"): "whoever ordered takes back what a colleague agreed to (test_undo)",
}
"""Answers whose writer is not the one to take them back, and why."""


@dataclass(frozen=True)
class Asked:
    """A question to somebody, and the words of an answer where its own are not enough."""

    about: str
    by: str
    details: Mapping[str, Any] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    orders: tuple[Order, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def forum():
    return played()[0]


def asked(kind, forum):
    with forum.facts() as facts:
        mara, obermoos = facts.people.by_address(MARA), facts.people.by_address(OBERMOOS)
        newcomer, second = facts.people.by_address(NEWCOMER), facts.people.by_address(SECOND)
        wohnen, tour = facts.lists.get("wohnen"), replace(facts.lists.get("sprache"), id="energie", address="ag-energie@forum-test.example")
    guest = Guest(id="neu@verband.example", name="Nele Neu", contact=mara.id, lists=("wohnen",), until=date(2027, 12, 31))
    mentoring = Introduction(id=f"F-2027-0003:{obermoos.id}", application="F-2027-0003", mentor=obermoos.id, newcomer=newcomer.id)
    task = Task(id="A-2027-0001", group="wohnen", what="Satzung", who=mara.id, giver=obermoos.id, until=date(2027, 4, 1), opened=START)
    return {
        "address": Asked(mara.id, NEW),
        "colleague": Asked(mara.seat, NEW, {"name": "Nora Neu"}),
        "consent": Asked("contacts:x", MARA),
        "fed_up": Asked(mara.id, MARA),
        "found_offer": Asked("T-9", MARA, orders=(Order("found_group", {"name": "Energie"}),)),
        "guest": Asked(guest.id, guest.id, records=(guest,)),
        "guest_ends": Asked(GUEST.id, MARA, says={"yes": "bis 31.12.2028"}),
        "added": Asked(f"sprache:{obermoos.id}", OBERMOOS, {"group": "sprache", "person": obermoos.id, "by": mara.id}),
        "join": Asked(obermoos.id, MARA, {"group": "sprache", "person": obermoos.id}),
        "mailbox": Asked(mara.seat, "integration@kreis-stade.example"),
        "mentor": Asked(mentoring.id, OBERMOOS, records=(mentoring,)),
        "moved": Asked(mara.id, VICTIM, {"address": NEW, "first": second.id}),
        "objected": Asked(guest.id, VICTIM, records=(replace(guest, state="objected"),)),
        "objection": Asked(guest.id, MARA, records=(replace(guest, state="announced", reads_from=START.replace(day=20)),)),
        "proposal": Asked("G-1", VICTIM, {"by": MARA, "guest": "neu@verband.example"}, orders=(Order("subscribe", {"group": "wohnen"}),)),
        "room": Asked(wohnen.id, NEWCOMER),
        "second": Asked("x", VICTIM, {"first": second.id}, orders=(Order("subscribe", {"group": "wohnen"}),)),
        "speaker": Asked(wohnen.id, OBERMOOS),
        "stocktaking": Asked(mara.seat, MARA),
        "succession": Asked(mara.id, VICTIM),
        "successor": Asked(mara.id, NEW, {"name": "Nora Neu"}),
        "support": Asked(tour.id, OBERMOOS, records=(replace(tour, name="AG Energie", aliases=(), state="proposed"),)),
        "task": Asked(task.id, MARA, records=(task,)),
        "topic": Asked("T-9", OBERMOOS, records=(Topic(id="T-9", title="Energie", starter=mara.id, opened=START),)),
    }[kind]


def settling():
    """Each kind of question with each of its answers."""
    named = {
        name: kind for name, kind in kinds().items() if name not in {*FINAL, *ORDERED} and not (kind.gathered or kind.is_rsvp or kind.ticks)
    }
    return [(name, word) for name, kind in sorted(named.items()) for word in kind.answers if (name, word) not in ELSEWHERE]


def put(kind, case, forum):
    """Asks the question, and returns its reply address."""
    opened = question(kind, case.about, (case.by,), forum.clock.now(), f"put-{kind}", days=9, details=case.details, orders=case.orders)
    token = tokens.token(forum.app.keys[0], "reply", opened.id)
    with forum.app.store.writing(forum.clock.now(), cause="put") as tx:
        sent = SentLetter(id="<put@forum-test.example>", to=case.by, question=opened.id, address_hash=local_hash(token))
        for record in (*case.records, opened, sent):
            tx.save(replace(record, version=current.version if (current := tx.records.get(type(record), record.id)) else 0))
    return opened.id, f"antwort+{token}@forum-test.example"


@pytest.mark.parametrize(("kind", "word"), settling())
def test_an_answer_is_taken_back_by_plain_reply_or_changed_by_the_next(kind, word, forum):
    case = asked(kind, forum)
    id, address = put(kind, case, forum)
    forum.left()
    before, letters = kept(forum), waiting(forum)
    left = forum.write(case.by, address, case.says.get(word) or kinds()[kind].answers[word][0])
    with forum.facts() as facts:
        if facts.questions.get(id).state == "open":
            return
    [receipt] = [one for one in left if one.recipient == case.by and done(one)]
    assert not receipt.waits
    assert all(one.waits for one in left if one.recipient != case.by), "others read what may be taken back"
    forum.write(case.by, receipt.header("Reply-To"), "RÜCKGÄNGIG")
    assert kept(forum) == before
    assert waiting(forum) == letters, "a letter about it still waits to leave"
