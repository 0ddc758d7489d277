"""Who was erased is nowhere any more, the journal's chain still holds, and no backup or import brings them back (domain: Art. 17)."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from conversation import Forum
from sqlalchemy import select

from mailflow.cli import main
from mailflow.model.personal import INVENTORY, Theirs, found
from mailflow.model.records import Group, Membership, Person, Post
from mailflow.settings import Settings
from mailflow.store import backup, ledger, people, register
from mailflow.store.engine import Database
from mailflow.store.records import SqlRecords
from mailflow.store.tables import letters, metadata

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
SAMIR, OFFICE, COMMANDS = "s.feldhaus@landkreis-goerlitz.example", "amsel@traeger.example", "mailflow@forum-test.example"


@pytest.fixture
def forum(tmp_path):
    forum = Forum(START, settings=Settings(store={"url": f"sqlite:///{tmp_path}/forum.db"}))
    forum.write(SAMIR, "ag-ehrenamt@forum-test.example", "Wer hat Erfahrung mit Patenschaften?", "Patenschaften")
    forum.tick(START + timedelta(minutes=1))
    return forum


def erased(forum, text="LÖSCHUNG"):
    [asked] = forum.write(SAMIR, COMMANDS, text)
    forum.write(SAMIR, asked.header("Reply-To"), "JA")


def test_nothing_is_found_of_who_was_erased(forum):
    erased(forum)
    with forum.facts() as facts:
        assert facts.people.by_address(SAMIR) is None
        left = [r for kind in INVENTORY for r in found(kind, Theirs((SAMIR,), "P-0006"), facts.records)]
        assert {type(r).__name__ for r in left} <= {"SentLetter"}, "nothing but the answer itself"
        assert not facts.records.all(Membership, person="P-0006")


@pytest.mark.parametrize(("text", "kept"), [("LÖSCHUNG", True), ("LÖSCHUNG mit Beiträgen", False)])
def test_posts_stay_without_a_name_or_go(forum, text, kept):
    erased(forum, text)
    with forum.facts() as facts:
        posts = [p for p in facts.records.all(Post) if p.subject == "Patenschaften"]
    assert len(posts) == kept
    assert all(p.sender == p.sender_name == "" and p.place == "Landkreis Görlitz" for p in posts)


@pytest.mark.parametrize(("text", "left"), [("LÖSCHUNG", ["patenschaften"]), ("LÖSCHUNG mit Beiträgen", [])])
def test_their_posts_are_in_the_archive_s_index_without_their_name_or_not_at_all(forum, text, left):
    assert in_postindex(forum) == ["feldhaus", "patenschaften"]
    erased(forum, text)
    forum.tick(START + timedelta(minutes=2))
    assert in_postindex(forum) == left


def in_postindex(forum) -> list[str]:
    """Which of the two words SQLite's own index has."""
    with forum.app.store.reading() as connection:
        query = "SELECT count(*) FROM postindex WHERE postindex MATCH ?"
        return [word for word in ("feldhaus", "patenschaften") if connection.exec_driver_sql(query, (word,)).scalar()]


def test_their_raw_letters_are_gone_and_others_stay(forum):
    forum.write(OFFICE, COMMANDS, "OFFEN")
    erased(forum)
    with forum.app.store.reading() as connection:
        rows = connection.execute(select(letters.c.sender, letters.c.raw)).all()
    assert {row.sender for row in rows} == {"", OFFICE}
    assert all(bool(row.raw) == bool(row.sender) for row in rows)


def test_the_journal_keeps_its_chain_and_tells_a_line_blackened_by_somebody_else(forum):
    forum.tick(START + timedelta(minutes=2))
    erased(forum)
    forum.tick(START + timedelta(minutes=3))
    with forum.app.store.reading() as connection:
        assert ledger.gaps(connection) == []
        lines = metadata.tables["journalentry"]
        other = connection.scalar(select(lines.c.id).where(lines.c.what == "save").limit(1))
    with forum.app.store.writing(forum.clock.now()) as tx:
        tx.connection.execute(lines.update().where(lines.c.id == other).values(what="erased", text="", before=None))
    with forum.app.store.reading() as connection:
        assert "blackened" in ledger.gaps(connection)[0]


def test_who_was_erased_stays_erased_when_an_older_backup_is_restored(forum, tmp_path):
    forum.tick(START + timedelta(minutes=2))
    backup.write(forum.app.database, tmp_path / "b", forum.clock.now(), "key")
    erased(forum, "LÖSCHUNG mit Beiträgen")
    backup.restore(forum.app.database, tmp_path / "b", forum.clock.now() + timedelta(hours=1), replace=True)
    with forum.app.store.reading() as connection:
        records = SqlRecords(connection)
        assert records.get(Person, "P-0006") is None
        assert not [p for p in records.all(Post) if p.subject == "Patenschaften"]
        assert ledger.gaps(connection) == []
        assert not [r for kind in INVENTORY for r in found(kind, Theirs((SAMIR,), "P-0006"), records)]


def test_an_import_does_not_bring_them_back(forum, tmp_path):
    erased(forum)
    table = tmp_path / "people.csv"
    table.write_text(f"name;address\nSamir Feldhaus;{SAMIR}\n")
    with forum.facts() as facts:
        plan = people.plan(table, facts)
    assert plan.problems == 1
    assert plan.records == []


def test_a_group_keeps_its_other_speakers(forum):
    with forum.app.store.writing(forum.clock.now()) as tx:
        tx.save(replace(tx.records.get(Group, "ehrenamt"), speakers=("P-0006", "P-0003")))
    erased(forum)
    with forum.facts() as facts:
        assert facts.records.get(Group, "ehrenamt").speakers == ("P-0003",)


@pytest.mark.parametrize("register_comes_along", [True, False])
def test_a_restore_on_another_machine_erases_again_whom_the_register_names(forum, tmp_path, register_comes_along):
    """... and says so where there is no register."""
    backup.write(forum.app.database, tmp_path / "b", forum.clock.now(), "key")
    erased(forum, "LÖSCHUNG mit Beiträgen")
    forum.tick(forum.clock.now() + timedelta(minutes=1))
    other = tmp_path / "other"
    other.mkdir()
    if register_comes_along:
        shutil.copy(tmp_path / "forum.erased", other / "forum.erased")
    told = CliRunner().invoke(main, ["restore", str(tmp_path / "b")], env={"MAILFLOW__STORE__URL": f"sqlite:///{other}/forum.db"})
    assert told.exit_code == 0, told.output
    assert ("erased again: 1" in told.output) == register_comes_along
    assert ("there is no register of the erased" in told.output) == (not register_comes_along)
    with Database(f"sqlite:///{other}/forum.db").reading() as connection:
        records = SqlRecords(connection)
        assert (records.get(Person, "P-0006") is None) == register_comes_along
        assert bool([p for p in records.all(Post) if p.subject == "Patenschaften"]) != register_comes_along


def test_the_register_names_nobody_and_is_read_by_its_owner_only(forum, tmp_path):
    erased(forum)
    forum.tick(forum.clock.now() + timedelta(minutes=1))
    file = tmp_path / "forum.erased"
    assert "feldhaus" not in file.read_text().lower()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one[2] for one in register.read(file)] == [False]


def test_of_many_who_write_the_register_at_once_none_drops_what_another_adds(tmp_path):
    file = tmp_path / "forum.erased"
    with ThreadPoolExecutor(8) as processes:
        list(processes.map(lambda n: register.extend(file, [(f"id{n}", START, False)]), range(24)))
    assert {id for id, _, _ in register.read(file)} == {f"id{n}" for n in range(24)}
