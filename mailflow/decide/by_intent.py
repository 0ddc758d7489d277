"""One letter, one decision: which part of the forum it belongs to."""

from __future__ import annotations

from datetime import datetime

from mailflow.decide import answering, forgery, guessing, office
from mailflow.decide.greeting import by_name
from mailflow.decide.groupwork import meetings
from mailflow.decide.joining import applying, onboarding
from mailflow.decide.language import in_language_of
from mailflow.decide.lists import archive, closing, founding, handover, leaving, posting
from mailflow.decide.lists.bouncing import bounced
from mailflow.decide.route import Route
from mailflow.decide.rules import loop, stop_word
from mailflow.decide.seats import moving, succession
from mailflow.model.effects import Decision, Forward, Note, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import LONGEST_NOTE, Order, Orders, Reading
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Group, Person

RETURN_PATHS = {"verp", "bounce", "list_bounces"}
"""Where machines answer; of the people there only those we know are worth a look."""

UNUSABLE = {
    "from_double": "more than one From field",
    "from_ambiguous": "From names more than one address, a group, or hides one behind another",
    "from_hides_lines": "From hides further lines",
    "from_missing": "no From field",
}
"""What spoils a sender (faults.md B4), by the defect of the letter."""


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
    """What the letter means for the forum, its proof being what `vouching` left of it."""
    decision = forgery.without_its_words(letter, route.sender, _decision_on(letter, reading, route, facts, now), facts)
    return in_language_of(letter, route, by_name(letter, route.sender, decision, facts), facts)


def _decision_on(letter: Letter, reading: Reading, route: Route, facts: Facts, now: datetime) -> Decision:
    place = route.destination.place
    # A copy that came back from another list is told of below, however often it comes.
    if facts.handled(letter.message_id) or (route.repeated and not letter.automatic):
        return Decision(Verdict("discard", "repeated"), (Note(letter.id, "handled before"),))
    if place == "click":
        return leaving.clicked(letter, route.sender, route.delivery, facts, now)
    if letter.bounce and letter.bounce.kind != "not_a_bounce":
        return bounced(letter, letter.bounce, route.delivery, facts, now)
    if letter.calendar and letter.calendar.method in {"REPLY", "COUNTER"}:
        return meetings.calendar_answered(letter, letter.calendar, facts, now)
    if letter.is_locked and place != "group":
        return office.locked(letter, facts)
    if letter.automatic and not (letter.recalls and place == "group"):
        told = succession.asked(letter, _absent(route, facts), facts, now) if letter.automatic.has_left else ()
        if place == "group" and route.group:
            told += loop.looped(letter, route.group, facts, now)
        note = Note(letter.id, f"automatic letter: {letter.automatic.kind}")
        return Decision(Verdict("discard", letter.automatic.kind), (note, *told), {"outcome": "ignore"})
    if not letter.sender.address:
        return _unreadable_sender(letter)
    if route.sender is None and facts.forum.addresses.destination(letter.sender.address):
        return Decision(Verdict("discard", "own_address"), (Note(letter.id, "one of our own addresses in From"),))
    if place in RETURN_PATHS and route.sender is None:
        return Decision(Verdict("discard", "no_report"), (Note(letter.id, "no delivery report"),))
    if route.question:
        return answering.answered(letter, reading, route, route.question, facts, now)
    match place:
        case "applications":
            return applying.applied(letter, reading, route.sender, facts, now)
        case "group" if route.group:
            return _to_list(letter, reading, route, route.group, facts, now)
        case "join" | "leave" if route.group:
            order = Order("subscribe" if place == "join" else "unsubscribe", {"group": route.group.id, "address": letter.sender.address})
            return office.ordered(letter, Orders((order,)), route.sender, letter.proof, facts, now)
        case "stop":
            return leaving.written(letter, route.sender, route.delivery, facts, now)
        case "owner" if route.group:
            return _to_speakers(letter, route.group, facts, now)
        case "office" | "commands" if reading.application and reading.application.asker and _only_asks(reading):
            return applying.asked_how(letter, reading.application.asker, facts, now)
        case "commands" | "request" | "case" | "reply" | "meeting" | "calendar":
            return _orders(letter, reading, route, facts, now)
        case _ if place in RETURN_PATHS:
            return office.to_humans(letter, facts)
        case "office" | "privacy":
            is_order = bool(reading.orders.orders or (reading.proposes and route.sender))
            return _orders(letter, reading, route, facts, now) if is_order else _to_humans(letter, facts, now)
    return Decision(Verdict("refuse", "unknown_address"), (Note(letter.id, "unknown address"),))


def _absent(route: Route, facts: Facts) -> Person | None:
    """Whose automatic letter this is: it may come from the address of a colleague or a machine, but the return path names the reader."""
    return route.sender or (facts.people.by_address(route.delivery.recipient) if route.delivery else None)


def _orders(letter: Letter, reading: Reading, route: Route, facts: Facts, now: datetime) -> Decision:
    if reading.rsvp and reading.rsvp.partstat and route.destination.place in {"meeting", "calendar"}:
        return meetings.answered_by_hand(letter, reading.rsvp, route, facts, now) or office.to_humans(letter, facts)
    if route.destination.place in {"case", "reply"} and not reading.orders.orders and not (route.sender and route.sender.status == "staff"):
        # To a reply address that is none, whatever was unclear: its holder learns nothing about the matter.
        return Decision(
            Verdict("refuse", "no_question"),
            (Send("question/unknown", letter.sender, {}, in_reply_to=letter.message_id),),
            {"outcome": "ask_back" if reading.orders.unclear else "none"},
        )
    if route.sender is None and any(order.intent == "address" for order in reading.orders.orders):
        return moving.told_to_humans(moving.named(letter.sender.name, facts), letter, facts, now)
    if reading.orders:
        return office.ordered(letter, reading.orders, route.sender, letter.proof, facts, now)
    if reading.proposes and route.sender and route.destination.place in {"commands", "office"}:
        order = Order("found_group", {"name": reading.proposes}, letter.new_text.strip())
        return office.ordered(letter, Orders((order,)), route.sender, letter.proof, facts, now)
    if route.sender is None:
        return _to_humans(letter, facts, now)
    if not letter.new_text.strip():
        return office.ordered(letter, Orders((Order("help"),)), route.sender, letter.proof, facts, now)
    if route.destination.place == "commands":
        return guessing.offered(letter, route.sender, facts, now)
    return office.to_humans(letter, facts)


def _only_asks(reading: Reading) -> bool:
    """ "Wie geht das?" asks for help as well; what orders something else is no mere question."""
    return all(order.intent == "help" for order in reading.orders.orders)


def _to_humans(letter: Letter, facts: Facts, now: datetime) -> Decision:
    """A letter for the people of the office; one that names an open matter of its sender's house joins it."""
    named = applying.matter_named(letter, facts)
    return office.to_humans(letter, facts, (onboarding.said_in(named, letter, now),) if named else ())


def _to_list(letter: Letter, reading: Reading, route: Route, group: Group, facts: Facts, now: datetime) -> Decision:
    """A letter to a list that says nothing but "take me off" is an order, not a post (scenario S25); so is HOLE 1 below a copy."""
    if group.state == "closed":
        return closing.answered(letter, group, facts)
    if group.state == "proposed":
        return founding.answered(letter, group, route.sender, facts)
    if stop_word.stops(letter):
        return posting.posted(letter, reading, group, route.sender, facts, now)
    only_leaves = reading.orders.orders and all(o.intent == "unsubscribe" for o in reading.orders.orders) and not reading.orders.unclear
    if only_leaves and route.sender and len(letter.new_text) < LONGEST_NOTE:
        if facts.lists.kind(group).leave == "nobody" and route.sender.status in {"member", "guest"}:
            return leaving.fed_up(letter, route.sender, group, facts, now)
        return office.ordered(letter, reading.orders, route.sender, letter.proof, facts, now)
    if archive.asks_for_its_file(letter, reading.orders, facts):
        return office.ordered(letter, reading.orders, route.sender, letter.proof, facts, now)
    decision = posting.posted(letter, reading, group, route.sender, facts, now)
    return decision if route.sender else moving.beside(decision, letter, facts, now)


def _to_speakers(letter: Letter, group: Group, facts: Facts, now: datetime) -> Decision:
    people = [*(handover.speakers(group, facts) or facts.people.staff()), *handover.copies(group, facts, now)]
    forwards = tuple(Forward(letter.id, Mailbox(p.address, p.name)) for p in {p.id: p for p in people}.values())
    receipt = Send("office/passed_on", letter.sender, {"subject": letter.subject_base}, in_reply_to=letter.message_id)
    return Decision(Verdict("accept", "for_the_speakers"), (*forwards, receipt))


def _unreadable_sender(letter: Letter) -> Decision:
    """Nobody to answer and nobody to believe: kept, and shown by `queue`."""
    why = next((told for defect, told in UNUSABLE.items() if defect in letter.defects), "")
    reason = f"no usable sender{why and ': '}{why}"
    return Decision(Verdict("set_aside", reason), (Note(letter.id, reason),))
