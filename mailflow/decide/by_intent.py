"""One letter, one decision: which part of the forum it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.decide import leaving, meetings, office, onboarding, posting, strikes
from mailflow.decide.asking import Answer, kinds
from mailflow.decide.bouncing import Delivery, bounced
from mailflow.model.address import Destination
from mailflow.model.effects import Ask, Decision, Effect, Forward, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import LONGEST_NOTE, Application, Asked, Order, Orders, Reading
from mailflow.model.letter import Letter, Level, Mailbox, Proof
from mailflow.model.records import Group, Period, Person, Question

ASKED_APPLICANT = ("complete", "interest")
"""The two steps of an application; each question takes the place of the one before."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a letter arrived and what it answers, looked up before its words are read."""

    destination: Destination
    group: Group | None = None
    question: Question | None = None
    delivery: Delivery | None = None
    sender: Person | None = None
    by_token: bool = False
    """The question was found by the address the letter came to, not by what it refers to."""


def route_of(letter: Letter, recipient: str, facts: Facts, delivery: Delivery | None = None) -> Route:
    """Finds the list, the question and the person behind a letter."""
    addresses = facts.forum.addresses
    group = facts.lists.at(recipient)
    destination = Destination("group", group.id) if group else addresses.destination(recipient) or Destination("unknown", recipient)
    local = recipient.partition("@")[0]
    question = facts.questions.at(destination.detail) or facts.questions.at(local)
    by_token = question is not None
    if question is None and destination.place not in {"group", "join", "leave", "applications"}:
        question = facts.questions.answered_by(letter.references)
    if question is None and destination.place == "applications":
        answered = facts.questions.answered_by(letter.references)
        question = answered if answered and answered.kind in {*ASKED_APPLICANT, "inquiry"} else None
    group = group or (facts.lists.get(destination.detail) if destination.detail else None)
    writes = delivery.recipient if delivery and destination.place == "click" else letter.sender.address
    return Route(destination, group, _current(question, facts), delivery, facts.people.by_address(writes), by_token)


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
        return Asked(group=group, applies=place == "applications", rsvp=place in {"meeting", "calendar"}, post=place == "group")
    kind = kinds()[question.kind]
    application = facts.matters.application(question.about)
    numbered = {}
    if kind.numbered:
        numbered = {int(n): _answers_to(item, facts) for n, item in question.details.get("items", {}).items()}
    return Asked(
        kind=question.kind,
        offered=kind.offered,
        answers=kind.answers,
        case=question.about,
        group=group,
        form=tuple(q for q, _ in application.interest) if kind.is_form and application else (),
        record=application.record if kind.completes and application else None,
        rsvp=kind.is_rsvp,
        numbered=numbered,
    )


def intent_of(letter: Letter, reading: Reading, route: Route) -> str:
    """What the letter wants, in one word of the design's table of nouns."""
    if letter.bounce:
        return "Bounce"
    if letter.automatic:
        return "AutoReply"
    if letter.calendar:
        return "CalendarReply"
    if route.question:
        return "Answer"
    if route.destination.place == "applications":
        return "Application"
    if reading.orders:
        return "Orders"
    return "Post" if route.destination.place == "group" else "Request"


def decision_on(letter: Letter, reading: Reading, route: Route, facts: Facts, now: datetime) -> Decision:
    """What the letter means for the forum; who wrote in English is answered in English."""
    decision = _decision_on(letter, reading, route, facts, now)
    if letter.lang != "en":
        return decision
    own = {letter.sender.address, *(facts.people.addresses(route.sender) if route.sender else ())}
    return replace(decision, effects=tuple(_in_english(effect, own) for effect in decision.effects))


def _in_english(effect: Effect, readers: set[str]) -> Effect:
    match effect:
        case Send(to=to) if to.address in readers:
            return replace(effect, language="en")
        case Ask(letters=letters):
            return replace(effect, letters=tuple(replace(one, language="en") if one.to.address in readers else one for one in letters))
    return effect


def _decision_on(letter: Letter, reading: Reading, route: Route, facts: Facts, now: datetime) -> Decision:
    place = route.destination.place
    if facts.handled(letter.message_id):
        return Decision(Verdict("discard", "repeated"), (Note(letter.id, "handled before"),))
    if place == "click":
        return leaving.clicked(letter, route.sender, route.delivery, facts, now)
    if place in {"verp", "bounce", "list_bounces"} or (letter.bounce and letter.bounce.kind != "not_a_bounce"):
        return bounced(letter, letter.bounce, route.delivery, facts, now)
    if letter.calendar and letter.calendar.method in {"REPLY", "COUNTER"}:
        return meetings.calendar_answered(letter, letter.calendar, facts, now)
    if letter.is_locked and place != "group":
        return office.locked(letter, facts)
    if letter.automatic:
        told = _leaver_told(letter, route.sender, facts, now) if letter.automatic.has_left else ()
        note = Note(letter.id, f"automatic letter: {letter.automatic.kind}")
        return Decision(Verdict("discard", letter.automatic.kind), (note, *told), {"outcome": "ignore"})
    if not letter.sender.address:
        return _unreadable_sender(letter)
    letter = _as_sent(letter, route.sender, facts, now)
    if route.question:
        return _answer(letter, reading, route, route.question, facts, now)
    match place:
        case "applications":
            return onboarding.applied(letter, _application(reading), facts, now)
        case "group" if route.group:
            return _to_list(letter, reading, route, route.group, facts, now)
        case "join" | "leave" if route.group:
            order = Order("subscribe" if place == "join" else "unsubscribe", {"group": route.group.id, "address": letter.sender.address})
            return office.ordered(letter, Orders((order,)), route.sender, letter.proof, facts, now)
        case "stop":
            return leaving.written(letter, route.sender, route.delivery, facts, now)
        case "owner" if route.group:
            return _to_speakers(letter, route.group, facts)
        case "commands" | "request" | "case" | "reply" | "meeting" | "calendar":
            return _orders(letter, reading, route, facts, now)
        case "office" | "privacy":
            return _orders(letter, reading, route, facts, now) if reading.orders.orders else office.to_humans(letter, facts)
    return Decision(Verdict("refuse", "unknown_address"), (Note(letter.id, "unknown address"),))


def _orders(letter: Letter, reading: Reading, route: Route, facts: Facts, now: datetime) -> Decision:
    if reading.rsvp and reading.rsvp.partstat and route.destination.place in {"meeting", "calendar"}:
        return office.to_humans(letter, facts)
    if reading.orders:
        return office.ordered(letter, reading.orders, route.sender, letter.proof, facts, now)
    if route.destination.place == "reply":
        return Decision(
            Verdict("refuse", "no_question"),
            (Send("question/unknown", letter.sender, {}, in_reply_to=letter.message_id),),
            {"outcome": "none"},
        )
    if route.sender is None:
        return office.to_humans(letter, facts)
    if not letter.new_text.strip():
        return office.ordered(letter, Orders((Order("help"),)), route.sender, letter.proof, facts, now)
    return office.to_humans(letter, facts)


def _to_list(letter: Letter, reading: Reading, route: Route, group: Group, facts: Facts, now: datetime) -> Decision:
    """A letter to a list that says nothing but "take me off" is an order, not a post (scenario S25)."""
    leaving = reading.orders.orders and all(o.intent == "unsubscribe" for o in reading.orders.orders) and not reading.orders.unclear
    if leaving and route.sender and len(letter.new_text) < LONGEST_NOTE:
        return office.ordered(letter, reading.orders, route.sender, letter.proof, facts, now)
    return posting.posted(letter, group, route.sender, letter.proof, facts, now)


def _to_speakers(letter: Letter, group: Group, facts: Facts) -> Decision:
    speakers = [p for s in group.speakers if (p := facts.people.get(s))] or facts.people.staff()
    forwards = tuple(Forward(letter.id, Mailbox(p.address, p.name)) for p in speakers)
    receipt = Send("office/passed_on", letter.sender, {"subject": letter.subject_base}, in_reply_to=letter.message_id)
    return Decision(Verdict("accept", "for_the_speakers"), (*forwards, receipt))


def _leaver_told(letter: Letter, person: Person | None, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """A note that somebody has left their post is a task for the office, once for each person; its sender gets no answer."""
    task = f"has_left:{person.id}" if person else ""
    if person is None or facts.ran(task):
        return ()
    context = {"who": person.name, "seat": person.seat, "address": person.address, "said": letter.new_text}
    staff = [p for p in facts.people.staff() if p.id != person.id]
    return (
        Save(Period(id=task, ran=now)),
        *(Send("office/has_left", Mailbox(p.address, p.name), context, person.id) for p in staff),
    )


def _as_sent(letter: Letter, author: Person | None, facts: Facts, now: datetime) -> Letter:
    """A letter that somebody else sent in the author's name proves nothing, unless the author named them (faults.md D7)."""
    if not letter.sent_by or (author and facts.people.may_write_for(letter.sent_by, author, facts.today(now))):
        return letter
    proof = Proof(Level.CLAIMED, f"sent by {letter.sent_by}, whom the author has not named", failed=letter.proof.failed)
    return replace(letter, proof=proof)


def _answering(letter: Letter, question: Question, sender: Person | None, facts: Facts, now: datetime) -> tuple[bool, Person | None]:
    """(whether the letter's author was asked, the person whose answer it is): a proven deputy answers for whom they represent."""
    if letter.sender.address in question.asked or (sender and any(own in question.asked for own in facts.people.addresses(sender))):
        return True, sender
    if letter.proof.level.reaches(Level.ALIGNED):
        for person in facts.people.represented_by(letter.sender.address, facts.today(now)):
            if any(own in question.asked for own in facts.people.addresses(person)):
                return True, person
    return False, sender


def _answer(letter: Letter, reading: Reading, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """An answer counts only from somebody who was asked, while the question is open (invariant 9)."""
    asked, person = _answering(letter, question, route.sender, facts, now)
    if not asked or letter.proof.failed:
        return _not_asked(letter, reading, route, question, facts, now)
    in_person = route.by_token and not letter.sent_by
    vouched = in_person or question.kind in ASKED_APPLICANT or letter.proof.level.reaches(Level.ALIGNED)
    if question.state == "open" and not vouched:
        return _without_token(letter, route, question)
    answered = replace(letter, proof=office.proof_of_answer(letter.proof))
    is_open = question.state == "open" and not (question.expires and question.expires <= now)
    if not is_open and any(o.intent == "undo" for o in reading.orders.orders):
        return _undone_late(answered, question, person, facts, now)
    if not is_open:
        return _too_late(letter, question, facts, now)
    return kinds()[question.kind].answered(Answer(question, answered, reading, person, facts, now))


def _not_asked(letter: Letter, reading: Reading, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """A forwarded or forged letter: nothing happens, the question stays open, its holder learns nothing about it."""
    outcome = {"outcome": "deny" if reading.orders.orders else "none"}
    note = Note(question.about, f"an answer by somebody who was not asked: {question.kind}")
    struck = strikes.counted(question, letter, facts, now) if route.by_token and question.state == "open" else ()
    if letter.proof.failed:
        return Decision(Verdict("refuse", "forged"), (note, *struck), outcome)
    not_yours = Send("question/not_yours", letter.sender, {}, in_reply_to=letter.message_id)
    return Decision(Verdict("refuse", "not_asked"), (note, *struck, not_yours), outcome)


def _undone_late(letter: Letter, question: Question, sender: Person | None, facts: Facts, now: datetime) -> Decision:
    """RÜCKGÄNGIG to a decided question, or to a receipt whose time is over, means that decision and no other."""
    meant = {"letter": question.about} if question.kind == "undo" else {"case": question.about}
    return office.ordered(letter, Orders((Order("undo", meant),)), sender, letter.proof, facts, now)


def _without_token(letter: Letter, route: Route, question: Question) -> Decision:
    """Neither the reply address nor anything else vouches for the writer: whoever was asked gets the address once more."""
    to = Mailbox(route.sender.address, route.sender.name) if route.sender else letter.sender
    asked = replace(question, asked=tuple(dict.fromkeys((*question.asked, to.address))))
    send = Send("question/unproven", to, {"said": letter.new_text, "subject": letter.subject_base}, question.about, letter.message_id)
    return Decision(Verdict("ask_back", "unproven"), (Ask(asked, (send,)),), {"outcome": "ask_back"})


def _too_late(letter: Letter, question: Question, facts: Facts, now: datetime) -> Decision:
    application = facts.matters.application(question.about)
    if question.state == "superseded" and question.kind in {"admission", "choose"}:
        send = Send("question/changed", letter.sender, {"subject": letter.subject_base}, question.about, letter.message_id)
        return Decision(Verdict("refuse", "changed_meanwhile"), (send,), {"outcome": "ask_back"})
    if application and question.state == "superseded":
        return office.to_humans(letter, facts, (onboarding.said_in(application, letter, now),))
    person = facts.people.by_address(question.answered_by)
    context = {
        "subject": letter.subject_base,
        "about": question.about,
        "state": question.state,
        "by": person.name if person else question.answered_by,
        "at": question.answered,
        "answer": question.answer,
    }
    send = Send("question/already_answered", letter.sender, context, question.about, letter.message_id)
    return Decision(Verdict("refuse", "already_answered"), (send,), {"outcome": "ask_back"})


def _unreadable_sender(letter: Letter) -> Decision:
    """Nobody to answer and nobody to believe: kept, and shown by `queue`."""
    return Decision(Verdict("set_aside", "no usable sender"), (Note(letter.id, "no usable sender"),))


def _application(reading: Reading) -> Application:
    return reading.application or Application(is_application=False, flags=("inquiry",))


def _answers_to(item: dict[str, str], facts: Facts) -> dict[str, tuple[str, ...]]:
    question = facts.questions.get(item["id"]) if item["kind"] == "question" else None
    return dict(kinds()[question.kind].answers) if question else {}
