"""Keys that are changed keep what is open alive; a key that leaked is dropped, and with it every address ever given out (faults.md E11)."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from conversation import Forum
from sqlalchemy import update

from mailflow import keyfile
from mailflow.cli import main
from mailflow.perform import rekeying
from mailflow.settings import Settings
from mailflow.store import tracing
from mailflow.store.engine import Database
from mailflow.store.schema import StoreError
from mailflow.store.tables import outbox
from mailflow.watch import Watch
from tests.live.servers import empty_database, postgres

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, ANNE = "amsel@traeger.example", "a.torbach@vogelsbergkreis.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-sprache@forum-test.example"


@pytest.fixture(scope="module")
def cluster():
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def forum(request, tmp_path):
    url = f"sqlite:///{tmp_path}/forum.db"
    if request.param == "postgresql":
        url = empty_database(request.getfixturevalue("cluster"))
    security = {"key_file": str(tmp_path / "forum.key")}
    made = Forum(START, settings=Settings(store={"url": url}, security=security))
    del made.app.__dict__["keys"]
    yield made
    made.app.database.close()


def token(left) -> str:
    return left.header("Reply-To").partition("@")[0].partition("+")[2]


def delivery(forum) -> str:
    with forum.facts() as facts:
        return facts.people.by_address(ANNE).delivery


@pytest.mark.proves("E11")
def test_a_dropped_key_kills_every_address_and_what_is_open_is_asked_again(forum):
    copy = forum.write(ANNE, GROUP, "Guten Tag")[0]
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    before = {one.recipient: one.header("Reply-To") for one in [*held, confirm] if "antwort+" in one.header("Reply-To")}
    path, leave = forum.return_path(copy), forum.app.forum().addresses.of("stop", forum.signed(copy.id))
    assert not any(forum.app.intake().refusal(address) for address in (*before.values(), path, leave))
    forum.deliver()
    assert forum.app.drop_keys() == 2
    assert all(forum.app.intake().refusal(address) for address in (path, leave))
    asked = {one.recipient: one for one in forum.left()}
    # Who may take back their own post is offered that, not asked.
    assert set(asked) == set(before) - {"fremd@anderswo.example"}
    assert all("erneuert" in one.text for one in asked.values())
    assert "ZUSTELLUNG wöchentlich" in asked[ANNE].header("Subject")
    forum.write(ANNE, before[ANNE], "ja", proven=False)
    forum.write(OFFICE, before[OFFICE], "freigeben")
    assert delivery(forum) == "single"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
    forum.write(ANNE, asked[ANNE].header("Reply-To"), "ja")
    forum.write(OFFICE, asked[OFFICE].header("Reply-To"), "freigeben")
    assert delivery(forum) == "weekly"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "released"
    with forum.app.store.reading() as connection:
        assert any("all keys dropped" in line["text"] for line in tracing.story(connection, "keys"))


@pytest.mark.proves("E11")
def test_what_waits_to_leave_takes_the_new_addresses_along(forum):
    """Letters that nobody has yet leave with an address that works, however it is folded; nothing else about them changes."""
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    before = {one.id: one for one in [*held, confirm] if "antwort+" in one.header("Reply-To")}
    dead = {token(one) for one in before.values()}
    assert forum.app.drop_keys() == len({"the post", "what its author may do", "the confirmation"})
    assert forum.left() == [], "who has no letter yet needs no second one"
    forum.last = 0
    now = {one.id: one for one in forum.left()}
    for id, old in before.items():
        new = now[id]
        assert token(new) not in dead
        assert [n for n in new.message if new.message[n] != old.message[n]] == ["Reply-To"]
        assert new.text == old.text.replace(token(old), token(new))
    assert not any(address.encode() in bytes(one.message).replace(b"=\n", b"") for one in now.values() for address in dead)
    [office] = [one for id, one in now.items() if id in before and one.recipient == OFFICE]
    [anne] = [one for id, one in now.items() if id in before and one.recipient == ANNE]
    forum.write(OFFICE, office.header("Reply-To"), "freigeben", proven=False)
    forum.write(ANNE, COMMANDS, "ja", headers=f"In-Reply-To: {anne.header('Message-ID')}\n")
    assert delivery(forum) == "weekly", "its reference leads to the question as it is asked now"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "released"


@pytest.mark.proves("E11")
def test_who_may_have_the_letter_already_gets_another_one_too(forum):
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    with forum.app.store.writing(START) as tx:
        tx.connection.execute(update(outbox).values(state="uncertain"))
    assert forum.app.drop_keys() == 1
    [asked] = forum.left()
    forum.last = 0
    again = next(one for one in forum.left() if one.id == confirm.id)
    assert len({token(one) for one in (asked, again, confirm)}) == 3
    forum.write(ANNE, again.header("Reply-To"), "ja")
    assert delivery(forum) == "weekly", "whichever of the two she answers"


@pytest.mark.proves("E11")
def test_a_waiting_digest_is_answered_by_number_after_its_key_was_dropped(forum):
    forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich")
    forum.write("ilias.bergfeld@lra-freising.example", GROUP, "Wer hat Sprachmittlerinnen?", "Frage")
    digests = [one for one in forum.tick(datetime.fromisoformat("2027-03-19T09:05:00+01:00")) if one.recipient == ANNE]
    [digest] = [one for one in digests if "antwort+" in one.header("Reply-To")]
    forum.app.drop_keys()
    assert forum.left() == []
    forum.last = 0
    again = next(one for one in forum.left() if one.id == digest.id)
    posts = [one for one in forum.write(ANNE, again.header("Reply-To"), "1: Wir haben zwei.") if one.header("List-Id")]
    assert posts, "the answer went to the list"


CUTS = {
    "before anything is asked again": lambda forum: (rekeying, "rekey"),
    "with all asked again and the old keys still there": lambda forum: (keyfile, "keep_newest"),
}


@pytest.mark.proves("E11")
@pytest.mark.parametrize("where", CUTS.values(), ids=CUTS)
def test_dropping_again_after_a_cut_finishes_it(forum, monkeypatch, where):
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    forum.deliver()
    with monkeypatch.context() as cut:
        cut.setattr(*(where(forum)), lambda *of: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            forum.app.drop_keys()
    forum.app.drop_keys()
    assert len(forum.app.keys) == len(keyfile.keys_in(forum.app.key_file())) == 1
    [asked] = forum.left()
    forum.write(ANNE, confirm.header("Reply-To"), "ja", proven=False)
    assert delivery(forum) == "single"
    forum.write(ANNE, asked.header("Reply-To"), "ja")
    assert delivery(forum) == "weekly"


@pytest.mark.proves("E11")
def test_a_rotated_key_makes_new_addresses_and_older_ones_live(forum):
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    keyfile.rotate(forum.app.key_file())
    del forum.app.__dict__["keys"]
    forum.clock.advance(timedelta(hours=1))
    forum.write(ANNE, confirm.header("Reply-To"), "ja", proven=False)
    assert delivery(forum) == "weekly"
    assert len(forum.app.keys) == 2


LOSSES = {
    "gone": lambda file: file.unlink(),
    "another one in its place": lambda file: file.write_text(f"{'0' * 64}\n"),
}


@pytest.mark.proves("E11")
@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_a_lost_key_parks_what_only_it_could_open_and_asks_again(forum, lose):
    forum.app.prepare()
    copy = forum.write(ANNE, GROUP, "Guten Tag")[0]
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    lose(forum.app.key_file())
    del forum.app.__dict__["keys"]
    with pytest.raises(StoreError, match="mailflow keys drop"):
        forum.app.prepare()
    assert forum.app.drop_keys() == 1
    forum.app.prepare()
    [asked] = forum.left()
    forum.last = 0
    now = {one.id: one for one in forum.left()}
    assert now[copy.id].state == "queued", "a post has no reply address to lose"
    assert now[confirm.id].state == "parked"
    assert now[confirm.id].header("Reply-To") == "buero@forum-test.example", "and answers reach people if somebody sends it after all"
    assert "antwort+" not in now[confirm.id].text
    assert Watch(forum.app).standing()["outbox"]["parked"] == 1, "the office is told of parked letters"
    forum.write(ANNE, confirm.header("Reply-To"), "ja", proven=False)
    assert delivery(forum) == "single"
    forum.write(ANNE, asked.header("Reply-To"), "ja")
    assert delivery(forum) == "weekly"


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_no_start_on_a_used_store_without_its_key(tmp_path, monkeypatch, lose):
    monkeypatch.setenv("MAILFLOW__STORE__URL", f"sqlite:///{tmp_path}/forum.db")
    key = tmp_path / "forum.key"
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    assert key.exists(), "a fresh store gets its key by itself"
    lose(key)
    left = key.read_text() if key.exists() else None
    typed = [(75, ["receive", "--from", ANNE, "--to", COMMANDS]), (1, ["keys", "rotate"]), (1, ["check"])]
    said = [
        (status, told.exit_code, told.output) for status, words in typed for told in [CliRunner().invoke(main, words, input="\n\nHallo")]
    ]
    started = subprocess.run([sys.executable, "-m", "mailflow", "work"], capture_output=True, text=True, timeout=60, check=False)
    for expected, status, output in [*said, (1, started.returncode, started.stderr)]:
        assert status == expected, output
        assert str(key) in output
        assert "put its copy back" in output
        assert "mailflow keys drop" in output
    assert (key.read_text() if key.exists() else None) == left, "nothing makes up a new one"
    assert CliRunner().invoke(main, ["backup", str(tmp_path / "forum.backup")]).exit_code == 0, "what is there can still be saved"
    assert CliRunner().invoke(main, ["keys", "drop"]).exit_code == 0
    assert "error    key file" not in CliRunner().invoke(main, ["check"]).output


def test_the_commands_say_what_they_did(tmp_path, monkeypatch):
    monkeypatch.setenv("MAILFLOW__STORE__URL", f"sqlite:///{tmp_path}/forum.db")

    def said(*words: str) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        return done.output

    said("db", "upgrade")
    first = said("keys", "list").split()[0]
    assert "restart" in said("keys", "rotate")
    assert said("keys", "list").splitlines()[1].startswith(first)
    assert (tmp_path / "forum.key").stat().st_mode & 0o777 == 0o600
    assert "0 questions" in said("keys", "drop")
    assert first not in said("keys", "list")


@pytest.mark.proves("E11")
def test_two_postgresql_forums_in_one_folder_have_a_key_each(cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one, other = (Forum(START, settings=Settings(store={"url": empty_database(cluster)})) for _ in range(2))
    for forum in (one, other):
        del forum.app.__dict__["keys"]
        forum.app.prepare()
    kept = other.app.keys
    one.app.drop_keys()
    assert keyfile.kept(other.app.key_file(), other.app.sealing_key()) == kept
    assert one.app.keys != kept


def test_a_store_goes_on_under_the_key_that_an_earlier_version_shared(tmp_path):
    shared, own = tmp_path / "mailflow.key", tmp_path / "forum.key"
    keyfile.make(shared)
    [key] = keyfile.keys_in(shared)
    assert keyfile.of_store(own, shared, lambda: keyfile.name_of(key)) == shared
    assert keyfile.of_store(own, shared, lambda: None) == own, "a new store makes its own"
    assert keyfile.of_store(own, shared, lambda: "another") == own


def test_a_store_that_moved_finds_its_key_among_the_others(tmp_path):
    before, own = tmp_path / "before.key", tmp_path / "now.key"
    for name in ("another.key", "before.key"):
        keyfile.make(tmp_path / name)
    (tmp_path / "dkim.key").write_text("-----BEGIN PRIVATE KEY-----\n")
    [key] = keyfile.keys_in(before)
    assert keyfile.of_store(own, tmp_path / "mailflow.key", lambda: keyfile.name_of(key)) == before


def test_databases_of_one_name_on_two_servers_have_files_of_their_own():
    one, other, again = (Database(f"postgresql+psycopg://forum@{server}/forum").name for server in ("one", "two", "one"))
    assert one == again != other
