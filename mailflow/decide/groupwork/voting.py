"""Votes: a list's seats are asked, each has one ballot until the last day, and all hear together what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mailflow.decide import choosing
from mailflow.decide.asking import Answer, question
from mailflow.decide.seats import seat as seats
from mailflow.decide.yes_or_no import NO, YES
from mailflow.model.effects import Ask, Decision, Effect, EmptyBallots, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.facts.people import INSIDE
from mailflow.model.forum import GRACE
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person, Question, Vote
from mailflow.model.records.work import ABSTAINED

WITHDRAWN = "withdrawn"
"""What every ballot says once the question is taken back."""
REMINDED = GRACE + timedelta(days=2)
"""How long before the count a seat that has not voted is asked again."""
MOST_ANSWERS = 20
COMMENT = 5
"""Words from which on an answer about a paper says more than yes or no."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_ABSTAINING = ("enthaltung", "enthalte mich", "enthalten", "abstain", "abstention")
_PLAIN = {
    "yes": (*YES, "dafür", "stimme zu", "zustimmung", "in favour", "for"),
    "no": (*NO, "dagegen", "lehne ab", "ablehnung", "against"),
    ABSTAINED: _ABSTAINING,
}


def answers_to(vote: Vote) -> Mapping[str, tuple[str, ...]]:
    """What a ballot may say, and how it is said; the "no" of a vote with answers of its own is none of them: "nicht 2"."""
    if not vote.answers:
        return _PLAIN
    chosen = {
        str(n): (str(n), f"nummer {n}", f"number {n}", text, *_own_words(text, vote.answers)) for n, text in enumerate(vote.answers, 1)
    }
    return {**chosen, ABSTAINED: _ABSTAINING, "no": NO}


def _own_words(answer: str, answers: Sequence[str]) -> list[str]:
    """The words that only this answer has: "am liebsten Dienstag" is the second of "Montag, 7. Juni; Dienstag, 8. Juni"."""
    others = {word for other in answers if other != answer for word in _WORD.findall(other.casefold())}
    return [word for word in _WORD.findall(answer.casefold()) if word not in others]


def counted_at(until: date, facts: Facts) -> datetime:
    """When what could be answered until a day is counted: the morning after the day of grace, for gateways hold letters back."""
    return datetime.combine(until + GRACE + timedelta(days=1), facts.forum.digest_time, ZoneInfo(facts.forum.timezone))


def electorate(group: str, facts: Facts) -> dict[str, list[Person]]:
    """The seats of a list, each with those of its people who are on it."""
    found: dict[str, list[Person]] = {}
    for membership in facts.lists.roster(group):
        person = facts.people.get(membership.person)
        if person and (seat := seats.seat_of(person, facts)):
            found.setdefault(seat.id, []).append(person)
    return dict(sorted(found.items()))


def opened(vote: Vote, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The vote and a ballot for each seat, whose letters wait for the undo window."""
    effects: list[Effect] = [Save(vote)]
    for seat, people in electorate(vote.group, facts).items():
        shared = seats.named(seat, facts).mailbox
        to = [*(Mailbox(p.address, p.name) for p in people), *([Mailbox(shared)] if shared else [])]
        asked = replace(
            question("ballot", vote.id, tuple(dict.fromkeys(m.address for m in to)), now, seat, days=0),
            expires=counted_at(vote.until, facts),
        )
        context = shown(vote, facts) | {"seat": seat, "shared": len(asked.asked) > 1}
        letters = (Send("vote/asked", m, context | {"name": m.name}, vote.id, waits=True) for m in to)
        effects.append(Ask(asked, tuple(letters)))
    return tuple(effects)


def ballot_of(voter: str, vote: str, facts: Facts) -> Question | None:
    """The question by which somebody at this address was asked to vote."""
    return next((q for q in facts.questions.about(vote) if q.kind == "ballot" and voter in q.asked), None)


def cast(answer: Answer) -> Decision:
    """Keeps what the seat says; its newest word counts, whoever of its people wrote it."""
    facts, letter, ballot, said = answer.facts, answer.letter, answer.question, answer.reading.said
    vote = facts.matters.vote(ballot.about)
    if vote is None:
        return choosing.unclear(answer, ())
    context = shown(vote, facts) | {"seat": _seat(ballot), "said": said, "name": answer.sender.name if answer.sender else ""}
    if vote.state != "open" or _day(letter.date or answer.now, answer.now, facts) > vote.until:
        late = Send("vote/late", letter.sender, context | {"state": vote.state}, vote.id, letter.message_id)
        return Decision(Verdict("refuse", "late"), (late,), {"outcome": "none"})
    ballot = _commented(ballot, vote, answer)
    if said not in vote.choices:
        if ballot == answer.question:
            return choosing.unclear(answer, vote.choices)
        kept = Send("vote/comment_noted", letter.sender, context | {"comment": letter.new_text}, vote.id, letter.message_id)
        return Decision(Verdict("accept", "comment"), (Ask(ballot, (kept,)),))
    cast = replace(ballot, answer=said, answered_by=letter.sender.address, answered=answer.now)
    before = _other_voter(ballot, answer)
    replaced = {"before": before.name if before else "", "earlier": ballot.answered if ballot.answer else None}
    commented = {"commented": ballot != answer.question}
    noted = Send("vote/noted", letter.sender, context | replaced | commented, vote.id, letter.message_id)
    context |= {"by": context["name"], "name": before.name if before else ""}
    if vote.secret:
        context |= {"by": "", "said": ""}
    told = (Send("vote/replaced", Mailbox(before.address, before.name), context, vote.id),) if before else ()
    return Decision(Verdict("accept", "vote"), (Ask(cast, (noted, *told)),))


def _commented(ballot: Question, vote: Vote, answer: Answer) -> Question:
    """The ballot with what its writer says of a paper beyond their vote; others' comments on the seat's ballot stay."""
    said = answer.letter.new_text.strip()
    if not vote.about or len(said.split()) < COMMENT:
        return ballot
    who = answer.sender.name if answer.sender else answer.letter.sender.name
    return replace(ballot, details={**ballot.details, "comments": {**ballot.details.get("comments", {}), who: said}})


def _other_voter(ballot: Question, answer: Answer) -> Person | None:
    """Whose answer for the same seat gives way to this one; None if it is the sender's own or the first."""
    people = answer.facts.people
    before = people.by_address(ballot.answered_by) or next(iter(people.main_of_seat(ballot.answered_by)), None)
    return before if before and answer.sender and before.id != answer.sender.id else None


def _day(written: datetime, now: datetime, facts: Facts) -> date:
    """The day a ballot was written, by its letter; one from the future is of today."""
    return facts.today(min(written, now))


def counted(vote: Vote, now: datetime, facts: Facts, objections: int = 0) -> Decision:
    """Everybody on the list and who put the question hear what came of it; `objections` keep a paper from being published."""
    ballots = _ballots(vote, facts)
    kept = [replace(b, answer="", answered_by="") if vote.secret else b for b in ballots]
    emptied = (EmptyBallots(vote.id),) if vote.secret else ()
    closed = [Save(replace(b, state="answered" if b.answered else "expired")) for b in kept]
    context = result(vote, facts) | {"objections": objections}
    readers = {m.person for m in facts.lists.roster(vote.group)} | {vote.starter}
    people = [p for id in sorted(readers) if (p := facts.people.get(id)) and p.status in INSIDE]
    letters = (Send("vote/result", Mailbox(p.address, p.name), context | {"name": p.name}, vote.id, language=p.language) for p in people)
    return Decision(Verdict("accept", "vote_counted"), (*emptied, Save(replace(vote, state="counted")), *closed, *letters))


def withdrawn(vote: Vote, by: str, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The question is taken back: all who were asked hear it, what was answered counts for nothing."""
    effects: list[Effect] = [Save(replace(vote, state="withdrawn"))]
    for ballot in _ballots(vote, facts):
        effects.append(Save(replace(ballot, state="answered", answer=WITHDRAWN, answered_by=by, answered=now)))
        people = [(a, facts.people.by_address(a)) for a in ballot.asked]
        effects += [
            Send("vote/withdrawn", Mailbox(a, p.name if p else ""), shown(vote, facts) | {"name": p.name if p else ""}, vote.id, waits=True)
            for a, p in people
        ]
    return tuple(effects)


def forgettable(facts: Facts, now: datetime) -> Iterator[Vote]:
    """Withdrawn secret votes whose ballots are still known, though nobody can take the withdrawal back any more."""
    for vote in facts.matters.votes("withdrawn"):
        ended = [b.answered for b in _ballots(vote, facts) if b.answer == WITHDRAWN and b.answered]
        if vote.secret and ended and max(ended) + facts.forum.undo <= now:
            yield vote


def forgotten(vote: Vote, facts: Facts) -> Decision:
    """Who voted how goes with the withdrawal as with the count."""
    return Decision(Verdict("accept", "vote_forgotten"), (EmptyBallots(vote.id),))


def shown(vote: Vote, facts: Facts) -> dict[str, Any]:
    """The question as letters show it; `choices` has (the word a ballot keeps, the answer in words, "" where ours fit)."""
    group, starter = facts.lists.get(vote.group), facts.people.get(vote.starter)
    return {
        "number": vote.id,
        "paper": _paper_shown(vote, facts),
        "title": vote.question,
        "text": vote.text,
        "group": group.name if group else vote.group,
        "starter": starter.name if starter else "",
        "until": vote.until,
        "secret": vote.secret,
        "choices": list(zip(vote.choices, (*vote.answers, "") if vote.answers else ("", "", ""), strict=True)),
    }


def _paper_shown(vote: Vote, facts: Facts) -> dict[str, Any]:
    """The paper a vote is about; {} for none."""
    paper = facts.matters.paper(vote.about) if vote.about else None
    if paper is None:
        return {}
    return {
        "number": paper.id,
        "kind": paper.kind,
        "edition": paper.edition,
        "files": list(paper.files),
        "districts": list(paper.districts),
    }


def result(vote: Vote, facts: Facts) -> dict[str, Any]:
    """How the vote stands: a line for each answer, in a secret one without the seats; `outcome` is what that comes to."""
    ballots = _ballots(vote, facts)
    context = shown(vote, facts)
    lines = [
        {"choice": choice, "words": words, "count": len(chosen), "seats": [] if vote.secret else chosen}
        for choice, words in context["choices"]
        for chosen in ([_seat(b) for b in ballots if b.answer == choice],)
    ]
    voted = sum(line["count"] for line in lines)
    group = facts.lists.get(vote.group)
    quorum = facts.lists.kind(group).quorum if group else 0
    silent = [_seat(b) for b in ballots if b.answer not in vote.choices]
    reached = voted * 100 >= quorum * len(ballots)
    outcome = _outcome(lines) if reached else "too_few"
    context["comments"] = [{"who": who, "text": said} for b in ballots for who, said in b.details.get("comments", {}).items()]
    return context | {"lines": lines, "voted": voted, "of": len(ballots), "silent": silent, "quorum": quorum, "outcome": outcome}


def _outcome(lines: list[dict[str, Any]]) -> str:
    """The word of the answer with most ballots, who abstained left aside; "tie" and "nobody" where there is none."""
    given = sorted((line for line in lines if line["choice"] != ABSTAINED and line["count"]), key=lambda line: -line["count"])
    if not given:
        return "nobody"
    return "tie" if len(given) > 1 and given[0]["count"] == given[1]["count"] else str(given[0]["choice"])


def _ballots(vote: Vote, facts: Facts) -> list[Question]:
    return [q for q in facts.questions.about(vote.id) if q.kind == "ballot"]


def _seat(ballot: Question) -> str:
    return ballot.id.removeprefix(f"ballot:{ballot.about}:")
