"""Who was erased is nowhere any more, the journal's chain still holds, and no backup or import brings them back (domain: Art. 17)."""

import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from conversation import Forum
from sqlalchemy import select

from mailflow import fitness, keyfile
from mailflow.cli import main
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.personal import INVENTORY, Theirs, found
from mailflow.model.records import Consent, Erasure, Group, JournalEntry, Membership, Person, PersonAddress, Post
from mailflow.settings import Settings
from mailflow.store import backup, ledger, people, register
from mailflow.store.engine import Database
from mailflow.store.records import SqlRecords
from mailflow.store.tables import letters, metadata

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
SAMIR, OFFICE, COMMANDS = "s.feldhaus@landkreis-goerlitz.example", "amsel@traeger.example", "mailflow@forum-test.example"


@pytest.fixture
def forum(tmp_path):
    return forum_in(tmp_path)


def forum_in(folder) -> Forum:
    """A forum with a key file and a post of the person's."""
    forum = Forum(START, settings=Settings(store={"url": f"sqlite:///{folder}/forum.db"}))
    del forum.app.__dict__["keys"]
    forum.write(SAMIR, "ag-ehrenamt@forum-test.example", "Wer hat Erfahrung mit Patenschaften?", "Patenschaften")
    forum.tick(START + timedelta(minutes=1))
    return forum


def erased(forum, text="LÖSCHUNG"):
    confirmed(forum, text)


def confirmed(forum, text):
    [asked] = forum.write(SAMIR, COMMANDS, text)
    forum.write(SAMIR, asked.header("Reply-To"), "JA")


def test_nothing_is_found_of_who_was_erased(forum):
    erased(forum)
    with forum.facts() as facts:
        assert facts.people.by_address(SAMIR) is None
        left = [r for kind in INVENTORY for r in found(kind, Theirs((SAMIR,), "P-0006"), facts.records)]
        assert {type(r).__name__ for r in left} <= {"SentLetter"}, "nothing but the answer itself"
        assert not facts.records.all(Membership, person="P-0006")


def test_no_number_of_a_question_a_period_or_a_line_of_the_journal_names_them(forum):
    """Consents, guests, invitations are known by an address: it is in the number of each line about them. A namesake's lines stay."""
    namesake = f"x.{SAMIR}"
    with forum.app.store.writing(forum.clock.now(), cause="settings") as tx:
        person = Person(id="P-0900", name="Ina Feldhaus", address=namesake, status="member", seat="Landkreis Görlitz")
        tx.save(person)
        tx.save(PersonAddress(id=namesake, person=person.id))
    forum.write(
        OFFICE,
        "termine@forum-test.example",
        f"Titel: Treffen\nBeginn: 20.05.2027 10:00\nEnde: 20.05.2027 12:00\nAn: {SAMIR}, {namesake}",
        "Treffen",
    )
    confirmed(forum, "EINWILLIGUNG Kontaktliste")
    forum.tick(START + timedelta(minutes=2))
    lines = lines_about(forum, namesake)
    assert lines
    assert whole(SAMIR, texts_of(forum))
    erased(forum)
    forum.tick(START + timedelta(minutes=3))
    answer = {("sentletter", "to"), ("outbox", "recipient")}
    assert {place for place, text in texts_of(forum) if SAMIR in text.replace(namesake, "")} <= answer
    assert lines_about(forum, namesake) == lines
    with forum.app.store.reading() as connection:
        assert ledger.gaps(connection) == []


def lines_about(forum, address) -> list[str]:
    with forum.facts() as facts:
        return [line.what for line in facts.records.all(JournalEntry) if line.record == address]


def texts_of(forum) -> list[tuple[tuple[str, str], str]]:
    """Everything in the store but letters as they came and left, each with table and column."""
    with forum.app.store.reading() as connection:
        rows = [(table.name, row) for table in metadata.sorted_tables for row in connection.execute(select(table)).mappings()]
    return [((table, name), str(value)) for table, row in rows for name, value in row.items() if not isinstance(value, bytes)]


def whole(address, texts) -> bool:
    return any(text.endswith(f":{address}") for _, text in texts)


@pytest.mark.parametrize(("text", "kept"), [("LÖSCHUNG", True), ("LÖSCHUNG mit Beiträgen", False)])
def test_posts_stay_without_a_name_or_go(forum, text, kept):
    erased(forum, text)
    with forum.facts() as facts:
        posts = [p for p in facts.records.all(Post) if p.subject == "Patenschaften"]
    assert len(posts) == kept
    assert all(p.sender == p.sender_name == "" and p.place == "Landkreis Görlitz" for p in posts)


def test_what_they_wrote_from_another_address_of_theirs_is_theirs_too(forum):
    other = "samir.feldhaus@landkreis-goerlitz.example"
    with forum.app.store.writing(forum.clock.now()) as tx:
        tx.save(PersonAddress(id=other, person="P-0006"))
    forum.write(other, "ag-ehrenamt@forum-test.example", "Wer hat einen Flyer?", "Flyer")
    erased(forum)
    with forum.facts() as facts:
        assert {p.sender for p in facts.records.all(Post) if p.subject in {"Flyer", "Patenschaften"}} == {""}
        assert facts.people.by_address(other) is None


@pytest.mark.parametrize(("text", "left"), [("LÖSCHUNG", ["patenschaften"]), ("LÖSCHUNG mit Beiträgen", [])])
def test_their_posts_are_in_the_archive_s_index_without_their_name_or_not_at_all(forum, text, left):
    assert in_postindex(forum) == ["feldhaus", "patenschaften"]
    erased(forum, text)
    forum.tick(START + timedelta(minutes=2))
    assert in_postindex(forum) == left
    pages = pages_of_postindex(forum)
    assert [word for word in ("feldhaus", "patenschaften") if word.encode() in pages] == left, "not beside a mark that it is gone either"


def pages_of_postindex(forum) -> bytes:
    with forum.app.store.reading() as connection:
        return b"".join(connection.exec_driver_sql("SELECT block FROM postindex_data").scalars())


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
    backup.restore(forum.app.database, tmp_path / "b", forum.clock.now() + timedelta(hours=1), replace=True, prints=forum.app.fingerprints)
    with forum.app.store.reading() as connection:
        records = SqlRecords(connection)
        assert records.get(Person, "P-0006") is None
        assert not [p for p in records.all(Post) if p.subject == "Patenschaften"]
        assert ledger.gaps(connection) == []
        assert not [r for kind in INVENTORY for r in found(kind, Theirs((SAMIR,), "P-0006"), records)]


def test_an_import_does_not_bring_them_back(forum, tmp_path):
    erased(forum)
    assert is_refused(forum, tmp_path)


def is_refused(forum, folder) -> bool:
    """Whether an import names the person among its problems and takes nobody in."""
    table = folder / "people.csv"
    table.write_text(f"name;address\nSamir Feldhaus;{SAMIR}\n")
    with forum.facts() as facts:
        plan = people.plan(table, facts, forum.app.fingerprints)
    return plan.problems == 1 and plan.records == []


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
        shutil.copy(tmp_path / "forum.key", other / "forum.key")
    told = CliRunner().invoke(main, ["restore", str(tmp_path / "b")], env=store_in(other))
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


def test_a_stolen_store_and_register_confirm_no_guess_of_an_address(tmp_path):
    """Of two forums in which the same person was, nothing is alike that could have been made from the address alone."""
    kept = []
    for name in ("one", "other"):
        forum = forum_in(tmp_path / name)
        confirmed(forum, "EINWILLIGUNG Kontaktliste")
        erased(forum)
        forum.tick(forum.clock.now() + timedelta(minutes=1))
        known = what_is_kept_of_the_erased(forum)
        assert len(known) == 2, "whom nobody brings back, and whose consent it was"
        kept.append(known | {one[0] for one in register.read(tmp_path / name / "forum.erased")})
    assert not kept[0] & kept[1]


def what_is_kept_of_the_erased(forum) -> set[str]:
    with forum.facts() as facts:
        return {one.id for one in facts.records.all(Erasure)} | {one.id for one in facts.records.all(Consent)}


def keyless(address: str) -> str:
    """As earlier versions knew an erased address again."""
    return hashlib.sha256(f"erased:{address}".encode()).hexdigest()


@pytest.fixture
def upgraded(forum, tmp_path):
    """A forum whose earlier version erased somebody, after its first start with this one."""
    backup.write(forum.app.database, tmp_path / "b", forum.clock.now(), "key")
    confirmed(forum, "EINWILLIGUNG Kontaktliste")
    erased(forum)
    of_before = keyless(SAMIR)
    with forum.app.store.writing(forum.clock.now()) as tx:
        [known], [consent] = tx.records.all(Erasure), tx.records.all(Consent)
        tx.connection.execute(metadata.tables["erasure"].update().values(id=of_before))
        tx.connection.execute(metadata.tables["consent"].update().values(id=f"contacts::{of_before}", address=of_before))
    (tmp_path / "forum.erased").write_text(f"{START.isoformat()} without-posts {of_before}\n")
    forum.app.prepare()
    forum.tick(forum.clock.now() + timedelta(minutes=1))
    assert what_is_kept_of_the_erased(forum) == {known.id, consent.id}
    return forum


def test_who_was_erased_by_an_earlier_version_is_known_again_and_confirmed_to_nobody(upgraded, tmp_path):
    assert keyless(SAMIR) not in (tmp_path / "forum.erased").read_text()
    assert len(register.read(tmp_path / "forum.erased")) == 1
    restored = backup.restore(upgraded.app.database, tmp_path / "b", upgraded.clock.now(), replace=True, prints=upgraded.app.fingerprints)
    assert (restored.erased, restored.unknown) == (1, 0)


def test_a_backup_and_a_register_of_an_earlier_version_erase_again(forum, tmp_path):
    backup.write(forum.app.database, tmp_path / "b", forum.clock.now(), "key")
    (tmp_path / "forum.erased").write_text(f"{START.isoformat()} without-posts {keyless(SAMIR)}\n")
    told = CliRunner().invoke(main, ["restore", "--replace", str(tmp_path / "b")], env=store_in(tmp_path))
    assert "erased again: 1" in told.output


def test_dropped_keys_leave_the_erased_known(forum, tmp_path):
    forum.app.prepare()
    erased(forum)
    for _ in range(2):
        forum.app.drop_keys()
        keyfile.rotate(tmp_path / "forum.key")
    assert is_refused(forum, tmp_path)


def test_without_the_key_a_restore_and_a_check_say_that_nobody_is_known_again(forum, tmp_path):
    forum.app.prepare()
    backup.write(forum.app.database, tmp_path / "b", forum.clock.now(), "key")
    erased(forum)
    forum.tick(forum.clock.now() + timedelta(minutes=1))
    (tmp_path / "forum.key").unlink()
    del forum.app.__dict__["keys"]
    forum.app.drop_keys()
    assert [one for one in fitness.findings(forum.app) if one.state == "warning" and "fingerprints of the erased" in one.text]
    told = CliRunner().invoke(main, ["restore", "--replace", str(tmp_path / "b")], env=store_in(tmp_path))
    assert "erased again: 0" in told.output
    assert "1 fingerprints of the erased were made with another key" in told.output


def store_in(folder) -> dict[str, str]:
    return {"MAILFLOW__STORE__URL": f"sqlite:///{folder}/forum.db"}


def test_a_register_is_found_under_the_name_its_store_had_before_and_never_that_of_another_forum(tmp_path):
    ours, theirs = Fingerprints(b"k" * 32), Fingerprints(b"x" * 32)
    for name, prints in (("another.erased", theirs), ("forum.erased", ours)):
        register.extend(tmp_path / name, [(prints.of(SAMIR), START, False)], prints)
    (tmp_path / "broken.erased").write_text("no register\n")
    now = tmp_path / "forum-0123abcd.erased"
    assert register.found(now, ours) == tmp_path / "forum.erased"
    assert register.found(now, Fingerprints(b"y" * 32)) is None
    register.extend(now, [], ours)
    assert register.found(now, ours) == now


def test_of_many_who_write_the_register_at_once_none_drops_what_another_adds(tmp_path):
    file = tmp_path / "forum.erased"
    with ThreadPoolExecutor(8) as processes:
        list(processes.map(lambda n: register.extend(file, [(f"id{n}", START, False)], Fingerprints(b"key")), range(24)))
    assert {id for id, _, _ in register.read(file)} == {f"id{n}" for n in range(24)}
