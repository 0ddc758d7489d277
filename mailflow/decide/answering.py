"""A letter that answers a question: whose answer it is, and whether it still counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.decide import elsewhere, office, renewal, strikes, taking_back
from mailflow.decide.asking import Answer, kinds, lives, written_to
from mailflow.decide.joining import onboarding
from mailflow.decide.route import ASKED_APPLICANT, FROM_APPLICANT, Route
from mailflow.model.effects import Ask, Decision, Effect, Note, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Order, Orders, Reading
from mailflow.model.letter import Letter, Level, Mailbox
from mailflow.model.records import Person, Question


@dataclass(frozen=True, slots=True)
class _Asked:
    """One whose answer a letter may be: the person, unless the forum knows none, and the addresses that are theirs."""

    person: Person | None
    addresses: frozenset[str]
    author: str
    """Who writes for them, or they themselves."""

    def were_asked(self, question: Question) -> bool:
        return not self.addresses.isdisjoint(question.asked)

    def have_letter(self, route: Route, question: Question) -> bool:
        """Whether the letter of ours that is answered was written to them."""
        return not {self.author, *self.addresses}.isdisjoint(written_to(route.letters, question))

    def can_answer(self, route: Route, now: datetime) -> bool:
        """Whether a letter of ours to them that is answered can still be."""
        return any(lives(sent, now) for sent in route.letters if sent.to in {"", self.author, *self.addresses})


def answered(letter: Letter, reading: Reading, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """An answer counts only from somebody who was asked, to the letter that asked them, while the question is open (invariant 9)."""
    asked = _asked(letter, question, route, facts, now)
    if not asked or letter.proof.failed:
        return _not_asked(letter, reading, route, question, facts, now)
    who = next((one for one in asked if one.have_letter(route, question)), None)
    is_open = question.state == "open" and not (question.expires and question.expires <= now)
    if who is None and (is_open or kinds()[question.kind].gathered):
        return _to_another_s(letter, route, question, facts, now)
    answer = Answer(question, letter, reading, (who or asked[0]).person, facts, now)
    can_answer = who is not None and who.can_answer(route, now)
    own = (route.by_token and can_answer and not letter.sent_by) or letter.proof.level.reaches(Level.ALIGNED)
    refused = _asked_anew(answer, route, own, can_answer) if is_open else _afterwards(answer, own)
    if refused:
        return refused
    if question.kind in FROM_APPLICANT and _asks_for_itself(reading):
        proof = office.proof_of_answer(letter.proof) if own else letter.proof
        return office.ordered(letter, reading.orders, answer.sender, proof, facts, now)
    return _counted(answer)


def _asked_anew(answer: Answer, route: Route, own: bool, can_answer: bool) -> Decision | None:
    """What an open question comes to where the answer does not count yet: its reader is asked once more, under another address."""
    letter, question, facts, now = answer.letter, answer.question, answer.facts, answer.now
    if not can_answer:
        # Taking something back is an order of its own, and cannot wait for another letter.
        is_order = letter.proof.level.reaches(Level.ALIGNED) and _takes_back(answer)
        return _undone_late(answer, letter) if is_order else _put_to(letter, route, question, "old", facts)
    if not own and question.kind not in ASKED_APPLICANT:
        return _without_token(letter, route, question)
    if own and route.sender and elsewhere.is_from_elsewhere(letter, question, route.sender, facts, now):
        return elsewhere.asked_again(letter, question, route.sender, route, facts, now)
    return None


def _afterwards(answer: Answer, own: bool) -> Decision | None:
    """What an answer comes to once the question is settled; None where it still counts."""
    letter, question, facts = answer.letter, answer.question, answer.facts
    if _takes_back(answer):
        sender = facts.people.by_address(letter.sender.address)
        doubted = elsewhere.is_from_elsewhere(letter, question, sender, facts, answer.now)
        counts = own and not doubted
        return _undone_late(answer, replace(letter, proof=office.proof_of_answer(letter.proof)) if counts else letter)
    kind = kinds()[question.kind]
    if kind.goes_on and answer.reading.said != question.answer:
        return office.to_humans(letter, facts)
    return None if kind.gathered or (kind.lasting and own) else _too_late(letter, question, facts, answer.now)


def _takes_back(answer: Answer) -> bool:
    return any(order.intent == "undo" for order in answer.reading.orders.orders)


def _counted(answer: Answer) -> Decision:
    proven = replace(answer.letter, proof=office.proof_of_answer(answer.letter.proof))
    decision = replace(taking_back.decided(replace(answer, letter=proven)), proof=proven.proof.told)
    person, facts = answer.sender, answer.facts
    by_deputy = person is not None and proven.sender.address not in facts.people.addresses(person)
    return _by_deputy(decision, proven, person, facts) if person and by_deputy else decision


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


def _asked(letter: Letter, question: Question, route: Route, facts: Facts, now: datetime) -> list[_Asked]:
    """Those of the asked whose answer this may be: its author, and whom they stand in for."""
    own = _author(letter.sender.address, question, route, facts)
    represented = [] if kinds()[question.kind].in_person else _represented(letter, facts, now)
    return [one for one in (own, *represented) if one.were_asked(question)]


def _author(address: str, question: Question, route: Route, facts: Facts) -> _Asked:
    if route.sender:
        return _Asked(route.sender, frozenset((address, *facts.people.addresses(route.sender))), address)
    if address not in question.asked:
        return _Asked(None, frozenset((address,)), address)
    if question.kind in FROM_APPLICANT:
        # Who applies and who is named in the application are asked as one.
        return _Asked(None, frozenset(question.asked), address)
    # A function mailbox that is asked itself is nobody of its own: it answers for the main person of its seat.
    main = next(iter(facts.people.main_of_seat(address)), None)
    return _Asked(main, frozenset((address, *(facts.people.addresses(main) if main else ()))), address)


def _represented(letter: Letter, facts: Facts, now: datetime) -> list[_Asked]:
    """Whom the letter's proven author stands in for today."""
    author = letter.sender.address
    people = facts.people.represented_by(author, facts.today(now)) if letter.proof.level.reaches(Level.ALIGNED) else []
    return [_Asked(p, frozenset(facts.people.addresses(p)), author) for p in people]


def _not_asked(letter: Letter, reading: Reading, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """A forwarded or forged letter: nothing happens, the question stays open, its holder learns nothing about it."""
    outcome = {"outcome": "deny" if reading.orders.orders or reading.orders.unclear else "none"}
    note = Note(question.about, f"an answer by somebody who was not asked: {question.kind}")
    as_deputy = _told_deputy(letter, question, facts, now)
    struck = () if as_deputy else strikes.counted(question, letter, route, facts, now)
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
    if stands_in := next((one.person for one in _represented(letter, facts, now) if one.person and one.were_asked(question)), None):
        return Send("question/only_in_person", letter.sender, {"who": stands_in.name}, in_reply_to=letter.message_id)
    today = facts.today(now)
    for person, named in facts.people.represented_on_other_days(letter.sender.address, today):
        if any(own in question.asked for own in facts.people.addresses(person)):
            context = {"who": person.name, "since": named.since, "until": named.until, "is_over": named.until < today}
            return Send("question/deputy_on_another_day", letter.sender, context, in_reply_to=letter.message_id)
    return None


def _undone_late(answer: Answer, letter: Letter) -> Decision:
    """RÜCKGÄNGIG to a decided question, or to a receipt whose time is over, means that decision and no other."""
    question = answer.question
    meant = {"letter": question.about} if question.kind == "undo" else {"case": question.about}
    return office.ordered(letter, Orders((Order("undo", meant),)), answer.sender, letter.proof, answer.facts, answer.now)


def _without_token(letter: Letter, route: Route, question: Question) -> Decision:
    """Neither the reply address nor anything else vouches for the writer: whoever was asked gets the address once more."""
    to = Mailbox(route.sender.address, route.sender.name) if route.sender else letter.sender
    asked = replace(question, asked=tuple(dict.fromkeys((*question.asked, to.address))))
    send = Send("question/unproven", to, {"said": letter.new_text, "subject": letter.subject_base}, question.about, letter.message_id)
    return Decision(Verdict("ask_back", "unproven"), (Ask(asked, (send,)),), {"outcome": "ask_back"})


def _to_another_s(letter: Letter, route: Route, question: Question, facts: Facts, now: datetime) -> Decision:
    """Asked as well, but not by the letter that this answers: nobody decides in one name with what went to another (faults.md D5)."""
    note = Note(question.about, f"an answer to somebody else's letter: {question.kind}")
    struck = strikes.counted(question, letter, route, facts, now)
    own = _put_to(letter, route, question, "anothers", facts)
    return replace(own, effects=(note, *struck, *own.effects))


def _put_to(letter: Letter, route: Route, question: Question, why: renewal.Why, facts: Facts) -> Decision:
    """Asks whose name the answer bears by a letter of their own, at the address we know."""
    to = route.sender.address if route.sender else letter.sender.address
    asked = replace(question, asked=tuple(dict.fromkeys((*question.asked, to))))
    send = renewal.letter_to(to, question, why, facts, in_reply_to=letter.message_id)
    return Decision(Verdict("ask_back", why), (Ask(asked, (send,)),), {"outcome": "ask_back"})


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
