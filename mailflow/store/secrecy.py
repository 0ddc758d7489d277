"""A secret vote that is counted or withdrawn: who voted how goes from records, journal and letters; a count stays, and who did not vote."""

from __future__ import annotations

from sqlalchemy import exists, select, update

from mailflow.model.records import JournalEntry, Question
from mailflow.store import erasing
from mailflow.store.records import SqlRecords
from mailflow.store.store import Transaction
from mailflow.store.tables import IS_OPEN, TABLES, letters, mail, outbox

_journal, _questions = TABLES[JournalEntry], TABLES[Question]


def empty_ballots(vote: str, tx: Transaction) -> None:
    """Forgets what each seat answered. Lines of the journal lose their words and say so, as with an erasure (`store.ledger`)."""
    c = tx.connection
    ballots = _questions.c.about == vote, _questions.c.kind == "ballot"
    told = _journal.c.kind == "Question", _journal.c.record.in_(select(_questions.c.id).where(*ballots))
    # What opened the ballots tells of no vote: there was nothing before.
    cast = {row.id: row.letter for row in c.execute(select(_journal).where(*told)) if row.before is not None}
    mine = select(mail.c.id).where(mail.c.cause.in_(set(cast.values())))
    waits = exists().where(outbox.c.mail == mail.c.id, IS_OPEN)
    c.execute(update(_questions).where(*ballots).values(answer="", answered_by=""))
    c.execute(update(letters).where(letters.c.id.in_(set(cast.values()))).values(raw=b""))
    c.execute(update(mail).where(mail.c.id.in_(mine), ~waits).values(raw=b""))
    tx.records = SqlRecords(c)
    tx.note(erasing.ERASURE, erasing.ERASURE, str(erasing.blacken(_journal.c.id.in_(cast), c)))
