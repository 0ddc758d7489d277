"""What a list did at Mailman or Sympa is laid beside what its kind does here: a line for each setting, and nothing runs that a file says."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner

from mailflow.cli.commands import main
from tests.cli.test_registers import mailman_3
from tests.conversation import SEED

REST = {
    "http_etag": '"7d2c"', "advertised": True, "archive_policy": "never", "default_member_action": "hold", "default_nonmember_action": "hold",
    "description": "Wohnen auf dem Land", "digests_enabled": True, "emergency": False, "max_message_size": 5000, "nntp_prefix_subject_too": True,
    "post_id": 1, "reply_goes_to_list": "point_to_list", "send_welcome_message": True, "subject_prefix": "[Wohnen] ",
    "subscription_policy": "confirm_then_moderate",
}  # fmt: skip
"""Some of what Mailman 3.3.10 answered to GET /3.1/lists/wohnen@lists.invalid/config."""
MAILMAN_2 = '''\
# -*- python -*-
## captured on Mon Mar  1 10:00:00 2027
real_name = 'Wohnen'
description = """Wohnen auf
dem Land"""
subject_prefix = '[Wohnen %d] '
reply_goes_to_list = 0
default_member_moderation = False
generic_nonmember_action = 3
max_message_size = 40
filter_filename_extensions = ['exe', 'bat']
news_moderation = __import__('pathlib').Path('ran').touch()
'''
SYMPA = """\
subject Wohnen auf dem Land

send privateoreditorkey

subscribe auth

reply_to_header
value list
apply forced

digest 1,4 13:26
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A forum in a file, and the command line in its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILFLOW__STORE__URL", f"sqlite:///{tmp_path}/m.db")
    assert run("seed", str(SEED)).exit_code == 0
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def told(*words):
    """What each kind of line says."""
    done = run("groups", "settings", "wohnen", *words)
    assert done.exit_code == 0, done.output
    lines = {}
    for line in done.output.splitlines():
        state, _, text = line.partition(" ")
        lines.setdefault(state, []).append(text.strip())
    return lines


def topic(site):
    with sqlite3.connect(site / "m.db") as store:
        return store.execute("SELECT topic FROM \"group\" WHERE id = 'wohnen'").fetchone()[0]


def test_every_setting_of_mailman_3_has_its_line(site):
    (site / "wohnen.json").write_text(json.dumps(REST), "utf-8")
    lines = told("wohnen.json", "--dry-run")
    assert sum(map(len, lines.values())) == len(REST)  # one for the kinds, none for the entity tag of the answer
    assert lines["topic"] == ['description = "Wohnen auf dem Land"']
    assert lines["same"] == [
        'default_nonmember_action = "hold": strangers = "hold"',
        'emergency = false: moderated = "nobody"',
        "max_message_size = 5000: max_size_mb = 5.0",
        'reply_goes_to_list = "point_to_list": reply_to = "list"',
        'subscription_policy = "confirm_then_moderate": join = "coordinator"',
    ]
    assert lines["otherwise"][0].endswith('archive = "from_joining" in lists/workgroup.toml, to be so write archive = "none"')
    assert 'subject_tag = "[Wohnen]"' in lines["otherwise"][2]
    assert lines["none"] == ["nntp_prefix_subject_too = true"]
    assert lines["kinds"][0].startswith(
        "3 otherwise in lists/room.toml, 3 otherwise in lists/workgroup.toml, 4 otherwise in lists/everyone.toml"
    )


def test_what_is_so_already_is_not_written_again(site):
    (site / "wohnen.json").write_text(json.dumps(REST), "utf-8")
    told("wohnen.json")
    with sqlite3.connect(site / "m.db") as store:
        version = "SELECT version FROM \"group\" WHERE id = 'wohnen'"
        before = store.execute(version).fetchone()
        told("wohnen.json")
        assert store.execute(version).fetchone() == before


def test_a_file_of_mailman_2_is_read_and_never_run(site):
    (site / "wohnen.cfg").write_text(MAILMAN_2, "utf-8")
    lines = told("wohnen.cfg", "--dry-run")
    assert not (site / "ran").exists()
    assert any(line.startswith("news_moderation") for line in lines["none"])
    assert [line.partition(" ")[0] for line in lines["otherwise"]] == [
        *("subject_prefix", "reply_goes_to_list", "generic_nonmember_action", "max_message_size", "filter_filename_extensions")
    ]


def test_a_file_of_sympa_is_read_with_its_paragraphs(site):
    (site / "config").write_text(SYMPA, "utf-8")
    lines = told("config", "--dry-run")
    assert lines["same"] == ['send = "privateoreditorkey": strangers = "hold"', 'reply_to_header.value = "list": reply_to = "list"']
    assert lines["none"] == ['reply_to_header.apply = "forced"']
    assert lines["members"] == ['digest = "1,4 13:26": each chooses with ZUSTELLUNG']


def test_the_subject_comes_in_and_is_taken_back(site):
    (site / "config").write_text(SYMPA, "utf-8")
    before = topic(site)
    told("config", "--dry-run")
    assert topic(site) == before
    told("config")
    assert topic(site) == "Wohnen auf dem Land"
    told("config", "--undo")
    assert topic(site) == before


def test_mailman_3_is_asked_with_the_password_in_the_url_which_is_not_shown(site):
    with mailman_3(REST) as door:
        place = f"{door}/3.1/lists/wohnen@old.example/config"
        assert "description" in told(f"http://restadmin:s%40cret@{place}", "--dry-run")["topic"][0]
        refused = run("groups", "settings", "wohnen", f"http://restadmin:wrong@{place}")
    assert refused.exit_code == 1
    assert "401" in refused.output
    assert "wrong" not in refused.output


def test_a_password_of_the_old_server_is_not_shown(site):
    (site / "config.json").write_text(json.dumps(REST | {"moderator_password": "$6$rounds=656000$86CE"}), "utf-8")
    assert "moderator_password, which is not shown" in told("config.json", "--dry-run")["server"]


@pytest.mark.parametrize("text", ["", "Guten Tag", "{ not json", "x = 1"])
def test_what_is_no_file_of_settings_is_told_in_one_line(site, text):
    (site / "x").write_text(text, "utf-8")
    done = run("groups", "settings", "wohnen", "x")
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1


def test_a_tag_that_is_the_list_s_name_is_told_as_such(site):
    (site / "config").write_text(SYMPA.replace("subscribe auth\n", "subscribe auth_owner\n\ncustom_subject [AG Wohnen]\n"), "utf-8")
    lines = told("config", "--dry-run")
    assert lines["otherwise"][0].endswith('to be so write subject_tag = "[{name}]"')
    assert any(line.startswith('subscribe = "auth_owner": join') for line in lines["same"])


def test_a_limit_of_some_kilobytes_is_not_told_as_none(site):
    (site / "config.txt").write_text(MAILMAN_2, "utf-8")
    assert "to be so write max_size_mb = 0.04" in run("groups", "settings", "wohnen", "config.txt", "--dry-run").output
