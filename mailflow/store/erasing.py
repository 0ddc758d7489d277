"""Somebody is taken out of everything that is kept, and again after a backup of before was restored.

Journal lines lose their words, not their place: how many were blackened stands in a line of its own, so that the chain
(`store.ledger`) still tells a line taken out by somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, String, cast, delete, exists, insert, or_, select, update

from mailflow.model.fingerprint import Fingerprints
from mailflow.model.personal import INVENTORY, Theirs, blackened, found
from mailflow.model.records import Application, Consent, Erasure, Group, JournalEntry, PersonAddress, Post
from mailflow.store import outbox as outbox_rows
from mailflow.store import renaming, search
from mailflow.store.store import Transaction
from mailflow.store.tables import TABLES, letters, mail, outbox, row_of

ERASED, ERASURE = "erased", "erasure"
"""What a blackened line of the journal says it is, and the line that says how many were blackened."""
_journal = TABLES[JournalEntry]
Erased = tuple[str, datetime, bool]
"""(fingerprint of an address, when, with posts)."""


def erase(theirs: Theirs, tx: Transaction, prints: Fingerprints, *, with_posts: bool) -> None:
    """Forgets them, and remembers that no import and no old backup may bring them back."""
    forget(theirs, tx, prints, with_posts=with_posts)
    remember(((prints.of(a), tx.now, with_posts) for a in theirs.addresses), tx.connection)


def forget(theirs: Theirs, tx: Transaction, prints: Fingerprints, *, with_posts: bool) -> None:
    """Removes or blackens every record of theirs, their letters, and what the journal tells of them."""
    c, removed = tx.connection, set[str]()
    outbox_rows.withdraw(c, theirs.addresses, tx.cause, tx.now)
    for kind, holding in INVENTORY.items():
        if kind is JournalEntry or not holding.by:
            continue
        table, goes = TABLES[kind], holding.erasing == "remove" or (with_posts and kind is Post)
        for record in list(found(kind, theirs, tx.records)):
            here = table.c.id == record.id
            if goes:
                c.execute(delete(table).where(here))
            else:
                c.execute(update(table).where(here).values(row_of(blackened(record, theirs, prints)) | {"version": record.version + 1}))
                if kind is Post:
                    search.leave_out(c, record.id)
            removed |= {record.id} if kind is not Group else set()
    search.merge(c)
    _letters(theirs, c)
    renamed = partial(prints.without, theirs.addresses)
    told = or_(
        _journal.c.actor.in_(theirs.addresses),
        _journal.c.record.in_(removed),
        _journal.c.about == (theirs.person or "-"),
        _journal.c.id.in_(renaming.lines_naming(theirs.addresses, renamed, c)),
    )
    count = blacken(told, c)
    renaming.rename(theirs.addresses, renamed, c)
    tx.forget(theirs.owns, renamed)
    tx.note(ERASURE, ERASURE, str(count))


def _letters(theirs: Theirs, c: Connection) -> None:
    c.execute(update(letters).where(letters.c.sender.in_(theirs.addresses)).values(raw=b"", sender="", peer=""))
    mine = select(outbox.c.mail).where(outbox.c.recipient.in_(theirs.addresses))
    shared = exists().where(outbox.c.mail == mail.c.id, outbox.c.recipient.not_in(theirs.addresses))
    c.execute(update(mail).where(mail.c.id.in_(mine), ~shared).values(raw=b""))
    nobody = "erased-" + cast(outbox.c.id, String)
    c.execute(update(outbox).where(outbox.c.recipient.in_(theirs.addresses)).values(recipient=nobody, reply=""))


def blacken(told: ColumnElement[bool], c: Connection) -> int:
    """Takes the words out of these lines of the journal; returns how many, which a line of its own has to say."""
    lines = update(_journal).where(told, _journal.c.what.not_in([ERASED, ERASURE]))
    return c.execute(lines.values(what=ERASED, text="", actor="", before=None, undoable_until=None)).rowcount


def remembered(c: Connection) -> list[Erased]:
    """Everybody who was erased."""
    table = TABLES[Erasure]
    return [tuple(row) for row in c.execute(select(table.c.id, table.c.at, table.c.with_posts))]


def remember(erased: Iterable[Erased], c: Connection) -> None:
    table = TABLES[Erasure]
    known = set(c.scalars(select(table.c.id)))
    new = {id: {"id": id, "version": 1, "at": at, "with_posts": with_posts} for id, at, with_posts in erased if id not in known}
    if new:
        c.execute(insert(table), list(new.values()))


def carry_over(c: Connection, prints: Fingerprints) -> None:
    """Gives fingerprints that an earlier version made without a key the key they should have."""
    table, consents = TABLES[Erasure], TABLES[Consent]
    for kept in [one for one in remembered(c) if prints.keyed(one[0]) != one[0]]:
        c.execute(delete(table).where(table.c.id == kept[0]))
        remember([(prints.keyed(kept[0]), *kept[1:])], c)
    for id, kept_as in c.execute(select(consents.c.id, consents.c.address).where(consents.c.address.not_like("%@%"))).all():
        if (whose := prints.keyed(kept_as)) != kept_as:
            c.execute(update(consents).where(consents.c.id == id).values(id=id.replace(kept_as, whose), address=whose))


def erase_again(erased: Iterable[Erased], tx: Transaction, prints: Fingerprints) -> int:
    """Erases whom an old backup brought back; returns how many people that were."""
    known = {id: with_posts for id, _, with_posts in erased}
    people: dict[str, Theirs] = {}
    for row in tx.records.all(PersonAddress):
        if prints.of(row.id) in known:
            before = people.get(row.person, Theirs((), row.person))
            people[row.person] = Theirs((*before.addresses, row.id), row.person)
    others = {a.sender for a in tx.records.all(Application) if a.sender and prints.of(a.sender) in known}
    there = [*people.values(), *(Theirs((address,)) for address in others - {a for t in people.values() for a in t.addresses})]
    for theirs in there:
        erase(theirs, tx, prints, with_posts=any(known[prints.of(a)] for a in theirs.addresses))
    return len(there)
