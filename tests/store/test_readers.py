"""Who reads a list is asked of the database, and is the same as its records say one by one."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from mailflow.model.facts.lists import Lists
from mailflow.model.lists import Readers
from mailflow.model.records import Membership, Person
from mailflow.store import outbox
from mailflow.store.engine import Database
from mailflow.store.records import MemoryRecords, SqlRecords
from mailflow.store.store import Store

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
DAY = NOW.date()
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
PAUSES = ((None, None), (None, YESTERDAY), (None, DAY), (YESTERDAY, TOMORROW), (TOMORROW, TOMORROW), (DAY, DAY))


def people() -> list[Person | Membership]:
    """One of every kind there is, on a list, on two, or on none."""
    kinds = product(("member", "guest", "staff", "left"), ("", "de", "en"), ("single", "daily"), ("", "single", "off"), PAUSES)
    found: list[Person | Membership] = []
    for n, (status, language, usual, own, (since, until)) in enumerate(kinds):
        id, seat = f"P-{n:04}", f"Landkreis {n % 7}" if n % 7 else ""
        found.append(
            Person(
                id=id,
                name=id,
                address=f"p{n}@x.example",
                status=status,
                seat=seat,
                language=language,
                delivery=usual,
                paused_from=since,
                paused_until=until,
            )
        )
        found += [Membership(id=f"{group}:{id}", group=group, person=id, delivery=own) for group in ("ag", "bg")[: n % 3]]
    return found


@pytest.fixture
def store():
    database = Database("sqlite://")
    database.upgrade()
    store, everybody = Store(database), people()
    with store.writing(NOW) as tx:
        for kind in (Person, Membership):
            tx.records.add([record for record in everybody if type(record) is kind])
    return store


@pytest.mark.parametrize("day", [YESTERDAY, DAY, TOMORROW], ids=str)
@pytest.mark.parametrize("group", ["ag", "bg", "nobody"])
def test_the_database_and_the_records_name_the_same_readers(store, group: str, day: date):
    memory = MemoryRecords(people())
    with store.reading() as connection:
        records = SqlRecords(connection)
        assert Lists(records, None).readership(group, day) == Lists(memory, None).readership(group, day)
        for of in (Readers(group, day), Readers(group, day, "en"), Readers(group, day, but=("en", "de"))):
            assert sorted(records.addresses(of)) == sorted(memory.addresses(of))
        assert sorted(records.ways(day)) == sorted(memory.ways(day))


def test_every_reader_gets_one_copy_in_one_language(store):
    with store.writing(NOW) as tx:
        readership = Lists(tx.records, None).readership("ag", DAY)
        letter = {"message_id": "<1@f>", "kind": "post", "about": "ag", "cause": "l", "now": NOW}
        counts = [outbox.put(tx.connection, b"x", to, **letter) for to in readership.by_language("de").values()]
        again = [outbox.put(tx.connection, b"x", to, **letter) for to in readership.by_language("de").values()]
        assert sum(counts) == sum(readership.copies.values())
        assert sum(again) == 0
        wanted = MemoryRecords(people()).addresses(Readers("ag", DAY))
        assert sorted(tx.connection.scalars(select(outbox.outbox.c.recipient))) == sorted(wanted)


def test_a_letter_that_nobody_is_left_to_get_is_not_kept(store):
    with store.writing(NOW) as tx:
        letter = {"message_id": "<1@f>", "kind": "post", "about": "ag", "cause": "l", "now": NOW}
        assert outbox.put(tx.connection, b"x", Readers("nobody", DAY), **letter) == 0
        assert tx.connection.scalar(select(outbox.mail.c.id)) is None
