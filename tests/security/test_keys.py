"""Keys that are changed keep what is open alive; a key that leaked is dropped, and with it every address ever given out (faults.md E11)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from conversation import Forum

from mailflow import keyfile
from mailflow.cli import main
from mailflow.settings import Settings
from mailflow.store import tracing

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, ANNE = "amsel@traeger.example", "a.torbach@vogelsbergkreis.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-sprache@forum-test.example"


@pytest.fixture
def forum(tmp_path):
    made = Forum(START, settings=Settings(store={"url": f"sqlite:///{tmp_path}/forum.db"}))
    del made.app.__dict__["keys"]
    return made


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
    assert forum.app.drop_keys() == 2
    assert all(forum.app.intake().refusal(address) for address in (path, leave))
    asked = {one.recipient: one for one in forum.left()}
    assert set(asked) == set(before)
    assert all("erneuert" in one.text for one in asked.values())
    assert "ZUSTELLUNG wöchentlich" in asked[ANNE].header("Subject")
    forum.write(ANNE, before[ANNE], "ja", proven=False)
    forum.write(OFFICE, before[OFFICE], "freigeben")
    assert delivery(forum) == "single"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
    forum.write(ANNE, asked[ANNE].header("Reply-To"), "ja", proven=False)
    forum.write(OFFICE, asked[OFFICE].header("Reply-To"), "freigeben", proven=False)
    assert delivery(forum) == "weekly"
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "released"
    with forum.app.store.reading() as connection:
        assert any("all keys dropped" in line["text"] for line in tracing.story(connection, "keys"))


@pytest.mark.proves("E11")
def test_dropping_again_after_a_cut_finishes_it(forum, monkeypatch):
    [confirm] = forum.write(ANNE, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)
    with monkeypatch.context() as cut:
        cut.setattr(type(forum.app), "hands", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            forum.app.drop_keys()
    assert forum.app.drop_keys() == 1
    [asked] = forum.left()
    forum.write(ANNE, confirm.header("Reply-To"), "ja", proven=False)
    assert delivery(forum) == "single"
    forum.write(ANNE, asked.header("Reply-To"), "ja", proven=False)
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
