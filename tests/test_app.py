"""A forum on its store, put together and put together again."""

from datetime import UTC, datetime, timedelta

import pytest

from mailflow.app import App
from mailflow.settings import Settings


@pytest.fixture
def started(tmp_path):
    def start(**deliver):
        app = App(Settings(store={"url": f"sqlite:///{tmp_path / 'store.db'}"}, deliver=deliver))
        app.prepare()
        return app

    return start


def ahead(app):
    return round((app.clock.now() - datetime.now(UTC)) / timedelta(hours=1))


def test_the_clock_of_a_demo_does_not_fall_back_at_a_restart(started):
    first = started()
    first.advance(timedelta(hours=24))
    first.advance(timedelta(hours=6))
    first.database.close()
    assert ahead(started()) == 30


def test_where_letters_leave_the_house_the_clock_is_right(started):
    first = started()
    first.advance(timedelta(days=7))
    first.database.close()
    assert ahead(started(relay="smtp://127.0.0.1:25")) == 0


def test_a_command_beside_it_reads_the_same_clock(started):
    """Else `status` would count ages below zero."""
    first = started()
    first.advance(timedelta(hours=5))
    first.database.close()
    beside = App(first.settings)
    beside.resume_clock()
    assert ahead(beside) == 5


def test_where_the_forum_gets_another_domain_its_lists_go_with_it(started):
    first = started()
    first.database.close()
    forum = first.settings.forum.model_copy(update={"domain": "netz.example"})
    moved = App(first.settings.model_copy(update={"forum": forum}), frozenset({("forum", "domain")}))
    moved.prepare()
    with moved.facts() as facts:
        assert {group.address for group in facts.lists.all()} == {"forum@netz.example", "ankuendigungen@netz.example"}
