"""Consent as evidence: who said yes to which purpose, in which words, and since when no more (Art. 7 DSGVO)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.forum import Forum
from mailflow.model.letter import Letter, Mailbox
from mailflow.model.records import Application, Consent, Person, Question

CONTACTS = "contacts"
"""The one purpose that nothing else depends on: asked of newcomers, given and taken back at any time."""
ASKED_AFTER, ASKED_FOR = timedelta(days=7), timedelta(days=30)
"""A newcomer is asked in the week after their first one; who was here long before is not surprised with it."""
LONGEST_YES = 1000
"""Characters kept beside the letter itself."""


def given(
    purpose: str, address: str, said: str, letter: Letter, facts: Facts, now: datetime, *, asked: Question | None = None, wording: str = ""
) -> Save:
    """The yes in this letter; it was shown the purpose's words, or `wording`, where a letter of ours asked for it."""
    asked = asked or next((facts.questions.get(sent.question) for sent in facts.questions.answered_by(letter.references)), None)
    shown = facts.forum.purposes[purpose]
    edition, words = (shown.edition, wording or worded(purpose, facts.forum, letter.answer_in)) if asked else ("", "")
    id = f"{purpose}:{edition}:{address}"
    before = facts.records.get(Consent, id)
    return Save(
        Consent(
            id=id,
            version=before.version if before else 0,
            purpose=purpose,
            edition=edition,
            wording=words,
            address=address,
            asked=asked.opened if asked else None,
            request=letter.references[-1] if asked and letter.references else "",
            agreed=now,
            letter=letter.id,
            said=said[:LONGEST_YES],
            proof=letter.proof.told,
        )
    )


def of_application(application: Application, letter: Letter, facts: Facts, now: datetime) -> tuple[Save, ...]:
    """What the applicant says yes to with this letter: that the details are stored, and the charter."""
    address = letter.sender.address
    stands = {consent.purpose for consent in facts.people.consents([address])}
    asked = _asked(application, facts)
    new: list[Save] = []
    if application.record.consent_given and "application" not in stands:
        new.append(given("application", address, letter.new_text, letter, facts, now, asked=asked))
    for put, answer in application.interest:
        if "charter" not in stands and _names(put, "charter", facts.forum) and _is_yes(answer):
            new.append(given("charter", address, answer, letter, facts, now, asked=asked, wording=put))
    return tuple(new)


def _asked(application: Application, facts: Facts) -> Question | None:
    """The newest letter to the applicant that waits for an answer."""
    return max((q for q in facts.questions.about(application.id) if q.state == "open"), key=lambda q: q.opened, default=None)


def _is_yes(answer: str) -> bool:
    """A yes without a but: "Ja, wir tragen es mit"."""
    first, *rest = answer.casefold().replace(",", " ").replace(".", " ").replace(":", " ").split() or [""]
    return first in {"ja", "yes"} and not {"nicht", "kein", "keine", "noch", "aber", "not", "no", "but", "yet"} & set(rest)


def owed(facts: Facts, now: datetime) -> Iterator[Person]:
    """Newcomers whose first week is over and who were not asked yet: their first days bring letters enough."""
    for person in facts.people.joined_since(now - ASKED_AFTER - ASKED_FOR):
        fresh = person.status == "member" and not person.rests and person.joined is not None and person.joined <= now - ASKED_AFTER
        if fresh and not facts.questions.about(_about(person)) and person.address not in facts.people.agreed_to(CONTACTS):
            yield person


def asked(person: Person, facts: Facts, now: datetime) -> tuple[Effect, ...]:
    """Asks whether others may see how they are reached."""
    about = _about(person)
    put = question("consent", about, (person.address,), now, "newcomer", days=kinds()["consent"].days)
    context = shown(CONTACTS, facts.forum, person.language) | {"name": person.name}
    return (Ask(put, (Send("privacy/consent_asked", Mailbox(person.address, person.name), context, about),)),)


def _about(person: Person) -> str:
    return f"{CONTACTS}:{person.id}"


def ended(consents: Iterable[Consent], now: datetime, letter: str = "") -> tuple[Save, ...]:
    """From now on they stand no more; the evidence stays as long as the settings say."""
    return tuple(Save(replace(consent, ended=now, ended_by=letter)) for consent in consents)


def over(addresses: Iterable[str], facts: Facts, now: datetime, *purposes: str) -> tuple[Save, ...]:
    """What these addresses agreed to ends with what it was for; all of it where no purpose is named."""
    return ended((c for c in facts.people.consents(addresses) if not purposes or c.purpose in purposes), now)


def named(said: str, forum: Forum) -> str:
    """The purpose that these words name in either language, "" if none."""
    return next((purpose for purpose in forum.purposes if _names(said, purpose, forum)), "")


def _names(said: str, purpose: str, forum: Forum) -> bool:
    return purpose in forum.purposes and any(name.casefold() in said.casefold() for name in forum.purposes[purpose].name.values())


def worded(purpose: str, forum: Forum, language: str) -> str:
    """What is said yes to, as its letters put it in this language, "" being the forum's."""
    wording = forum.purposes[purpose].wording
    return wording.get(language or forum.language) or next(iter(wording.values()))


def shown(purpose: str, forum: Forum, language: str) -> dict[str, Any]:
    """The purpose as letters show it."""
    found = forum.purposes[purpose]
    name = found.name.get(language or forum.language) or next(iter(found.name.values()))
    return {"purpose": name, "wording": worded(purpose, forum, language), "edition": found.edition, "since": found.since}


def standing(addresses: Iterable[str], forum: Forum, language: str, facts: Facts) -> list[Mapping[str, Any]]:
    """What they have agreed to, each with its day."""
    return [shown(c.purpose, forum, language) | {"wording": c.wording, "agreed": c.agreed} for c in facts.people.consents(addresses)]
