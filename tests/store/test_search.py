"""What is found stands newest first, whether many posts have the words or few, and never from before the asker may read."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from mailflow.model.records import Post
from mailflow.store import search
from mailflow.store.engine import Database
from mailflow.store.store import Store
from mailflow.store.tables import postwords
from tests.live.servers import postgres

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
        if request.param:
            search.extend(tx.connection, search.new(tx.connection))
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


def in_postindex(store, word):
    """How many posts SQLite's own index has under a word, whatever the tables say."""
    with store.reading() as connection:
        return len(connection.exec_driver_sql("SELECT rowid FROM postindex WHERE postindex MATCH ?", (word,)).all())


@pytest.mark.parametrize("store", [True], indirect=True)
def test_the_words_of_a_post_leave_with_it(store):
    assert in_postindex(store, "boot") == 3
    with store.writing(LATER) as tx:
        tx.remove(tx.records.get(Post, "<1@x>"))
    assert in_postindex(store, "boot") == 2
    with store.reading() as connection:
        assert [row.id for row in search.found(connection, "Boot", {"wohnen": None}, 5)] == ["<2@x>", "<0@x>"]


@pytest.mark.parametrize("store", [True], indirect=True)
def test_a_post_that_says_something_else_is_found_by_that_at_once(store):
    with store.writing(LATER) as tx:
        tx.save(replace(tx.records.get(Post, "<1@x>"), text="Rufbus"))
    assert in_postindex(store, "boot") == 2
    for _ in range(2):
        with store.reading() as connection:
            assert [row.id for row in search.found(connection, "Rufbus", {"wohnen": None}, 5)] == ["<1@x>"]
        with store.writing(LATER) as tx:
            search.extend(tx.connection, search.new(tx.connection))
    assert in_postindex(store, "rufbus") == 1


HOSTILE = f"{'x' * 5000} NEAR AND OR {'ﷺ' * 50} 𞤀𞤣𞤤𞤢𞤥 l'Été naïve٣"


def test_whatever_letters_a_word_has_it_is_taken_and_found(database):
    store = Store(database)
    with store.writing(START) as tx:
        for n in range(150):
            tx.save(Post(id=f"<{n}@x>", group="wohnen", sender="a@x.example", sender_name="A", text=HOSTILE if n == 3 else "Bus", at=START))
        search.extend(tx.connection, search.new(tx.connection))
    with store.reading() as connection:
        for word in (word for word in HOSTILE.split() if len(word) > 3):
            assert [row.id for row in search.found(connection, word, {"wohnen": None}, 5)] == ["<3@x>"], word
        assert search.found(connection, "Bus OR' naïve", {"wohnen": None}, 5) == []
    with store.writing(LATER) as tx:
        tx.remove(tx.records.get(Post, "<3@x>"))
        assert search.found(tx.connection, "naïve", {"wohnen": None}, 5) == []
        assert tx.connection.scalar(select(func.count()).select_from(postwords)) == 149


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def database(request):
    with postgres() if request.param == "postgresql" else nullcontext("sqlite://") as url:
        database = Database(url)
        database.upgrade()
        yield database
        database.close()
