"""Letters to the application address: who applies, who asks how, who answers, sends a scan or withdraws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide import office
from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import Answer, kinds, question, superseded
from mailflow.decide.joining import onboarding, providers, registering
from mailflow.decide.privacy import consents
from mailflow.decide.route import ASKED_APPLICANT
from mailflow.decide.seats import moving
from mailflow.model.effects import Ask, Decision, Effect, Note, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import Application as Understood
from mailflow.model.intent import ApplicationRecord, Order, Orders, Reading
from mailflow.model.letter import Letter, Level, Mailbox
from mailflow.model.records import Application, Person, Question

PER_MATTER = timedelta(days=1)
"""Between two matters that are opened for the same address while nothing proves that its owner writes."""
_NUMBER = re.compile(r"\bF-\d{4}-\d{4}\b", re.I)


def applied(letter: Letter, reading: Reading, sender: Person | None, facts: Facts, now: datetime) -> Decision:
    """A letter to the application address."""
    understood = reading.application or Understood(is_application=False, flags=("inquiry",))
    if "spam" in understood.flags:
        return Decision(Verdict("refuse", "spam"), (*registering.shown_to_office(letter, facts), Note(letter.id, "spam")))
    if "withdrawal" in understood.flags and matter_of(letter, facts):
        return office.ordered(letter, Orders((Order("withdraw"),)), sender, letter.proof, facts, now)
    if not understood.is_application or not understood.records:
        return _without_application(letter, reading, understood, sender, facts, now)
    if sender is None and (member := moving.known(understood.records[0], facts)):
        return moving.told_to_humans(member, letter, facts, now)
    if _opens_another_today(understood.records, letter, facts, now):
        return office.to_humans(letter, facts)
    effects: list[Effect] = []
    read_too: tuple[Effect, ...] = ()
    for record in understood.records:
        # Of several counties in one letter, the later ones find the number taken and the consent given.
        known = facts_after(facts, effects)
        if first := _first_of(record, letter, known):
            effects += _joined(first, letter, known, now)
            continue
        application = registering.registered(_application_for(record, understood.flags, letter, known, now), letter, known, now)
        said = onboarding.said_in(application, letter, now)
        agreed = consents.of_application(application, letter, known, now)
        effects += [said, *agreed, *onboarding.asked_next(application, facts_after(known, [said]), now, letter.id, letter.message_id)]
        read_too = read_too or registering.read_too(letter, application, known, now)
    return Decision(Verdict("accept", "application"), (*effects, *read_too))


def _opens_another_today(records: Sequence[ApplicationRecord], letter: Letter, facts: Facts, now: datetime) -> bool:
    """Whether this would open one more matter in a name that nothing proves: each brings its owner letters (faults.md F4)."""
    if letter.proof.level.reaches(Level.ALIGNED) or any(_same_matter(record, letter, facts) for record in records):
        return False
    return any(a.sender == letter.sender.address and now - a.opened < PER_MATTER for a in facts.matters.applications())


def _without_application(
    letter: Letter, reading: Reading, understood: Understood, sender: Person | None, facts: Facts, now: datetime
) -> Decision:
    """A question, a scan without a word, an answer that came as a letter of its own, or somebody who mistook the address."""
    if {"event_registration", "withdrawal"} & set(understood.flags):
        return office.to_humans(letter, facts)
    own = matter_of(letter, facts)
    if registering.is_scan(letter) and (meant := own or _of_house(letter, facts)):
        return registering.scan_came(meant, letter, facts, now)
    if registering.is_scan(letter) and own is None and not letter.new_text.strip():
        return registering.whose(letter, facts, now)
    asked = _asked_in(own, facts) if own else None
    if own is None or asked is None or (asked.kind == "leaflet" and reading.completed in {None, own.record}):
        return asked_how(letter, understood.asker, facts, now) if understood.flags else office.to_humans(letter, facts)
    return kinds()[asked.kind].answered(Answer(asked, letter, reading, sender, facts, now))


def asked_how(letter: Letter, asker: ApplicationRecord | None, facts: Facts, now: datetime) -> Decision:
    """Leaflet and form for whoever asks how to join; from now on there is a matter of theirs. The office reads it too."""
    known = matter_of(letter, facts)
    application = known or Application(
        id=facts.next_number("F", Application, now),
        state="asked",
        sender=letter.sender.address,
        sender_name=letter.sender.name,
        record=asker or ApplicationRecord(),
        interest=tuple((q, "") for q in facts.forum.questions_in(letter.answer_in)),
        language=letter.answer_in,
        opened=now,
    )
    asked = question("leaflet", application.id, onboarding.asked_of(application), now, letter.id, days=kinds()["leaflet"].days)
    context = onboarding.shown(application, facts) | {"closes": facts.forum.round_of(facts.today(now))}
    leaflet = onboarding.to_applicant("onboarding/leaflet", application, context, letter.message_id)
    before = superseded(facts, application.id, ("leaflet",)) if known else (Save(application),)
    said, read_too = onboarding.said_in(application, letter, now), registering.shown_to_office(letter, facts)
    return Decision(Verdict("accept", "inquiry"), (*before, said, Ask(asked, (leaflet,)), *read_too))


def matter_of(letter: Letter, facts: Facts) -> Application | None:
    """The open application that the letter names, else the newest one its sender writes for."""
    return matter_named(letter, facts) or facts.matters.application_of(letter.sender.address)


def matter_named(letter: Letter, facts: Facts) -> Application | None:
    """The open application whose number the letter names, if it comes from that house."""
    for number in dict.fromkeys(_NUMBER.findall(f"{letter.subject}\n{letter.new_text}\n{letter.quote}")):
        named = facts.matters.application(number.upper())
        if named and named.is_open and _from_same_house(letter.sender.address, named):
            return named
    return None


def _of_house(letter: Letter, facts: Facts) -> Application | None:
    """The one open application from the mail domain of the sender: a registry's mailbox writes for the whole house."""
    fitting = [a for a in facts.matters.applications() if _from_same_house(letter.sender.address, a)]
    return fitting[0] if len(fitting) == 1 else None


def _asked_in(application: Application, facts: Facts) -> Question | None:
    """The newest open question to the applicant."""
    open_ones = [q for q in facts.questions.about(application.id) if q.kind in ASKED_APPLICANT and q.state == "open"]
    return max(open_ones, key=lambda q: q.opened, default=None)


def _application_for(record: ApplicationRecord, flags: Sequence[str], letter: Letter, facts: Facts, now: datetime) -> Application:
    """The open application this record belongs to, brought up to date, or a new one."""
    same = _same_matter(record, letter, facts)
    if same:
        return onboarding.heard_from(
            replace(same, record=onboarding.vouched_for(letter, same.record, _merged(same.record, record))), letter, facts
        )
    if facts.people.of_seat(record.landkreis or record.organisation):
        flags = (*flags, "duplicate_landkreis")
    interest = tuple((q, "") for q in facts.forum.questions_in(letter.answer_in))
    return Application(
        id=facts.next_number("F", Application, now),
        sender=letter.sender.address,
        sender_name=letter.sender.name or (record.contact_name if record.email in {"", letter.sender.address} else ""),
        record=record,
        flags=tuple(flags),
        interest=interest,
        language=letter.answer_in,
        opened=now,
    )


def _same_matter(record: ApplicationRecord, letter: Letter, facts: Facts) -> Application | None:
    for application in facts.matters.applications():
        title = record.landkreis or record.organisation
        if title and title == application.title and _from_same_house(letter.sender.address, application):
            return None if _puts_another(record, letter, application) else application
        mine = letter.sender.address in {application.sender, application.record.email}
        if mine and not (title and application.record.landkreis):
            return application
    return None


def _puts_another(record: ApplicationRecord, letter: Letter, application: Application) -> bool:
    """Whether a colleague names somebody else as the contact: who that is, the office settles, and nobody is pushed aside."""
    there = application.record.contact_name
    elsewhere = letter.sender.address not in onboarding.asked_of(application)
    return elsewhere and bool(there and record.contact_name) and record.contact_name.casefold() != there.casefold()


def _first_of(record: ApplicationRecord, letter: Letter, facts: Facts) -> Application | None:
    """The application of the same county that was there before and that this letter may not change."""
    if _same_matter(record, letter, facts):
        return None
    under_way = (a for a in facts.matters.applications() if a.state != "asked")
    return next((a for a in under_way if record.landkreis and a.record.landkreis == record.landkreis), None)


def _joined(first: Application, letter: Letter, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """A county has one matter: the second letter is kept in it, and the office settles who the contact is."""
    by = {"by": letter.sender.address, "who": letter.sender.name, "said": letter.new_text}
    told = {"case": first.id, "title": first.title, "first": first.contact} | by
    staff = facts.people.staff()
    letters = (Send("office/joined", Mailbox(p.address, p.name), told | {"name": p.name}, first.id) for p in staff)
    return (onboarding.said_in(first, letter, now), _thanks(first, letter), *letters)


def _thanks(first: Application, letter: Letter) -> Send:
    """To whoever writes about somebody else's application: they learn neither that there is one nor its number (faults.md F5)."""
    context = {"title": first.title, "name": letter.sender.name}
    return Send("onboarding/joined", letter.sender, context, in_reply_to=letter.message_id)


def _from_same_house(address: str, application: Application) -> bool:
    """Whether a letter about the same county may add to its application: nobody elsewhere changes what others wrote."""
    domain, own = address.rpartition("@")[2], {application.sender, application.record.email}
    return address in own or (not providers.serves_everybody(domain) and domain in {other.rpartition("@")[2] for other in own})


def _merged(old: ApplicationRecord, new: ApplicationRecord) -> ApplicationRecord:
    """The old record with everything the new one knows; a consent once given is not lost by silence."""
    changes: dict[str, Any] = {}
    for name in onboarding.TOLD:
        if value := getattr(new, name):
            changes[name] = value
    if changes.get("landkreis"):
        changes["candidates"] = ()
    consent = old.consent_given or new.consent_given
    merged = replace(old, **changes, consent_given=consent)
    still = [f for f in old.missing if f in new.missing and not (f == "consent" and consent)]
    return replace(merged, missing=tuple(still))
