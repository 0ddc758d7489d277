"""A letter that answers a question: whose answer it is, and whether it still counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailflow.decide import elsewhere, office, strikes, taking_back
from mailflow.decide.asking import Answer, kinds
from mailflow.decide.joining import onboarding
from mailflow.decide.route import ASKED_APPLICANT, Route
from mailflow.model.effects import Ask, Decision, Effect, Note, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Order, Orders, Reading
from mailflow.model.letter import Letter, Level, Mailbox
from mailflow.model.records import Person, Question


def answered(letter: Letter, reading: Reading, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """An answer counts only from somebody who was asked, while the question is open (invariant 9)."""
    asked, person = _answering(letter, question, route.sender, facts, now)
    if not asked or letter.proof.failed:
        return _not_asked(letter, reading, route, question, facts, now)
    own = (route.by_token and not letter.sent_by) or letter.proof.level.reaches(Level.ALIGNED)
    vouched = own or question.kind in ASKED_APPLICANT
    if question.state == "open" and not vouched:
        return _without_token(letter, route, question)
    proven = replace(letter, proof=office.proof_of_answer(letter.proof))
    is_open = question.state == "open" and not (question.expires and question.expires <= now)
    doubted = own and elsewhere.is_from_elsewhere(letter, question, route.sender, facts, now)
    if is_open and doubted and route.sender:
        return elsewhere.asked_again(letter, question, route.sender, facts, now)
    if not is_open and any(o.intent == "undo" for o in reading.orders.orders):
        return _undone_late(letter if doubted or not own else proven, question, person, facts, now)
    if not is_open and kinds()[question.kind].goes_on and reading.said != question.answer:
        return office.to_humans(letter, facts)
    if not is_open and not (kinds()[question.kind].gathered or kinds()[question.kind].lasting):
        return _too_late(letter, question, facts, now)
    if question.kind in {*ASKED_APPLICANT, "inquiry"} and _asks_for_itself(reading):
        proof = proven.proof if own else letter.proof
        return office.ordered(letter, reading.orders, person, proof, facts, now)
    decision = taking_back.decided(Answer(question, proven, reading, person, facts, now))
    decision = replace(decision, proof=proven.proof.told)
    acted = person is not None and letter.sender.address not in facts.people.addresses(person)
    return _by_deputy(decision, letter, person, facts) if acted and person else decision


def _asks_for_itself(reading: Reading) -> bool:
    """Whether it does nothing but order what an applicant may in answer to any letter."""
    orders = reading.orders
    return bool(orders.orders) and not orders.unclear and all(o.intent in APPLICANTS_MAY for o in orders.orders) and not _fills(reading)


def _fills(reading: Reading) -> bool:
    """Whether it fills a form in, where a word of the form is a command as well: "Selbstverständnis: Ja, tragen wir mit"."""
    given = [answer for answer in reading.form if answer]
    return len(given) > 1 or (len(given) == 1 and any(":" in order.words for order in reading.orders.orders))


APPLICANTS_MAY = {"withdraw", "status", "charter", "privacy"}


def _by_deputy(decision: Decision, letter: Letter, person: Person, facts: Facts) -> Decision:
    """Whoever acted gets the answer; whoever they represent hears what was done in their name."""
    own = facts.people.addresses(person)

    def to_deputy(effect: Effect) -> Effect:
        match effect:
            case Send(in_reply_to=answered, to=to) if answered == letter.message_id and to.address in {letter.sender.address, *own}:
                greeted = {"name": letter.sender.name} if "name" in effect.context else {}
                return replace(effect, to=letter.sender, context={**effect.context, **greeted})
            case Ask(letters=letters):
                return replace(effect, letters=tuple(one for send in letters if isinstance(one := to_deputy(send), Send)))
        return effect

    effects = tuple(to_deputy(effect) for effect in decision.effects)
    deputy = facts.people.by_address(letter.sender.address)
    context = {"name": person.name, "deputy": deputy.name if deputy else letter.sender.address, "subject": letter.subject_base}
    context |= {"said": letter.new_text}
    told = Send("office/deputy_acted", Mailbox(person.address, person.name), context, letter.id, language=person.language)
    return replace(decision, effects=(*effects, told))


def _answering(letter: Letter, question: Question, sender: Person | None, facts: Facts, now: datetime) -> tuple[bool, Person | None]:
    """(whether the letter's author was asked, the person whose answer it is): a proven deputy answers for whom they represent."""
    if letter.sender.address in question.asked or (sender and any(own in question.asked for own in facts.people.addresses(sender))):
        # A function mailbox that is asked itself is nobody of its own: it answers for the main person of its seat.
        return True, sender or next(iter(facts.people.main_of_seat(letter.sender.address)), None)
    person = None if kinds()[question.kind].in_person else _asked_and_represented(letter, question, facts, now)
    return (True, person) if person else (False, sender)


def _asked_and_represented(letter: Letter, question: Question, facts: Facts, now: datetime) -> Person | None:
    """Whom of those asked the letter's proven author stands in for today."""
    people = facts.people.represented_by(letter.sender.address, facts.today(now)) if letter.proof.level.reaches(Level.ALIGNED) else []
    return next((p for p in people if any(own in question.asked for own in facts.people.addresses(p))), None)


def _not_asked(letter: Letter, reading: Reading, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """A forwarded or forged letter: nothing happens, the question stays open, its holder learns nothing about it."""
    outcome = {"outcome": "deny" if reading.orders.orders or reading.orders.unclear else "none"}
    note = Note(question.about, f"an answer by somebody who was not asked: {question.kind}")
    as_deputy = _told_deputy(letter, question, facts, now)
    foreign = route.by_token and question.state == "open" and as_deputy is None
    struck = strikes.counted(question, letter, facts, now) if foreign else ()
    if letter.proof.failed:
        refused = office.forged(letter, route.sender)
        return replace(refused, effects=(note, *struck, *refused.effects), understood=outcome)
    if route.by_token and question.kind in ASKED_APPLICANT and (application := facts.matters.application(question.about)):
        # It may be the applicant at another address, or a colleague: it answers nothing, and the office reads it beside the matter.
        read = office.to_humans(letter, facts, (note, *struck, onboarding.said_in(application, letter, now)))
        return replace(read, verdict=Verdict("refuse", "not_asked"), understood=outcome)
    told = as_deputy or Send("question/not_yours", letter.sender, in_reply_to=letter.message_id)
    return Decision(Verdict("refuse", "not_asked"), (note, *struck, told), outcome)


def _told_deputy(letter: Letter, question: Question, facts: Facts, now: datetime) -> Send | None:
    """What a proven deputy hears who may not answer this question, or not on this day; None for anybody else."""
    if not letter.proof.level.reaches(Level.ALIGNED):
        return None
    if person := _asked_and_represented(letter, question, facts, now):
        return Send("question/only_in_person", letter.sender, {"who": person.name}, in_reply_to=letter.message_id)
    today = facts.today(now)
    for person, named in facts.people.represented_on_other_days(letter.sender.address, today):
        if any(own in question.asked for own in facts.people.addresses(person)):
            context = {"who": person.name, "since": named.since, "until": named.until, "is_over": named.until < today}
            return Send("question/deputy_on_another_day", letter.sender, context, in_reply_to=letter.message_id)
    return None


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
    reader, person = (facts.people.by_address(address) for address in (letter.sender.address, question.answered_by))
    context = {
        "name": reader.name if reader else "",
        "subject": letter.subject_base,
        "about": question.about,
        "state": question.state,
        "by": person.name if person else question.answered_by,
        "at": question.answered,
        "answer": question.answer,
    }
    send = Send("question/already_answered", letter.sender, context, question.about, letter.message_id)
    return Decision(Verdict("refuse", "already_answered"), (send,), {"outcome": "ask_back"})
