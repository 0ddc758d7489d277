"""The weekly letter answered by number: "2 Zusage" reaches the meeting, "3 ..." the thread, "1 ja" the question."""

from collections.abc import Mapping
from dataclasses import replace

from mailflow.decide import meetings, office, posting
from mailflow.decide.asking import Answer, Kind, kinds
from mailflow.model.effects import Ask, Contribute, Decision, Effect, Save, Send, Verdict
from mailflow.model.intent import Choice, Reading, Rsvp
from mailflow.model.letter import Mailbox
from mailflow.model.records import Post


def answered(answer: Answer) -> Decision:
    items: Mapping[str, Mapping[str, str]] = answer.question.details.get("items", {})
    if not answer.reading.choices:
        if answer.reading.orders.orders:
            return office.ordered(answer.letter, answer.reading.orders, answer.sender, answer.letter.proof, answer.facts, answer.now)
        return office.to_humans(answer.letter, answer.facts)
    effects: list[Effect] = []
    lines = []
    for choice in answer.reading.choices:
        item = items.get(str(choice.number))
        done, word = _chosen(answer, choice, item) if item else ((), "unknown_number")
        effects += done
        lines.append({"number": choice.number, "text": choice.text, "word": word})
    receipt = Send("digest/noted", answer.letter.sender, {"lines": lines}, answer.question.about, answer.letter.message_id)
    return Decision(Verdict("accept", "digest"), (*effects, receipt))


def _chosen(answer: Answer, choice: Choice, item: Mapping[str, str]) -> tuple[tuple[Effect, ...], str]:
    match item["kind"]:
        case "meeting":
            return _to_meeting(answer, choice, item["id"])
        case "thread":
            return _to_thread(answer, choice, item["id"])
        case _:
            return _to_question(answer, choice, item["id"])


def _to_meeting(answer: Answer, choice: Choice, number: str) -> tuple[tuple[Effect, ...], str]:
    meeting = answer.facts.matters.meeting(number)
    if meeting is None or choice.rsvp is None or choice.rsvp.partstat is None:
        return (), "unclear"
    decision = meetings.answered(answer.letter, choice.rsvp, meeting, answer.asked_as, answer.facts, answer.now)
    return tuple(e for e in decision.effects if not _is_receipt(e)), choice.rsvp.partstat


def _to_thread(answer: Answer, choice: Choice, message_id: str) -> tuple[tuple[Effect, ...], str]:
    facts, person = answer.facts, answer.sender
    post = facts.archive.post(message_id)
    group = facts.lists.get(post.group) if post else None
    if post is None or group is None or person is None or not choice.text.strip():
        return (), "unclear"
    id = f"<{answer.letter.id}.{choice.number}@{facts.forum.addresses.domain}>"
    new = Post(
        id=id,
        group=group.id,
        sender=person.address,
        sender_name=person.name,
        place=person.seat,
        subject=post.subject,
        text=choice.text,
        thread=post.thread or post.id,
        at=answer.now,
        letter=answer.letter.id,
    )
    author = Mailbox(person.address, person.name)
    letter = Contribute(author, group.id, post.subject, choice.text, post.id, id, posting.readers(group, facts, answer.now))
    return (Save(new), letter), "posted"


def _to_question(answer: Answer, choice: Choice, id: str) -> tuple[tuple[Effect, ...], str]:
    question = answer.facts.questions.get(id)
    if question is None or question.state != "open":
        return (), "already"
    if choice.said is None:
        return (), "unclear"
    reading = Reading(said=choice.said, rsvp=Rsvp(None))
    letter = replace(answer.letter, new_text=choice.text)
    decision = kinds()[question.kind].answered(Answer(question, letter, reading, answer.sender, answer.facts, answer.now))
    return tuple(e for e in decision.effects if not _is_receipt(e)), choice.said


RECEIPTS = {"meeting/answer_noted", "meeting/answer_unclear", "group/join_noted", "group/support_noted", "question/unclear"}


def _is_receipt(effect: Effect) -> bool:
    """One letter answers the whole digest; the items' own receipts would be too many."""
    letters = effect.letters if isinstance(effect, Ask) else (effect,) if isinstance(effect, Send) else ()
    return bool(letters) and all(one.template in RECEIPTS for one in letters)


KIND = Kind("digest", answered, days=21, numbered=True)
