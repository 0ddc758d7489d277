"""The written registration of a county: what counts as one, the scan that comes without a word, what the office says to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.joining import onboarding
from mailflow.model.effects import Ask, Decision, Effect, Forward, Save, Send, Verdict
from mailflow.model.facts import Facts
from mailflow.model.intent import ApplicationRecord
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Application, Registration

DOCUMENTS = {"application/pdf", "image/jpeg", "image/png", "image/tiff"}
SHORTEST_LETTER = 80
"""Characters below which a letter with a document is its cover only."""


def registered(application: Application, letter: Letter, facts: Facts, now: datetime) -> Application:
    """The application with this letter as its county's registration, where the forum takes a letter for one."""
    if application.registration or facts.forum.registration != "mail":
        return application
    by = _written_by(application, letter)
    files = tuple(a.name for a in letter.attachments if a.name)
    return replace(application, registration=Registration(form="mail", day=facts.today(now), by=by, letter=letter.id, files=files))


def _written_by(application: Application, letter: Letter) -> str:
    """Who wrote it: not always who shall take part."""
    contact, writer = application.record.contact_name, letter.sender.name
    names = (writer, contact) if "on_behalf" in application.flags else (contact, writer)
    return next(filter(None, names), letter.sender.address)


def is_scan(letter: Letter) -> bool:
    """Whether the letter is a document with hardly a word, as registries and copiers send it."""
    has_document = any(a.type in DOCUMENTS and not a.fields and len(a.text) < SHORTEST_LETTER for a in letter.attachments)
    return has_document and len(letter.new_text.strip()) < SHORTEST_LETTER


def scan_came(application: Application, letter: Letter, facts: Facts, now: datetime) -> Decision:
    """The office looks at the document and says whether it is the registration; its sender hears that it arrived."""
    details = _details(letter, facts, now)
    context = {"case": application.id, "title": application.title, "by": letter.sender.address, "files": details["files"]}
    receipt = Send("onboarding/scan_received", letter.sender, context, application.id, letter.message_id)
    said = onboarding.said_in(application, letter, now)
    asked = asked_about(application, details, letter.id, facts, now)
    return Decision(Verdict("accept", "scan"), (said, receipt, asked, *shown_to_office(letter, facts)))


def asked_about(application: Application, details: Mapping[str, Any], cause: str, facts: Facts, now: datetime) -> Ask:
    """Is this document the registration? Asked of the office; `details` are as `_details` has them."""
    staff = facts.people.staff()
    addresses, days = tuple(p.address for p in staff), kinds()["scan"].days
    asked = question("scan", application.id, addresses, now, cause, days=days, details=details)
    context = {"case": application.id, "title": application.title, "by": details["by"], "files": details["files"]}
    return Ask(asked, tuple(Send("office/scan_came", Mailbox(p.address, p.name), context, application.id) for p in staff))


def whose(letter: Letter, facts: Facts, now: datetime) -> Decision:
    """Nobody can tell what the document belongs to: it gets a matter of its own, and its sender one friendly question."""
    application = Application(
        id=facts.next_number("F", Application, now),
        state="asked",
        sender=letter.sender.address,
        sender_name=letter.sender.name,
        record=ApplicationRecord(),
        interest=tuple((q, "") for q in facts.forum.questions_in(letter.answer_in)),
        language=letter.answer_in,
        opened=now,
    )
    details = _details(letter, facts, now)
    asked = question("whose", application.id, (letter.sender.address,), now, letter.id, days=kinds()["whose"].days, details=details)
    put = onboarding.to_applicant(
        "onboarding/scan_whose", application, {"case": application.id, "files": details["files"]}, letter.message_id
    )
    said = onboarding.said_in(application, letter, now)
    return Decision(Verdict("accept", "scan"), (Save(application), said, Ask(asked, (put,)), *shown_to_office(letter, facts)))


def _details(letter: Letter, facts: Facts, now: datetime) -> dict[str, Any]:
    """What a question about a document keeps of the letter that it came in."""
    files = [a.name for a in letter.attachments if a.name]
    return {"letter": letter.id, "by": letter.sender.address, "day": facts.today(now).isoformat(), "files": files}


def read_too(letter: Letter, application: Application, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """What the office gets of a letter that asks something, since no form answers that; nothing where the dossier comes at once."""
    comes_at_once = application.reached == "decision" and facts.forum.round_of(facts.today(now)) is None
    words = " ".join(letter.new_text.split())
    for question_of_form, _ in application.interest:
        words = words.replace(question_of_form, "")
    return shown_to_office(letter, facts) if "?" in words and not comes_at_once else ()


def shown_to_office(letter: Letter, facts: Facts) -> tuple[Effect, ...]:
    """The letter as it came, to each of the office."""
    return tuple(Forward(letter.id, Mailbox(p.address, p.name)) for p in facts.people.staff())
