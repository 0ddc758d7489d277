"""Where a letter arrived and what it answers, looked up before its words are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailflow.decide.asking import kinds
from mailflow.decide.groupwork import topics
from mailflow.decide.lists.bouncing import Delivery
from mailflow.decide.seats import seat as seats
from mailflow.model.address import Destination
from mailflow.model.facts import Facts
from mailflow.model.intent import ApplicationRecord, Asked
from mailflow.model.letter import Letter
from mailflow.model.records import Application, Group, Person, Question, SentLetter

ASKED_APPLICANT = ("leaflet", "whose", "complete", "interest", "registration", "ready")
"""The steps of an application; each question takes the place of the one before."""
FROM_APPLICANT = (*ASKED_APPLICANT, "inquiry")
"""What an applicant is asked."""


@dataclass(frozen=True, slots=True)
class Route:
    """What is known of a letter before its words are read: where it arrived, what it answers, who wrote it."""

    destination: Destination
    group: Group | None = None
    question: Question | None = None
    letters: tuple[SentLetter, ...] = ()
    """The letters of ours that it answers: those with the address it came to, or else what it refers to."""
    delivery: Delivery | None = None
    sender: Person | None = None
    by_token: bool = False
    """The question was found by the address the letter came to, not by what it refers to."""
    repeated: bool = False
    """The same author's same words of the same moment had their effects here before: somebody has the letter and sends it again."""


def route_of(letter: Letter, recipient: str, facts: Facts, delivery: Delivery | None = None, *, repeated: bool = False) -> Route:
    """Finds the list, the question and the person behind a letter."""
    addresses = facts.forum.addresses
    group = facts.lists.at(recipient)
    destination = Destination("group", group.id) if group else addresses.destination(recipient) or Destination("unknown", recipient)
    local = recipient.partition("@")[0]
    letters = [] if group else facts.questions.answered_at(destination.detail) or facts.questions.answered_at(local)
    by_token = bool(letters)
    if not letters and destination.place not in {"group", "join", "leave"}:
        letters = facts.questions.answered_by(letter.references)
    question = facts.questions.get(letters[0].question) if letters else None
    if question and destination.place == "applications" and question.kind not in FROM_APPLICANT:
        question, letters = None, []
    group = group or (facts.lists.get(destination.detail) if destination.detail else None)
    writes = delivery.recipient if delivery and destination.place == "click" else letter.sender.address
    sender, by_token = facts.people.by_address(writes), by_token and question is not None
    return Route(destination, group, _current(question, facts), tuple(letters), delivery, sender, by_token, repeated)


def _current(question: Question | None, facts: Facts) -> Question | None:
    """The question that took this one's place: applicants also answer the older of two letters."""
    if question is None or question.state != "superseded":
        return question
    asked = set(question.asked)
    newer = [q for q in facts.questions.about(question.about) if q.state == "open" and q.kind in ASKED_APPLICANT and asked & set(q.asked)]
    return max(newer, key=lambda q: q.opened, default=question)


def asked_at(recipient: str, facts: Facts) -> Asked | None:
    """What `asked_by` will say of any letter to this address; None where it depends on what the letter answers."""
    group = facts.lists.at(recipient)
    return Asked(group=group.id, post=True) if group else None


def asked_by(route: Route, letter: Letter, facts: Facts) -> Asked:
    """The context in which the letter's words are to be read."""
    question = route.question
    post = facts.archive.answered_by(letter.references)
    group = route.group.id if route.group else (post.group if post else "")
    if question is None:
        place = route.destination.place
        if place == "applications":
            return _as_applicant(letter, group, facts)
        may_ask = route.sender is None and place in {"office", "commands"}
        return Asked(group=group, may_ask=may_ask, rsvp=place in {"meeting", "calendar"}, post=place == "group")
    kind = kinds()[question.kind]
    application = facts.matters.application(question.about)
    items = question.details.get("items", {}) if kind.numbered else {}
    dates = {int(n): _dates_of(item, facts) for n, item in items.items()} | {0: kind.dates_of(question, facts)}
    return Asked(
        kind=question.kind,
        offered=kind.offered,
        answers=kind.answers_to(question, facts),
        case=question.about,
        group=group,
        form=tuple(kind.form(question, facts)) if kind.form else (),
        record=_record_about(question.about, application, facts) if kind.completes else None,
        rsvp=kind.is_rsvp,
        dated=kind.dated,
        items=len(facts.forum.checklist_in("")) if kind.ticks else 0,
        numbered={int(n): _answers_to(item, facts) for n, item in items.items()},
        dates={n: named for n, named in dates.items() if named},
    )


def _record_about(about: str, application: Application | None, facts: Facts) -> ApplicationRecord | None:
    """What the answer may complete or put right: an application, or what is known of the main person of a seat."""
    if application:
        return application.record
    main = facts.people.get(seats.named(about, facts).main)
    if main is None:
        return None
    return ApplicationRecord(
        landkreis=main.seat,
        contact_name=main.name,
        role=main.role,
        email=main.address,
        phone=main.phone,
        applicant_kind="member",
        consent_given=True,
    )


def _as_applicant(letter: Letter, group: str, facts: Facts) -> Asked:
    """An applicant's letter may complete what they wrote before, whether it refers to our letter or not."""
    own = facts.matters.application_of(letter.sender.address)
    form = own.interest if own and own.state == "interest" else ()
    return Asked(group=group, applies=True, record=own.record if own else None, form=form)


def _dates_of(item: dict[str, str], facts: Facts) -> tuple[datetime, ...]:
    question = facts.questions.get(item["id"]) if item["kind"] == "question" else None
    return kinds()[question.kind].dates_of(question, facts) if question else ()


def _answers_to(item: dict[str, str], facts: Facts) -> dict[str, tuple[str, ...]]:
    if item["kind"] == "topic":
        return topics.ANSWERS
    question = facts.questions.get(item["id"]) if item["kind"] == "question" else None
    return dict(kinds()[question.kind].answers_to(question, facts)) if question else {}
