"""The weekly letter answered by number: "2 Zusage" reaches the meeting, "3 ..." the thread, "1 ja" the question."""

from collections.abc import Mapping
from dataclasses import replace

from mailflow.decide import desk, office, taking_back
from mailflow.decide.asking import Answer, Kind, kinds
from mailflow.decide.groupwork import meetings, topics
from mailflow.decide.groupwork.contributing import contributed, objection
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.intent import Choice, Order, Reading, Rsvp
from mailflow.model.letter import Letter
from mailflow.model.records import Invitation, Question


def answered(answer: Answer) -> Decision:
    items: Mapping[str, Mapping[str, str]] = answer.question.details.get("items", {})
    if not answer.reading.choices:
        return _without_a_number(answer)
    letter, effects, lines, until = answer.letter, list[Effect](), [], None
    for choice in answer.reading.choices:
        item = items.get(str(choice.number))
        decision, word = _chosen(answer, choice, item) if item else (NOTHING, "unknown_number")
        why = {"reason": decision.verdict.reason, **decision.verdict.details} if word == "not_posted" else {}
        effects += [rest for e in decision.effects if (rest := _without_receipt(e, letter))]
        until = decision.undoable_until or until
        lines.append({"number": choice.number, "text": choice.text, "word": word, **why})
    context = {"subject": letter.subject_base, "lines": lines, "undo_until": until, "others_wait": True}
    receipt = Send("digest/noted", letter.sender, context, answer.question.about, letter.message_id)
    told = Ask(office.undo_question(letter.sender, until, letter, answer.now), (receipt,)) if until else receipt
    return Decision(Verdict("accept", "digest"), (*effects, told), undoable_until=until)


def _without_a_number(answer: Answer) -> Decision:
    """A command runs, prose goes to the office; a decision needs its number, and HOLE 2 brings the second item whole."""
    orders, items = answer.reading.orders, answer.question.details.get("items", {})
    posts = {number: item["id"] for number, item in items.items() if item["kind"] == "thread"}
    meant = (replace(o, args={**o.args, "posts": posts}) if o.intent == "fetch" else o for o in orders.orders)
    others = tuple(o for o in meant if o.intent not in desk.DECISIONS)
    if others:
        return office.ordered(answer.letter, replace(orders, orders=others), answer.sender, answer.letter.proof, answer.facts, answer.now)
    return office.to_humans(answer.letter, answer.facts)


def _chosen(answer: Answer, choice: Choice, item: Mapping[str, str]) -> tuple[Decision, str]:
    """What a numbered line does, and the word by which the receipt tells it."""
    match item["kind"]:
        case "meeting":
            return _to_meeting(answer, choice, item["id"])
        case "thread":
            return _to_thread(answer, choice, item["id"])
        case "topic":
            return _to_topic(answer, choice, item["id"])
        case _:
            return _to_question(answer, choice, item["id"])


def _to_meeting(answer: Answer, choice: Choice, number: str) -> tuple[Decision, str]:
    meeting = answer.facts.matters.meeting(number)
    if meeting is None or choice.rsvp is None or choice.rsvp.partstat is None:
        return NOTHING, "unclear"
    if meeting.state == "cancelled":
        return NOTHING, "already"
    decision = meetings.answered(answer.letter, choice.rsvp, meeting, answer.asked_as, answer.facts, answer.now)
    counted = [e.record for e in decision.effects if isinstance(e, Save) and isinstance(e.record, Invitation)]
    return decision, next((i.partstat for i in counted if i.address == answer.asked_as), choice.rsvp.partstat)


def _to_topic(answer: Answer, choice: Choice, number: str) -> tuple[Decision, str]:
    topic = answer.facts.matters.topic(number)
    if topic is None or answer.sender is None or choice.said is None:
        return NOTHING, "unclear"
    if choice.said == "no":
        return Decision(Verdict("accept", "not_supported"), topics.left(topic, answer.sender)), "not_supported"
    _, effects = topics.supported(topic, answer.sender, answer.facts, answer.now)
    return Decision(Verdict("accept", "supported"), effects), "supported"


def _to_thread(answer: Answer, choice: Choice, message_id: str) -> tuple[Decision, str]:
    facts, person = answer.facts, answer.sender
    post = facts.archive.post(message_id)
    group = facts.lists.get(post.group) if post else None
    if post is None or group is None or person is None or not choice.text.strip():
        return NOTHING, "unclear"
    if group.state != "active":
        return NOTHING, "list_closed"
    if verdict := objection(person, group, post.subject, choice.text, answer.letter, facts, answer.now):
        return Decision(verdict), "not_posted"
    posted = contributed(person, group, post.subject, choice.text, answer.letter, choice.number, facts, answer.now, answers=post)
    return Decision(Verdict("accept", "posted"), posted), "posted"


def _to_question(answer: Answer, choice: Choice, id: str) -> tuple[Decision, str]:
    question = answer.facts.questions.get(id)
    if question is None or question.state != "open":
        return NOTHING, "already"
    if kinds()[question.kind].offered:
        return _decided(answer, choice, question)
    kind = kinds()[question.kind]
    if choice.said is None and not any(choice.suits) and not kind.free:
        return NOTHING, "unclear"
    reading = Reading(said=choice.said, rsvp=Rsvp(None), suits=choice.suits)
    letter = replace(answer.letter, new_text=choice.text)
    decision = taking_back.decided(Answer(question, letter, reading, answer.sender, answer.facts, answer.now))
    if kind.gathered:
        return (decision, "noted") if decision.verdict.action == "accept" else (NOTHING, "unclear")
    return decision, choice.said or "unclear"


def _decided(answer: Answer, choice: Choice, question: Question) -> tuple[Decision, str]:
    """An application or a held post, decided as on the desk: "1 freigeben", "2 ablehnen Grund: ..."."""
    said = [o for o in answer.reading.orders.orders if o.args.get("number") == choice.number]
    if not said and choice.said:
        said = [Order(choice.said, {}, choice.text)]
    if len(said) != 1:
        return NOTHING, "unclear"
    order = desk.meant(said[0], question.about, answer.facts)
    decision = office.answered((order,), answer.letter, answer.sender, answer.facts, answer.now)
    return (decision, order.intent) if decision.verdict.action == "accept" else (NOTHING, "unclear")


def _without_receipt(effect: Effect, letter: Letter) -> Effect | None:
    """One letter answers the whole digest; the items' own receipts would be too many."""
    match effect:
        case Send():
            return None if _is_receipt(effect, letter) else effect
        case Ask(question, letters) if question.kind == "undo":
            # The digest's own receipt asks whether to take it all back.
            return next((_without_way_back(send) for send in letters if not _is_receipt(send, letter)), None)
        case Ask(question, letters):
            others = tuple(send for send in letters if not _is_receipt(send, letter))
            if others or not letters:
                return replace(effect, letters=others)
            return Save(question) if question.answered else None
    return effect


def _without_way_back(send: Send) -> Send:
    return replace(send, context={key: value for key, value in send.context.items() if key not in {"undo_until", "others_wait"}})


def _is_receipt(send: Send, letter: Letter) -> bool:
    return bool(letter.message_id) and send.in_reply_to == letter.message_id


NOTHING = Decision(Verdict("ask_back", "unclear"))
KIND = Kind("digest", answered, days=14, offered=desk.DECISIONS, numbered=True, is_offer=True)
