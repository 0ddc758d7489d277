"""What is found stands newest first, whether many posts have the words or few, and never from before the asker may read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailflow.model.records import Post
from mailflow.store import search
from mailflow.store.engine import Database
from mailflow.store.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=30)


@pytest.fixture(params=[True, False], ids=["in the index", "not in the index yet"])
def store(request):
    """Three hundred posts, an hour apart; all speak of a bus, the first three of a boat as well."""
    database = Database("sqlite://")
    database.upgrade()
    store = Store(database)
    with store.writing(START) as tx:
        for n in range(300):
            text = "Fahrdienst mit Boot und Bus" if n < 3 else "Fahrdienst mit Bus"
            tx.save(Post(id=f"<{n}@x>", group="wohnen", sender="a@x.example", sender_name="A", text=text, at=START + timedelta(hours=n)))
    with store.writing(LATER) as tx:
        while request.param and search.extend(tx.connection, LATER):
            pass
    return store


@pytest.mark.parametrize(
    ("words", "since", "expected"),
    [
        ("Bus", None, [299, 298, 297, 296, 295]),
        ("Boot", None, [2, 1, 0]),
        ("Boot Bus", START + timedelta(hours=1), [2, 1]),
        ("Boot", START + timedelta(hours=200), []),
        ("Flugzeug", None, []),
    ],
)
def test_the_newest_with_all_words_come_first(store, words, since, expected):
    with store.reading() as connection:
        rows = search.found(connection, words, {"wohnen": since}, 5)
        assert search.found(connection, words, {"ehrenamt": None}, 5) == []
    assert [row.id for row in rows] == [f"<{n}@x>" for n in expected]
