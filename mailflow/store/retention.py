"""The monthly deletion run: what is older than it may be kept goes, and is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, exists, func, select, update

from mailflow.model.fingerprint import Fingerprints
from mailflow.model.forum import Retention
from mailflow.model.personal import Theirs
from mailflow.model.records import (
    Application,
    Consent,
    Guest,
    Hold,
    Invitation,
    Meeting,
    Person,
    PersonAddress,
    Post,
    Question,
    Said,
    SentLetter,
)
from mailflow.store import erasing
from mailflow.store.store import Transaction
from mailflow.store.tables import IS_OPEN, TABLES, inbox, letters, mail, outbox

_applications, _said, _holds = TABLES[Application], TABLES[Said], TABLES[Hold]
_invitations, _meetings = TABLES[Invitation], TABLES[Meeting]
_posts = TABLES[Post]
_guests, _people, _addresses = TABLES[Guest], TABLES[Person], TABLES[PersonAddress]
_consents = TABLES[Consent]
_sent, _questions = TABLES[SentLetter], TABLES[Question]


def purge(tx: Transaction, retention: Retention, prints: Fingerprints) -> dict[str, int]:
    """Deletes and returns how many of what: held, applications, answers, guests, members, consents, deliveries, letters."""
    c, now = tx.connection, tx.now

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    return {
        "held": c.execute(delete(_holds).where(_holds.c.state != "held", _holds.c.decided < before(retention.held))).rowcount,
        "applications": _of_applications(c, before(retention.applications)),
        "answers": c.execute(
            delete(_invitations).where(
                _invitations.c.meeting.in_(select(_meetings.c.id).where(_meetings.c.end < before(retention.answers)))
            )
        ).rowcount,
        "guests": _of_guests(c, before(retention.guests).date()),
        "members": _of_members(tx, before(retention.members).date(), prints),
        "consents": c.execute(delete(_consents).where(_consents.c.ended < before(retention.consents))).rowcount,
        "deliveries": _of_deliveries(c, before(retention.deliveries)),
        "letters": _of_letters(c, before(retention.letters)),
    }


def _of_letters(c: Connection, before: datetime) -> int:
    """The bytes go, the row stays: by it the same letter is known again. What an open matter still needs stays."""
    waits = exists().where(inbox.c.letter == letters.c.id, inbox.c.state != "done")
    is_held = letters.c.id.in_(select(_holds.c.letter))
    is_registration = letters.c.id.in_(select(_said.c.letter))
    # What members may fetch lives as long as its list; an answer by number in a digest is no post as it came.
    as_it_came = _posts.c.id.not_like("<" + _posts.c.letter + ".%")
    is_evidence = letters.c.id.in_(select(_consents.c.letter))
    is_archived = letters.c.id.in_(select(_posts.c.letter).where(_posts.c.level == "", _posts.c.stopped.is_(None), as_it_came))
    kept = waits | is_held | is_registration | is_evidence | is_archived
    old = update(letters).where(letters.c.received < before, letters.c.raw != b"", ~kept)
    return c.execute(old.values(raw=b"", sender="", peer="")).rowcount


def _of_deliveries(c: Connection, before: datetime) -> int:
    # The newest row stays: SQLite would give its number again, which stands signed in a return path.
    newest = select(func.max(outbox.c.id)).scalar_subquery()
    gone = c.execute(delete(outbox).where(outbox.c.finished < before, ~IS_OPEN, outbox.c.id < newest)).rowcount
    c.execute(delete(mail).where(mail.c.created < before, ~exists().where(outbox.c.mail == mail.c.id)))
    open_ones = select(_questions.c.id).where(_questions.c.state == "open")
    c.execute(delete(_sent).where(_sent.c.sent < before, _sent.c.question.not_in(open_ones)))
    return gone


def _of_applications(c: Connection, before: datetime) -> int:
    ended = _applications.c.state.in_(["rejected", "withdrawn"]) & (_applications.c.decided < before)
    never = (_applications.c.state == "asked") & (_applications.c.opened < before)
    ids = list(c.scalars(select(_applications.c.id).where(ended | never)))
    _forget_talk(c, ids)
    return c.execute(delete(_applications).where(_applications.c.id.in_(ids))).rowcount


def _of_guests(c: Connection, before: date) -> int:
    """Those who went, with what the forum knows of the person, unless they have come back as somebody else."""
    gone = list(c.scalars(select(_guests.c.id).where(_guests.c.state.in_(["ended", "declined"]), _guests.c.until < before)))
    people = select(_addresses.c.person).where(_addresses.c.id.in_(gone))
    left = list(c.scalars(select(_people.c.id).where(_people.c.id.in_(people), _people.c.status == "left")))
    c.execute(delete(_addresses).where(_addresses.c.person.in_(left)))
    c.execute(delete(_people).where(_people.c.id.in_(left)))
    _forget_talk(c, gone)
    return c.execute(delete(_guests).where(_guests.c.id.in_(gone))).rowcount


def _of_members(tx: Transaction, before: date, prints: Fingerprints) -> int:
    """Who left in a year that is over so long; their posts stay without a name, and nothing keeps them from coming back."""
    left = list(tx.records.all(Person, status="left"))
    for person in (p for p in left if p.left_on is None):  # a seed, a table or the settings said that they have left, not since when
        tx.save(replace(person, left_on=tx.now.date()))
    gone = [p for p in left if p.left_on and p.left_on < before.replace(month=1, day=1)]
    for person in gone:
        addresses = {person.address, *(a.id for a in tx.records.all(PersonAddress, person=person.id))}
        erasing.forget(Theirs(tuple(sorted(addresses)), person.id), tx, prints, with_posts=False)
    return len(gone)


def _forget_talk(c: Connection, matters: list[str]) -> None:
    """What was said about them, and who was asked."""
    c.execute(delete(_said).where(_said.c.about.in_(matters)))
    c.execute(update(_questions).where(_questions.c.about.in_(matters)).values(asked=[], details={}, state="expired"))
