"""From a stranger's letter to a mentored member: application, interest, the office's decision, welcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import closed_all, kinds, question, superseded
from mailflow.model.effects import Ask, Decision, Effect, Forward, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Application as Understood
from mailflow.model.intent import ApplicationRecord, Reading
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Application, Introduction, Membership, Person, PersonAddress, Said

MENTOR_AFTER = timedelta(days=182)
ASKED_ABOUT_IT = ("complete", "interest", "admission", "inquiry", "choose")
"""Questions that are settled once an application is decided."""


def applied(letter: Letter, understood: Understood, facts: Facts, now: datetime) -> Decision:
    """A letter to the application address."""
    if "spam" in understood.flags:
        return Decision(Verdict("refuse", "spam"), (*_to_office(letter, facts), Note(letter.id, "spam")))
    if "withdrawal" in understood.flags and (own := facts.matters.application_of(letter.sender.address)):
        return _withdrawn(own, letter, facts, now)
    if not understood.is_application or not understood.records:
        return _leaflet(letter, understood, facts)
    effects: list[Effect] = []
    taken = 0
    for record in understood.records:
        application, fresh = _application_for(record, understood.flags, letter, facts, now, taken)
        taken += fresh
        said = said_in(application, letter, now)
        effects += [said, *asked_next(application, facts_after(facts, [said]), now, letter.id, letter.message_id)]
    return Decision(Verdict("accept", "application"), tuple(effects))


def asked_next(application: Application, facts: Facts, now: datetime, cause: str, in_reply_to: str) -> tuple[Effect, ...]:
    """Saves the application in the state it has reached and asks for what is needed next."""
    settled = superseded(facts, application.id, ("complete", "interest"))
    if application.reached == "incomplete":
        asked = question("complete", application.id, _asked(application), now, cause, days=kinds()["complete"].days)
        letters = (to_applicant("onboarding/incomplete", application, _shown(application, facts), in_reply_to),)
        return (*settled, Save(replace(application, state="incomplete")), Ask(asked, letters))
    if application.reached == "interest":
        asked = question("interest", application.id, _asked(application), now, cause, days=kinds()["interest"].days)
        open_questions = [{"number": i, "text": q} for i, (q, a) in enumerate(application.interest, 1) if not a]
        context = _shown(application, facts) | {"questions": open_questions, "first_time": len(open_questions) == len(application.interest)}
        letters = (to_applicant("onboarding/interest", application, context, in_reply_to),)
        return (*settled, Save(replace(application, state="interest")), Ask(asked, letters))
    ready = replace(application, state="decision")
    waiting = to_applicant("onboarding/with_office", ready, _shown(ready, facts), in_reply_to)
    return (*settled, Save(ready), waiting, *office_asked(ready, facts, now, cause))


def to_applicant(
    template: str, application: Application, context: Mapping[str, Any], in_reply_to: str = "", *, waits: bool = False
) -> Send:
    """A letter to whom the application is from, in the language they wrote it in."""
    to = Mailbox(application.sender, application.sender_name)
    return Send(template, to, context, application.id, in_reply_to, waits, application.language)


def resumed(application: Application, now: datetime, facts: Facts) -> Decision:
    """ZURÜCKSTELLEN bis: the day has come, so the matter opens again, where it stood."""
    cause = f"resumed:{application.id}:{application.deferred_until}"
    if application.reached != "decision":
        return Decision(Verdict("accept", "resumed"), asked_next(application, facts, now, cause, ""))
    context = {"case": application.id, "title": application.title, "name": application.addressee}
    told = to_applicant("onboarding/resumed", application, context)
    effects = (Save(replace(application, state="decision")), told, *office_asked(application, facts, now, cause))
    return Decision(Verdict("accept", "resumed"), effects)


def office_asked(application: Application, facts: Facts, now: datetime, cause: str, news: str = "") -> tuple[Effect, ...]:
    """The one letter with the whole matter, to each of the office; `news` is what came in since they were last asked.

    The same matter is asked again under the same address. Letters that showed it otherwise count no more: nobody decides on what
    they have not seen (faults.md E7).
    """
    staff, shown = facts.people.staff(), facts.matters.application(application.id)
    asked = question("admission", application.id, tuple(p.address for p in staff), now, cause, days=kinds()["admission"].days)
    settled: tuple[Save, ...] = ()
    if shown and shown.record != application.record:
        settled = superseded(facts, application.id, ("admission", "choose"))
    elif there := facts.questions.open_about(application.id, "admission"):
        asked = replace(there, asked=asked.asked, expires=asked.expires)
    mentor = suggested_mentor(application, facts, now)
    context = _shown(application, facts) | {
        "interest": [{"question": q, "answer": a} for q, a in application.interest],
        "said": [{"at": s.at, "by": s.by, "text": s.text, "proof": s.proof} for s in facts.matters.said(application.id)],
        "news": news,
        "was_deferred": bool(shown and shown.state == "deferred"),
        "seat_members": [p.name for p in facts.people.of_seat(application.title)],
        "domain_fits": _domain_fits(application, facts),
        "mentor": {"name": mentor.name, "seat": mentor.seat} if mentor else None,
    }
    letters = tuple(Send("office/dossier", Mailbox(p.address, p.name), context, application.id) for p in staff)
    return (*settled, Ask(asked, letters))


def admitted(
    application: Application, by: Person | None, letter: Letter, facts: Facts, now: datetime, mentor: Person | None
) -> tuple[Effect, ...]:
    """The applicant becomes a member (or guest), is on the lists, is welcomed, and a mentor is asked."""
    record = application.record
    address = record.email or application.sender
    known = facts.people.by_address(address)
    person = Person(
        id=known.id if known else facts.people.next_id(),
        version=known.version if known else 0,
        name=application.addressee,
        address=address,
        status="guest" if record.applicant_kind == "guest" else "member",
        seat=application.title,
        role=record.role,
        phone=record.phone,
        language=application.language,
        joined=now,
    )
    groups = _groups_of(record, person, facts)
    welcome = {
        "name": person.name,
        "seat": person.seat,
        "status": person.status,
        "groups": [{"name": g.name, "address": g.address, "by_office": facts.lists.kind(g).post == ("office",)} for g in groups],
        "case": application.id,
    }
    effects: list[Effect] = [
        Save(replace(application, state="admitted", decided=now, decided_by=by.name if by else "", reason="")),
        Save(person),
        *(() if known else (Save(PersonAddress(id=address, person=person.id)),)),
        *(
            Save(Membership(id=f"{g.id}:{person.id}", group=g.id, person=person.id, since=now))
            for g in groups
            if not facts.lists.membership(g.id, person.id)
        ),
        *closed_all(facts, application.id, ASKED_ABOUT_IT, "approve", by.name if by else "", now),
        Send("onboarding/welcome", Mailbox(address, person.name), welcome, application.id, waits=True),
    ]
    if mentor and person.status == "member":
        effects += mentor_asked(application, mentor, person, now, letter.id, waits=True)
    return tuple(effects)


def mentor_asked(
    application: Application, mentor: Person, newcomer: Person, now: datetime, cause: str, *, waits: bool
) -> tuple[Effect, ...]:
    introduction = Introduction(id=f"{application.id}:{mentor.id}", application=application.id, mentor=mentor.id, newcomer=newcomer.id)
    asked = question("mentor", introduction.id, (mentor.address,), now, cause, days=kinds()["mentor"].days)
    context = {"name": mentor.name, "newcomer": newcomer.name, "seat": newcomer.seat, "role": newcomer.role, "case": application.id}
    letter = Send("onboarding/mentor_request", Mailbox(mentor.address, mentor.name), context, application.id, waits=waits)
    return (Save(introduction), Ask(asked, (letter,)))


def next_mentor(application: Application, newcomer: Person, facts: Facts, now: datetime, besides: Iterable[str] = ()) -> Person | None:
    """An active member of another county, longest in the forum and least burdened; nobody who was asked before."""
    asked = {i.mentor for i in facts.matters.introductions(application.id)} | set(besides)
    today = facts.today(now)
    fitting = [
        p
        for p in facts.people.members()
        if p.id not in asked
        and p.id != newcomer.id
        and p.seat != newcomer.seat
        and not p.is_away(today)
        and (p.joined is None or now - p.joined >= MENTOR_AFTER)
    ]
    return min(fitting, key=lambda p: (p.joined or datetime.min.replace(tzinfo=now.tzinfo), p.id), default=None)


def suggested_mentor(application: Application, facts: Facts, now: datetime) -> Person | None:
    """Whom the dossier letter names, and whom AUFNEHMEN without a name will ask."""
    if application.record.applicant_kind == "guest":
        return None
    newcomer = Person(id="", name=application.record.contact_name, address=application.sender, seat=application.title)
    return next_mentor(application, newcomer, facts, now)


def _application_for(
    record: ApplicationRecord, flags: Sequence[str], letter: Letter, facts: Facts, now: datetime, taken: int
) -> tuple[Application, bool]:
    """The open application this record belongs to, brought up to date, or a new one."""
    same = _same_matter(record, letter, facts)
    if same:
        return heard_from(replace(same, record=_merged(same.record, record)), letter, facts), False
    if facts.people.of_seat(record.landkreis or record.organisation):
        flags = (*flags, "duplicate_landkreis")
    number = facts.next_number("F", Application, now)
    number = f"{number[:-4]}{int(number[-4:]) + taken:04}"
    interest = tuple((q, "") for q in facts.forum.questions_in(letter.answer_in))
    application = Application(
        id=number,
        sender=letter.sender.address,
        sender_name=letter.sender.name or record.contact_name,
        record=record,
        flags=tuple(flags),
        interest=interest,
        language=letter.answer_in,
        opened=now,
    )
    return application, True


def _same_matter(record: ApplicationRecord, letter: Letter, facts: Facts) -> Application | None:
    for application in facts.matters.applications():
        title = record.landkreis or record.organisation
        if title and title == application.title and _from_same_house(letter.sender.address, application):
            return application
        mine = letter.sender.address in {application.sender, application.record.email}
        if mine and not (title and application.record.landkreis):
            return application
    return None


def _from_same_house(address: str, application: Application) -> bool:
    """Whether a letter about the same county may add to its application: nobody elsewhere changes what others wrote."""
    domain = address.rpartition("@")[2]
    return domain in {other.rpartition("@")[2] for other in (application.sender, application.record.email)}


def _merged(old: ApplicationRecord, new: ApplicationRecord) -> ApplicationRecord:
    """The old record with everything the new one knows; a consent once given is not lost by silence."""
    changes: dict[str, Any] = {}
    for name in (
        "landkreis",
        "ags",
        "bundesland",
        "organisation",
        "contact_name",
        "role",
        "email",
        "phone",
        "topics",
        "groups",
        "motivation",
    ):
        if value := getattr(new, name):
            changes[name] = value
    if changes.get("landkreis"):
        changes["candidates"] = ()
    consent = old.consent_given or new.consent_given
    merged = replace(old, **changes, consent_given=consent)
    still = [f for f in old.missing if f in new.missing and not (f == "consent" and consent)]
    return replace(merged, missing=tuple(still))


def completed(application: Application, letter: Letter, reading: Reading, facts: Facts) -> Application:
    """The application with what the reply added, if the reply could be read as an addition."""
    return heard_from(replace(application, record=reading.completed or application.record), letter, facts)


def heard_from(application: Application, letter: Letter, facts: Facts) -> Application:
    """The application in the language of its newest letter; questions that nobody has answered yet are put in it."""
    if not letter.lang_is_sure or letter.lang == application.language:
        return application
    unanswered = tuple((q, "") for q in facts.forum.questions_in(letter.lang))
    answered = any(answer for _, answer in application.interest)
    return replace(application, language=letter.lang, interest=application.interest if answered else unanswered)


def said_in(application: Application, letter: Letter, now: datetime) -> Save:
    """Keeps what the letter said in the matter."""
    text = letter.new_text or letter.text
    by, proof = letter.sender.address, letter.proof.told
    return Save(Said(id=f"{application.id}:{letter.id}", about=application.id, at=now, by=by, text=text, letter=letter.id, proof=proof))


def _leaflet(letter: Letter, understood: Understood, facts: Facts) -> Decision:
    if "event_registration" in understood.flags:
        return Decision(
            Verdict("accept", "for_the_office"),
            (*_to_office(letter, facts), Send("office/passed_on", letter.sender, {}, in_reply_to=letter.message_id)),
        )
    context = {"name": letter.sender.name, "questions": list(facts.forum.questions_in(letter.answer_in))}
    return Decision(Verdict("accept", "inquiry"), (Send("onboarding/leaflet", letter.sender, context, in_reply_to=letter.message_id),))


def _withdrawn(application: Application, letter: Letter, facts: Facts, now: datetime) -> Decision:
    context = {"case": application.id, "title": application.title, "name": letter.sender.name}
    effects: list[Effect] = [
        Save(replace(application, state="withdrawn", decided=now, decided_by=letter.sender.address)),
        *closed_all(facts, application.id, ASKED_ABOUT_IT, "withdrawn", letter.sender.address, now),
        Send("onboarding/withdrawn", letter.sender, context, application.id, letter.message_id),
    ]
    effects += [Send("office/withdrawn", Mailbox(p.address, p.name), context, application.id) for p in facts.people.staff()]
    return Decision(Verdict("accept", "withdrawn"), tuple(effects))


def _asked(application: Application) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for a in (application.sender, application.record.email) if a))


def _shown(application: Application, facts: Facts) -> dict[str, Any]:
    """The record as letters show it."""
    record = application.record
    groups = [g.name for slug in record.groups if (g := facts.lists.get(slug))]
    return {
        "case": application.id,
        "title": application.title,
        "name": application.addressee,
        "landkreis": record.landkreis,
        "ags": record.ags,
        "bundesland": record.bundesland,
        "organisation": record.organisation,
        "candidates": list(record.candidates),
        "contact_name": record.contact_name,
        "role": record.role,
        "email": record.email,
        "phone": record.phone,
        "topics": list(record.topics),
        "groups": groups,
        "motivation": record.motivation,
        "consent_given": record.consent_given,
        "applicant_kind": record.applicant_kind or "",
        "missing": list(record.missing),
        "flags": list(application.flags),
        "opened": application.opened,
    }


def _groups_of(record: ApplicationRecord, person: Person, facts: Facts) -> list[Any]:
    """The lists a newcomer is put on: those of all members, and the groups asked for. A guest gets only the groups."""
    wanted = [g for slug in record.groups if (g := facts.lists.get(slug)) and g.kind == "workgroup"]
    if person.status == "guest":
        return wanted
    for_all = [g for g in facts.lists.all() if g.kind in {"everyone", "announcements"}]
    return [*for_all, *wanted]


def _domain_fits(application: Application, facts: Facts) -> bool:
    """A hint for the office, never a refusal: the sender's mail domain is one known for that county."""
    host = application.sender.rpartition("@")[2]
    county = next((c for c in facts.forum.counties if c.name == application.record.landkreis), None)
    return county is not None and any(host == d or host.endswith("." + d) for d in county.mail_domains)


def _to_office(letter: Letter, facts: Facts) -> tuple[Effect, ...]:
    return tuple(Forward(letter.id, Mailbox(p.address, p.name)) for p in facts.people.staff())
