"""A letter set aside is read safely, repaired, tried again and given up; nothing happens twice, and the journal tells it."""

from __future__ import annotations

from datetime import datetime

import pytest
from click.testing import CliRunner
from conversation import DirectReader, Forum, letter

from mailflow import flow
from mailflow.cli import main
from mailflow.receive.reader import UnreadableError
from mailflow.settings import Settings
from mailflow.store import inbox, outbox, tracing, waiting

MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"


class Poisoned:
    """Reads everything but poison."""

    def run(self, function, raw, *args):
        if isinstance(raw, bytes) and b"Gift" in raw:
            raise UnreadableError("reading took longer than 10 seconds")
        return DirectReader().run(function, raw, *args)


class House:
    def __init__(self, folder) -> None:
        self.url = f"sqlite:///{folder}/m.db"
        start = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
        self.forum = Forum(start, settings=Settings(store={"url": self.url}))
        self.forum.app.__dict__["reader"] = Poisoned()
        self.raw = letter(MARA, GROUP, "Gift\x1b[2J und \x9b31m Farbe", "Frage", start)
        assert self.forum.receive(self.raw, MARA, [GROUP]) == []
        [row] = self.waiting("in")
        assert row["state"] == "set_aside"
        self.id = str(row["id"])

    def waiting(self, queue: str):
        with self.forum.app.store.reading() as connection:
            return [row for row in waiting.waiting(connection) if row["queue"] == queue]

    def type(self, *words: str, status: int = 0) -> str:
        done = CliRunner().invoke(main, list(words), env={"MAILFLOW__STORE__URL": self.url})
        assert done.exit_code == status, done.output
        return done.output

    def read_on(self) -> list[str]:
        while flow.one_letter(self.forum.app.house()):
            pass
        return sorted(one.recipient for one in self.forum.left())

    def trace(self, what: str) -> str:
        with self.forum.app.store.reading() as connection:
            return "\n".join(f"{line['what']} {line['text']}" for line in tracing.story(connection, what))


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.forum.app.database.close()


def test_it_is_shown_as_text_no_terminal_obeys_and_saved_as_it_came(house, tmp_path):
    shown = house.type("queue", "show", "--in", house.id)
    assert "Subject: Frage" in shown
    assert "Gift" in shown
    assert not [c for c in shown if not c.isprintable() and c != "\n"]
    house.type("queue", "show", "--in", house.id, "--save", str(tmp_path / "letter.eml"))
    assert (tmp_path / "letter.eml").read_bytes() == house.raw


@pytest.mark.proves("B10")
def test_repaired_it_takes_its_place_and_the_original_is_kept(house, tmp_path):
    repaired = tmp_path / "repaired.eml"
    repaired.write_bytes(house.raw.replace(b"Gift", b"Guten Tag"))
    house.type("queue", "replace", "--in", house.id, str(repaired))
    first = house.read_on()
    assert len(first) == 3
    with house.forum.app.store.reading() as connection:
        assert waiting.raw(connection, int(house.id), incoming=True) == repaired.read_bytes()
        [original] = [raw for raw in connection.exec_driver_sql("SELECT raw FROM letter").scalars() if b"Gift" in raw]
    assert original == house.raw
    assert "is not set aside" in house.type("queue", "replace", "--in", house.id, str(repaired), status=1)
    assert "does not wait" in house.type("queue", "retry", "--in", house.id, status=1)
    assert house.forum.receive(house.raw, MARA, [GROUP]) == [], "the original delivered once more is still had"
    with house.forum.app.store.reading() as connection:
        [id] = connection.exec_driver_sql("SELECT letter FROM inbox").scalars()
    told = house.trace(id)
    assert "repair" in told
    assert "understood as Post" in told
    assert "decided accept: posted" in told


@pytest.mark.proves("B10")
def test_tried_again_as_it_is_it_goes_out_once(house):
    house.forum.app.__dict__["reader"] = DirectReader()
    house.type("queue", "retry", "--in", house.id)
    assert len(house.read_on()) == 3
    assert "does not wait" in house.type("queue", "retry", "--in", house.id, status=1)
    with house.forum.app.store.writing(house.forum.clock.now()) as tx:
        # Even a row that is read again by force sends nothing again.
        tx.connection.exec_driver_sql("UPDATE inbox SET state = 'new', attempts = 0")
    assert house.read_on() == []


def test_given_up_it_waits_no_more(house):
    house.type("queue", "drop", "--in", house.id)
    assert house.waiting("in") == []
    with house.forum.app.store.reading() as connection:
        assert inbox.counts(connection) == {"done": 1}
    assert "does not wait" in house.type("queue", "drop", "--in", house.id, status=1)


def test_a_letter_that_leaves_can_be_given_up_but_not_changed(house, tmp_path):
    house.forum.write(MARA, GROUP, "Guten Tag", "Zweite Frage")
    first, *others = [str(row["id"]) for row in house.waiting("out")]
    (tmp_path / "x").write_bytes(b"x")
    assert "never changed" in house.type("queue", "replace", first, str(tmp_path / "x"), status=2)
    house.type("queue", "drop", first)
    with house.forum.app.store.reading() as connection:
        assert outbox.counts(connection) == {"cancelled": 1, "queued": len(others)}


def test_held_by_hand_nothing_leaves_and_the_older_wait_for_a_word(house):
    house.forum.write(MARA, GROUP, "Guten Tag", "Zweite Frage")
    house.type("hold", "--older-than", "2099-01-01T00:00+00:00")
    assert "3 older letters" in house.type("status")
    assert house.forum.deliver() == 0
    assert house.type("release", "--dry-run").count("stays") == 3
    assert "3 letters may have left before" in house.type("release")
    assert house.type("release", "--older", "drop").startswith("released; 3 older letters: drop")
    assert "nothing is held" in house.type("release", status=1)


def test_the_story_of_a_matter_is_told_in_plain_words_before_its_details(house):
    house.forum.write("lea.muster@kreis-hoexter.example", "anmeldung@forum-test.example", "Wie werden wir Mitglied?")
    told = house.type("trace", "F-2027-0001")
    words, _, details = told.partition("\n\n")
    assert "Verlauf von F-2027-0001" in words
    assert "Dienstag, 16. März 2027" in words
    assert "Frage nach der Mitgliedschaft" in words
    assert "understood" not in words
    assert "understood" in details
    assert house.type("trace", "--json", "F-2027-0001").startswith("[")
