"""From a stranger's letter to a mentored member: application, interest, the office's decision, welcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailflow.decide.asking import closed_all, kinds, question, superseded
from mailflow.decide.joining import guests, providers
from mailflow.decide.joining.mentoring import mentor_asked, suggested_mentor
from mailflow.decide.privacy import consents
from mailflow.decide.route import ASKED_APPLICANT
from mailflow.model.effects import Ask, Decision, Effect, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import ApplicationRecord, Reading
from mailflow.model.letter import Letter, Level, Mailbox
from mailflow.model.records import Application, Group, Guest, Membership, Person, PersonAddress, Question, Said

ASKED_ABOUT_IT = (*ASKED_APPLICANT, "scan", "admission", "inquiry", "choose")
"""Questions that are settled once an application is decided."""


TOLD = (
    *("landkreis", "ags", "bundesland", "organisation", "contact_name", "role", "unit", "email", "phone"),
    *("topics", "groups", "motivation", "deputy"),
)
"""What a record says of an applicant."""


def asked_next(application: Application, facts: Facts, now: datetime, cause: str, in_reply_to: str, news: str = "") -> tuple[Effect, ...]:
    """Saves the application in the state it has reached and asks for what is needed next; `news` as in `office_asked`."""
    settled = superseded(facts, application.id, ASKED_APPLICANT)
    reached = application.reached
    if reached == "decision":
        return (*settled, *_ready(application, facts, now, cause, in_reply_to, news))
    kind = "complete" if reached == "incomplete" else reached
    asked = question(kind, application.id, asked_of(application), now, cause, days=kinds()[kind].days)
    context = shown(application, facts) | still_open(application) | {"closes": facts.forum.round_of(facts.today(now))}
    address = application.record.email or application.sender
    context |= {"is_private": providers.serves_everybody(address.rpartition("@")[2])}
    letters = (to_applicant(f"onboarding/{reached}", application, context, in_reply_to),)
    return (*settled, Save(replace(application, state=reached)), Ask(asked, letters))


def _ready(application: Application, facts: Facts, now: datetime, cause: str, in_reply_to: str, news: str) -> tuple[Effect, ...]:
    """All is there: the office decides at once, or after the last day of the round."""
    is_asked = facts.questions.open_about(application.id, "admission") is not None
    ready = replace(application, state="decision", round=None if is_asked else facts.forum.round_of(facts.today(now)))
    asked = question("ready", application.id, asked_of(application), now, cause, days=kinds()["ready"].days)
    told = Ask(asked, (to_applicant("onboarding/with_office", ready, shown(ready, facts), in_reply_to),))
    return (Save(ready), told, *(() if ready.round else office_asked(ready, facts, now, cause, news)))


def still_open(application: Application) -> dict[str, Any]:
    """The questions of the Interessenbekundung that wait for an answer, as letters put them."""
    waiting = [] if application.interest_seen_by else [(n, q) for n, (q, answer) in enumerate(application.interest, 1) if not answer]
    return {"questions": [{"number": n, "text": q} for n, q in waiting], "first_time": len(waiting) == len(application.interest)}


def to_applicant(
    template: str, application: Application, context: Mapping[str, Any], in_reply_to: str = "", *, waits: bool = False
) -> Send:
    """A letter to whom the application is from, in the language they wrote it in."""
    to = Mailbox(application.sender, application.addressee)
    return Send(template, to, context, application.id, in_reply_to, waits, application.language)


def resumed(application: Application, now: datetime, facts: Facts) -> Decision:
    """ZURÜCKSTELLEN bis: the day has come, so the matter opens again, where it stood."""
    cause = f"resumed:{application.id}:{application.deferred_until}"
    if application.reached != "decision":
        return Decision(Verdict("accept", "resumed"), asked_next(application, facts, now, cause, ""))
    context = {"case": application.id, "title": application.title, "name": application.addressee}
    told = to_applicant("onboarding/resumed", application, context)
    effects = (Save(replace(application, state="decision", round=None)), told, *office_asked(application, facts, now, cause))
    return Decision(Verdict("accept", "resumed"), effects)


def office_asked(application: Application, facts: Facts, now: datetime, cause: str, news: str = "") -> tuple[Effect, ...]:
    """The one letter with the whole matter, to each of the office; `news` is what came in since they were last asked.

    The same matter is asked again under the same address. Letters that showed it otherwise count no more: nobody decides on what
    they have not seen (faults.md E7).
    """
    staff, before = facts.people.staff(), facts.matters.application(application.id)
    asked = admission(application, facts, now, cause)
    settled: tuple[Save, ...] = ()
    if before and before.record != application.record:
        settled = superseded(facts, application.id, ("admission", "choose"))
    elif there := facts.questions.open_about(application.id, "admission"):
        asked = replace(there, asked=asked.asked, expires=asked.expires)
    context = dossier(application, facts, now) | {"news": news, "was_deferred": bool(before and before.state == "deferred")}
    letters = tuple(Send("office/dossier", Mailbox(p.address, p.name), context | {"name": p.name}, application.id) for p in staff)
    return (*settled, Ask(asked, letters))


def admission(application: Application, facts: Facts, now: datetime, cause: str) -> Question:
    """Shall they be admitted? Asked of each of the office."""
    addresses = tuple(p.address for p in facts.people.staff())
    return question("admission", application.id, addresses, now, cause, days=kinds()["admission"].days)


def dossier(application: Application, facts: Facts, now: datetime) -> dict[str, Any]:
    """All that the office has to know to decide."""
    mentor = suggested_mentor(application, facts, now)
    return shown(application, facts) | {
        "interest": [{"question": q, "answer": a} for q, a in application.interest],
        "said": [{"at": s.at, "by": s.by, "text": s.text, "proof": s.proof} for s in facts.matters.said(application.id)],
        "seat_members": [p.name for p in facts.people.of_seat(application.title)],
        "domain_fits": _domain_fits(application, facts),
        "mentor": mentor.shown if mentor else None,
        "reached": application.reached,
    }


def admitted(
    application: Application, by: Person | None, letter: Letter, facts: Facts, now: datetime, mentor: Person | None
) -> tuple[Effect, ...]:
    """The applicant becomes a member (or guest), is on the lists, is welcomed, and a mentor is asked."""
    record = application.record
    address = record.email or application.sender
    if record.applicant_kind == "guest":
        return _guest_admitted(application, address, by, letter, facts, now, mentor)
    known = facts.people.by_address(address)
    person = Person(
        id=known.id if known else facts.people.next_id(),
        version=known.version if known else 0,
        name=application.contact,
        address=address,
        seat=application.title,
        role=record.role,
        phone=record.phone,
        language=application.language,
        joined=now,
    )
    effects: list[Effect] = [
        Save(replace(application, state="admitted", decided=now, decided_by=by.name if by else "", reason="")),
        *closed_all(facts, application.id, ASKED_ABOUT_IT, "approve", by.name if by else "", now),
        *welcomed(person, _groups_of(record, facts), application.id, facts, now, accompanied=True, waits=True, topics=record.topics),
    ]
    if mentor:
        effects += mentor_asked(application, mentor, person, facts, now, letter.id, waits=True)
    return tuple(effects)


def _guest_admitted(
    application: Application, address: str, by: Person | None, letter: Letter, facts: Facts, now: datetime, contact: Person | None
) -> tuple[Effect, ...]:
    """An institution that applied itself has agreed already; it is announced to those it will read with (R33)."""
    name = by.name if by else ""
    guest = Guest(
        id=address,
        version=before.version if (before := facts.people.guest(address)) else 0,
        name=application.contact,
        institution=application.title,
        kind=application.record.guest_kind or "other",
        purpose=application.record.motivation,
        contact=contact.id if contact else by.id if by else "",
        lists=tuple(group.id for group in _workgroups_of(application.record, facts)),
        until=guests.last_day(facts, now),
        rights=facts.forum.guests.version,
        agreed=application.opened,
        agreed_by=application.id,
    )
    coming = replace(guest, reads_from=now + facts.forum.undo + guests.NOTICE)
    return (
        Save(replace(application, state="admitted", decided=now, decided_by=name, reason="")),
        *closed_all(facts, application.id, ASKED_ABOUT_IT, "approve", name, now),
        *guests.announced(guest, facts, now, letter.id, waits=True),
        Send("guest/agreed", Mailbox(address, guest.name), guests.shown(coming, facts), application.id, waits=True),
    )


def welcomed(
    person: Person,
    groups: Sequence[Group],
    about: str,
    facts: Facts,
    now: datetime,
    *,
    accompanied: bool,
    waits: bool,
    topics: Sequence[str] = (),
) -> tuple[Effect, ...]:
    """The person is in and on these lists, and is told how to go on; `accompanied` by a mentor, or not; `topics` are theirs."""
    context = {
        "name": person.name,
        "seat": person.seat,
        "status": person.status,
        "accompanied": accompanied,
        "groups": [{"name": g.name, "address": g.address, "by_office": facts.lists.kind(g).post == ("office",)} for g in groups],
        "fitting": [{"name": g.name, "join": facts.forum.addresses.of("join", g.id)} for g in _fitting(topics, facts) if g not in groups],
        "case": about,
    }
    memberships = (Membership(id=f"{g.id}:{person.id}", group=g.id, person=person.id, since=now) for g in groups)
    return (
        Save(person),
        *(() if facts.people.by_address(person.address) else (Save(PersonAddress(id=person.address, person=person.id)),)),
        *(Save(m) for m in memberships if not facts.lists.membership(m.group, person.id)),
        Send("onboarding/welcome", Mailbox(person.address, person.name), context, about, waits=waits),
    )


def withdrawn(application: Application, by: str, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """The applicant goes no further: the office hears it, and the applicant where somebody of their house wrote (`by`, an address)."""
    context = {"case": application.id, "title": application.title, "name": application.addressee}
    staff, about = facts.people.staff(), context | {"who": application.contact}
    told = (Send("office/withdrawn", Mailbox(p.address, p.name), about | {"name": p.name}, application.id) for p in staff)
    return (
        Save(replace(application, state="withdrawn", decided=now, decided_by=by)),
        *closed_all(facts, application.id, ASKED_ABOUT_IT, "withdrawn", by, now),
        *told,
        *((to_applicant("onboarding/withdrawn", application, context),) if application.sender != by else ()),
    )


def completed(application: Application, letter: Letter, reading: Reading, facts: Facts) -> Application:
    """The application with what the reply added, if the reply could be read as an addition."""
    record = vouched_for(letter, application.record, reading.completed or application.record)
    return heard_from(replace(application, record=record), letter, facts)


def vouched_for(letter: Letter, old: ApplicationRecord, new: ApplicationRecord) -> ApplicationRecord:
    """The new record; a letter that anybody may have written fills gaps, but replaces nothing, names no address and consents to nothing.

    (faults.md D1)
    """
    if letter.proof.level.reaches(Level.ALIGNED):
        return new
    kept = {name: getattr(old, name) for name in TOLD if name == "email" or getattr(old, name)}
    missing = tuple(dict.fromkeys([*new.missing, *(m for m in old.missing if m == "consent")]))
    return replace(new, **kept, consent_given=old.consent_given, missing=missing)


def heard_from(application: Application, letter: Letter, facts: Facts) -> Application:
    """The application in the language of its newest letter; questions that nobody has answered yet are put in it."""
    if not letter.lang_is_sure or letter.lang == application.language:
        return application
    unanswered = tuple((q, "") for q in facts.forum.questions_in(letter.lang))
    answered = any(answer for _, answer in application.interest)
    return replace(application, language=letter.lang, interest=application.interest if answered else unanswered)


def said_in(application: Application, letter: Letter, now: datetime) -> Save:
    """Keeps what the letter said in the matter, and the names of what was attached."""
    files = "\n".join(f"[{a.name}]" for a in letter.attachments if a.name)
    text = f"{letter.new_text or letter.text}\n{files}".strip()
    by, proof = letter.sender.address, letter.proof.told
    return Save(Said(id=f"{application.id}:{letter.id}", about=application.id, at=now, by=by, text=text, letter=letter.id, proof=proof))


def asked_of(application: Application) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for a in (application.sender, application.record.email) if a))


def shown(application: Application, facts: Facts) -> dict[str, Any]:
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
        "unit": record.unit if record.unit not in record.role else "",
        "email": record.email,
        "phone": record.phone,
        "topics": list(record.topics),
        "groups": groups,
        "motivation": record.motivation,
        "deputy": record.deputy,
        "consent_given": record.consent_given,
        "consent": consents.shown("application", facts.forum, application.language) if facts.forum.purposes else {},
        "applicant_kind": record.applicant_kind or "",
        "missing": list(record.missing),
        "flags": list(application.flags),
        "opened": application.opened,
        "registration": _registration_shown(application),
        "interest_seen_by": application.interest_seen_by,
        "round": application.round,
    }


def _registration_shown(application: Application) -> dict[str, Any] | None:
    found = application.registration
    return {"form": found.form, "day": found.day, "by": found.by, "files": list(found.files), "seen_by": found.seen_by} if found else None


def _groups_of(record: ApplicationRecord, facts: Facts) -> list[Group]:
    """The lists a newcomer is put on: those of all members, and the groups asked for."""
    return [*for_all(facts), *_workgroups_of(record, facts)]


def _workgroups_of(record: ApplicationRecord, facts: Facts) -> list[Group]:
    return [g for slug in record.groups if (g := facts.lists.get(slug)) and g.kind == "workgroup"]


def _fitting(topics: Sequence[str], facts: Facts) -> list[Group]:
    """The working groups that go by the name of one of these topics."""
    wanted = {topic.casefold() for topic in topics}
    groups = [g for g in facts.lists.all() if g.kind == "workgroup" and g.state == "active"]
    return [g for g in groups if wanted & {name.casefold() for name in (g.name.removeprefix("AG "), *g.aliases)}]


def for_all(facts: Facts) -> list[Group]:
    """The lists that every member is on."""
    return [g for g in facts.lists.all() if g.kind in {"everyone", "announcements"}]


def _domain_fits(application: Application, facts: Facts) -> bool:
    """A hint for the office, never a refusal: the sender's mail domain is one known for that county."""
    host = application.sender.rpartition("@")[2]
    county = next((c for c in facts.forum.counties if c.name == application.record.landkreis), None)
    return county is not None and any(host == d or host.endswith("." + d) for d in county.mail_domains)
