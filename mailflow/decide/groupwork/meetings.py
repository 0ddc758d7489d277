"""Meetings: inviting, answers by calendar or plain words, changes, and one list of answers for the organiser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Done
from mailflow.decide.groupwork import places
from mailflow.decide.route import Route
from mailflow.model.address import normal
from mailflow.model.effects import Ask, Decision, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Details, Rsvp
from mailflow.model.letter import CalendarPart, Letter, Level, Mailbox
from mailflow.model.records import Invitation, Meeting

DEFAULT_LENGTH = timedelta(hours=1)
TOLD_AT_MOST_EVERY = timedelta(hours=20)
LONGEST_COMMENT = 300
_BY_PROGRAM = re.compile(
    r"\b(?:hat|haben|has|have)\b.{0,120}\b(?:angenommen|zugesagt|abgelehnt|abgesagt|akzeptiert|accepted|declined)\b|\b(?:einladung|invitation|kalender|calendar|vorbehalt)\b|https?://"
    r"|^\W*(?:zugesagt|abgelehnt|angenommen|accepted|declined|tentative(?:ly)?(?: accepted)?)\b",
    re.I,
)
"""What calendar programs write into the letter around an answer."""


def shown(call: Call) -> Mapping[str, Any]:
    """What the confirmation letter shows before an invitation goes to many."""
    meeting, problems = _meeting_of(call)
    guests = _invitees(call) or [Mailbox(i.address, i.name) for i in call.facts.matters.invitations(meeting.id if meeting else "")]
    return {
        "problems": problems,
        "meeting": told(meeting) if meeting else {},
        "invitees": [m.name or m.address for m in guests],
        "changes": bool(meeting and meeting.version),
    }


def invited(call: Call) -> Done:
    meeting, problems = _meeting_of(call)
    if meeting is None or problems:
        return Done("invite_problem", {"problems": problems}, ok=False)
    guests = _invitees(call) or [Mailbox(i.address, i.name) for i in call.facts.matters.invitations(meeting.id)]
    if not guests:
        return Done("invite_problem", {"problems": ["to"]}, ok=False)
    effects = announced(meeting, guests, call.facts, call.now, call.letter.id)
    return Done("invite", {"meeting": told(meeting), "count": len(guests), "changed": meeting.sequence > 0}, effects)


def announced(meeting: Meeting, guests: Iterable[Mailbox], facts: Facts, now: datetime, cause: str) -> tuple[Effect, ...]:
    """The meeting and an invitation of their own to each guest; one that moved asks everybody anew."""
    already = {i.address: i for i in facts.matters.invitations(meeting.id)}
    effects: list[Effect] = [Save(meeting)]
    for guest in guests:
        invitation = already.get(guest.address) or Invitation(
            id=f"{meeting.id}:{guest.address}", meeting=meeting.id, address=guest.address, name=guest.name
        )
        moved = meeting.sequence > 0 and invitation.version > 0
        effects.append(
            Save(
                replace(invitation, partstat="NEEDS-ACTION", comment="", guests=0, delegate="", **asdict(Details()))
                if moved
                else invitation
            )
        )
        effects += _asked_to_come(meeting, guest, facts, now, cause)
    return tuple(effects)


def answered(letter: Letter, rsvp: Rsvp, meeting: Meeting, invitee: str, facts: Facts, now: datetime) -> Decision:
    """Records one invitee's answer; a substitute is invited to this meeting only."""
    invitation = facts.matters.invitation(meeting.id, invitee)
    if invitation is None:
        return Decision(
            Verdict("refuse", "not_invited"), (Note(meeting.id, "an answer by somebody who was not invited"),), {"outcome": "reject"}
        )
    if meeting.state == "cancelled":
        return _told_it_is_off(letter, meeting, invitee, facts)
    context = {
        "name": invitation.name,
        "meeting": told(meeting),
        "partstat": rsvp.partstat,
        "guests": rsvp.guests,
        "comment": rsvp.comment,
    }
    if rsvp.partstat is None:
        asked_again = Send("meeting/answer_unclear", letter.sender, context, meeting.id, letter.message_id)
        unclear = _under_the_question(asked_again, meeting, invitee, facts)
        return Decision(Verdict("ask_back", "unclear"), (unclear,), {"outcome": "ask_back"})
    new = replace(
        invitation,
        partstat=rsvp.partstat,
        guests=rsvp.guests,
        comment=_more_than_the_answer(rsvp.comment) or (invitation.comment if rsvp.partstat == invitation.partstat else ""),
        delegate=rsvp.delegate_name or rsvp.delegate_address,
        answered=now,
        **_details(rsvp, invitation),
    )
    new = places.placed(new, invitation, meeting, facts)
    effects: list[Effect] = [Save(new), *_seats_given(new, meeting, facts, now)]
    substitute = normal(rsvp.delegate_address)
    if substitute and not facts.matters.invitation(meeting.id, substitute):
        guest = Mailbox(substitute, rsvp.delegate_name)
        effects.append(Save(Invitation(id=f"{meeting.id}:{substitute}", meeting=meeting.id, address=substitute, name=guest.name)))
        effects += _asked_to_come(meeting, guest, facts, now, letter.id)
    context |= {"partstat": new.partstat, "guests": new.guests, "comment": _more_than_the_answer(rsvp.comment)}
    context |= {"delegate": new.delegate, "delegate_invited": bool(substitute)}
    if letter.calendar is None or new.partstat == places.WAITING:
        noted = Send("meeting/answer_noted", Mailbox(invitation.address, invitation.name), context, meeting.id, letter.message_id)
        effects.append(_under_the_question(noted, meeting, invitee, facts))
    return Decision(Verdict("accept", "rsvp"), tuple(effects), {"outcome": "record"})


def _seats_given(new: Invitation, meeting: Meeting, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Who was waiting and has a place now is told; the meeting is saved too, so that no two letters at once take the last place."""
    if not meeting.places:
        return ()
    effects: list[Effect] = [Save(meeting)]
    for one in places.moved_up(new, meeting, facts, now):
        told_it = Send("meeting/moved_up", Mailbox(one.address, one.name), {"name": one.name, "meeting": told(meeting)}, meeting.id)
        effects += [Save(one), _under_the_question(told_it, meeting, one.address, facts)]
    return tuple(effects)


def _told_it_is_off(letter: Letter, meeting: Meeting, invitee: str, facts: Facts) -> Decision:
    """To whoever answers by another way than the invitation's own address, whose question is closed."""
    asked = facts.questions.get(question_id(meeting, invitee))
    at, by = (asked.answered, asked.answered_by) if asked else (None, "")
    context = {"subject": meeting.title, "about": meeting.id, "state": "answered", "by": by, "at": at, "answer": "called_off"}
    send = Send("question/already_answered", letter.sender, context, meeting.id, letter.message_id)
    return Decision(Verdict("refuse", "already_answered"), (send,), {"outcome": "ask_back"})


def answered_by_hand(letter: Letter, rsvp: Rsvp, route: Route, facts: Facts, now: datetime) -> Decision | None:
    """Words of an invitee to the organiser's address, where calendar programs send an ordinary reply; None for anybody else's."""
    meeting = facts.matters.meeting(route.destination.detail.upper())
    own = facts.people.addresses(route.sender) if route.sender else (letter.sender.address,)
    invitee = next((a for a in own if meeting and facts.matters.invitation(meeting.id, a)), "")
    if meeting is None or not invitee or not letter.proof.level.reaches(Level.ALIGNED) or letter.proof.failed:
        return None
    return answered(letter, rsvp, meeting, invitee, facts, now)


def _details(rsvp: Rsvp, before: Invitation) -> dict[str, Any]:
    """What is to be prepared for who comes: what was said before holds until something else is said, or they do not come."""
    comes = rsvp.partstat not in {"DECLINED", "DELEGATED"}
    return {kind: said or getattr(before, kind) if comes else "" for kind, said in asdict(rsvp.details).items()}


def _more_than_the_answer(comment: str) -> str:
    """The comment, if it is more than the one word that answers."""
    return comment if len(comment.split()) > 1 else ""


def calendar_answered(letter: Letter, part: CalendarPart, facts: Facts, now: datetime) -> Decision:
    """An iTIP answer counts only for the attendee who sent it (corpus rules, calendar 2 to 4)."""
    meeting = facts.matters.meeting_with(part.uid)
    if meeting is None:
        return Decision(Verdict("refuse", "unknown_meeting"), (Note(letter.id, "an answer to an unknown meeting"),), {"outcome": "ignore"})
    attendee = normal(part.attendee or "")
    if not _is_from(letter, part, attendee) or letter.proof.failed:
        return Decision(
            Verdict("refuse", "not_the_attendee"), (Note(meeting.id, "an answer in somebody else's name"),), {"outcome": "reject"}
        )
    if part.sequence < meeting.sequence:
        return Decision(Verdict("refuse", "outdated"), (Note(meeting.id, "an answer to an older invitation"),), {"outcome": "ignore"})
    if part.recurrence_id:
        return _one_date(letter, part, meeting, attendee)
    if part.method == "COUNTER":
        context = {
            "meeting": told(meeting),
            "who": letter.sender.name or attendee,
            "start": _moment(part.counter.dtstart) if part.counter else None,
        }
        proposed = Send(
            "meeting/counter", Mailbox(meeting.organiser, meeting.organiser_name), context | {"comment": part.comment}, meeting.id
        )
        rsvp = Rsvp(part.partstat or "TENTATIVE", 0, part.comment)
        noted = answered(letter, rsvp, meeting, attendee, facts, now)
        return replace(noted, effects=(*noted.effects, proposed)) if noted.verdict.action == "accept" else noted
    delegate = part.delegate or Mailbox("")
    rsvp = Rsvp(part.partstat, part.guests, part.comment or _written_beside(letter), delegate.name, delegate.address)
    return answered(letter, rsvp, meeting, attendee, facts, now)


def _written_beside(letter: Letter) -> str:
    """What somebody wrote in the letter around an answer (Apple carries no comment), if no program wrote it."""
    text = " ".join(letter.new_text.split())
    return "" if _BY_PROGRAM.search(text) else text[:LONGEST_COMMENT]


def _one_date(letter: Letter, part: CalendarPart, meeting: Meeting, attendee: str) -> Decision:
    """An answer for one date of a series (RFC 5545 section 3.8.4.4) says nothing about the others: the organiser hears of it."""
    context = {
        "meeting": told(meeting),
        "who": letter.sender.name or attendee,
        "date": _moment(part.recurrence_id),
        "partstat": part.partstat or "",
        "comment": part.comment,
    }
    heard = Send("meeting/one_date", Mailbox(meeting.organiser, meeting.organiser_name), context, meeting.id)
    note = Note(meeting.id, f"{attendee} answered for one date only: {part.partstat} {part.recurrence_id}")
    return Decision(Verdict("accept", "one_date"), (note, heard), {"outcome": "record"})


def answers_shown(meeting: Meeting, facts: Facts) -> dict[str, Any]:
    """The list of answers, for the organiser's letter and STATUS."""
    invitations = facts.matters.invitations(meeting.id)
    lines: dict[str, list[dict[str, Any]]] = {"ACCEPTED": [], "TENTATIVE": [], "DECLINED": [], places.WAITING: [], "NEEDS-ACTION": []}
    for i in invitations:
        row = {"name": i.name or i.address, "guests": i.guests, "comment": i.comment, "delegate": i.delegate}
        lines["DECLINED" if i.partstat == "DELEGATED" else i.partstat].append(row)
    coming = sum(1 + row["guests"] for row in lines["ACCEPTED"])
    return {
        "meeting": told(meeting),
        "accepted": lines["ACCEPTED"],
        "tentative": lines["TENTATIVE"],
        "declined": lines["DECLINED"],
        "waiting": lines[places.WAITING],
        "silent": lines["NEEDS-ACTION"],
        "coming": coming,
        "wishes": {f.name: _wishes(f.name, invitations) for f in fields(Details)},
    }


def _wishes(kind: str, invitations: Sequence[Invitation]) -> list[dict[str, str]]:
    return [{"name": i.name or i.address, "said": said} for i in invitations if (said := getattr(i, kind))]


def is_list_due(meeting: Meeting, facts: Facts, now: datetime) -> bool:
    """Whether somebody answered since the organiser was last told; not more than daily."""
    answers = [i.answered for i in facts.matters.invitations(meeting.id) if i.answered]
    last = meeting.answers_told
    return bool(answers) and not (last and (max(answers) <= last or now - last < TOLD_AT_MOST_EVERY))


def list_told(meeting: Meeting, now: datetime, facts: Facts) -> Decision:
    """The organiser's one list."""
    to = Mailbox(meeting.organiser, meeting.organiser_name)
    effects = (
        Save(replace(meeting, answers_told=now)),
        Send("meeting/answers", to, answers_shown(meeting, facts), meeting.id, key=now.date().isoformat()),
    )
    return Decision(Verdict("accept", "answers"), effects)


def _asked_to_come(meeting: Meeting, guest: Mailbox, facts: Facts, now: datetime, cause: str) -> tuple[Effect, ...]:
    """An invitation of their own: a changed meeting asks the same question again, under the same address."""
    id = question_id(meeting, guest.address)
    there = facts.questions.get(id)
    days = max((meeting.end - now).days + 1, kinds()["rsvp"].days)
    fresh = replace(question("rsvp", meeting.id, (guest.address,), now, cause, days=days), id=id)
    asked = replace(there, state="open", expires=fresh.expires, answer="", answered=None, answered_by="") if there else fresh
    context = {"name": guest.name, "meeting": told(meeting), "changed": meeting.sequence > 0}
    send = Send("meeting/invitation", guest, context, meeting.id, invite=meeting, key=str(meeting.sequence))
    return (Ask(asked, (send,)),)


def _meeting_of(call: Call) -> tuple[Meeting | None, list[str]]:
    """The meeting an EINLADEN describes (a new one, or the changed one it names), and the labels that could not be read."""
    args = call.order.args
    block: Mapping[str, str] = args.get("block", {})
    start, end = _moment(args.get("start")), _moment(args.get("end"))
    problems = [
        label
        for label, moment in (("start", start), ("end", end))
        if moment is None and block.get({"start": "beginn", "end": "ende"}[label])
    ]
    if args.get("unknown_invitees"):
        problems.append("to")
    there = call.facts.matters.meeting(str(args.get("case", "")))
    if there:
        return _changed(there, block, start, end), problems
    if not block.get("titel"):
        problems.append("title")
    if start is None:
        problems.append("start")
    if not _invitees(call):
        problems.append("to")
    if problems or start is None:
        return None, list(dict.fromkeys(problems))
    number = call.facts.next_number("T", Meeting, call.now)
    sender = call.letter.sender
    meeting = Meeting(
        id=number,
        uid=f"{number.lower()}@{call.facts.forum.addresses.domain}",
        title=block["titel"],
        start=start,
        end=end or start + DEFAULT_LENGTH,
        place=block.get("ort", ""),
        dial_in=block.get("einwahl", ""),
        text=block.get("text", ""),
        places=_number(block.get("plaetze", "")),
        organiser=call.sender.address if call.sender else sender.address,
        organiser_name=call.name,
        audience=block.get("an", ""),
    )
    return (meeting, []) if meeting.end > meeting.start else (None, ["end"])


def _changed(there: Meeting, block: Mapping[str, str], start: datetime | None, end: datetime | None) -> Meeting:
    length = there.end - there.start
    new_start = start or there.start
    return replace(
        there,
        title=block.get("titel") or there.title,
        start=new_start,
        end=end or new_start + length,
        place=block.get("ort") or there.place,
        dial_in=block.get("einwahl") or there.dial_in,
        text=block.get("text") or there.text,
        places=_number(block.get("plaetze", "")) or there.places,
        state="planned",
        sequence=there.sequence + 1,
    )


def _number(said: str) -> int:
    """The number of places: "8", "höchstens 8 Personen"; 0 where none is said."""
    found = re.search(r"\d{1,4}", said)
    return int(found[0]) if found else 0


def _invitees(call: Call) -> list[Mailbox]:
    """Everybody the An: line names: whole lists, all members, single addresses; each once."""
    facts, found = call.facts, dict[str, str]()
    for slug in call.order.args.get("groups", ()):
        for membership in facts.lists.roster(slug):
            if person := facts.people.get(membership.person):
                found.setdefault(person.address, person.name)
    if call.order.args.get("all_members"):
        for person in facts.people.members():
            found.setdefault(person.address, person.name)
    for address in call.order.args.get("addresses", ()):
        known = facts.people.by_address(address)
        found.setdefault(known.address if known else normal(address), known.name if known else "")
    return [Mailbox(address, name) for address, name in found.items() if address]


def _moment(iso: object) -> datetime | None:
    return datetime.fromisoformat(str(iso)) if iso else None


def told(meeting: Meeting) -> dict[str, Any]:
    """The meeting as letters show it."""
    return {
        "number": meeting.id,
        "title": meeting.title,
        "start": meeting.start,
        "end": meeting.end,
        "place": meeting.place,
        "dial_in": meeting.dial_in,
        "text": meeting.text,
        "places": meeting.places,
        "organiser": meeting.organiser_name or meeting.organiser,
        "state": meeting.state,
    }


def _is_from(letter: Letter, part: CalendarPart, attendee: str) -> bool:
    sender = letter.sender.address
    if not attendee or not sender:
        return False
    if sender == attendee:
        return True
    domain, own = sender.rpartition("@")[2], attendee.rpartition("@")[2]
    if normal(part.sent_by or "") == sender:
        return domain == own
    return normal(letter.reply_to) == attendee and (domain == own or domain.endswith("." + own))


def _under_the_question(send: Send, meeting: Meeting, invitee: str, facts: Facts) -> Effect:
    """The letter with the invitation's own reply address, so that answering it once more changes the answer."""
    asked = facts.questions.get(question_id(meeting, invitee))
    return Ask(asked, (send,)) if asked else send


def question_id(meeting: Meeting, invitee: str) -> str:
    return f"rsvp:{meeting.id}:{invitee}"
