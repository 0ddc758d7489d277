"""The commands a person types: what they print, what they exit with, one line for every mistake."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mailflow.cli import main
from tests.typed import typed

ROOT = Path(__file__).parents[2]
HEAD = max((ROOT / "mailflow" / "store" / "migrations" / "versions").glob("0*.py")).name[:4]
LETTER = """Return-Path: <amsel@traeger-demo.example>
X-Original-To: mailflow@forum-demo.example
Authentication-Results: mx.forum-demo.example; dmarc=pass header.from=traeger-demo.example
From: Karla Amsel <amsel@traeger-demo.example>
Subject: Hilfe
Date: Tue, 16 Mar 2027 10:00:00 +0100

HILFE
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    assert run(folder, "seed", str(ROOT / "config" / "demo.json")).returncode == 0
    (folder / "hilfe.eml").write_text(LETTER)
    return folder


def run(folder, *words, given="", **environment):
    return typed(folder, *words, given=given, **{"MAILFLOW__STORE__URL": f"sqlite:///{folder}/m.db", **environment})


def run_alone(folder, *words, **environment):
    """The same in a process of its own."""
    env = {"PATH": os.environ["PATH"], "MAILFLOW__STORE__URL": f"sqlite:///{folder}/m.db", **environment}
    return subprocess.run(
        [sys.executable, "-m", "mailflow", *words], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("status",), "inbox"),
        (("people", "list"), "Mara Lindtner"),
        (("people", "show", "mara.lindtner@kreis-stade.example"), "wohnen"),
        (("people", "export"), "mara.lindtner@kreis-stade.example;member;Landkreis Stade"),
        (("groups", "list"), "ag-wohnen@forum-demo.example"),
        (("groups", "show", "wohnen"), "Mara Lindtner"),
        (("preview", "onboarding/welcome"), "Willkommen"),
        (("preview", "onboarding/welcome", "--language", "en"), "Welcome"),
        (("digest", "preview", "--for", "mara.lindtner@kreis-stade.example"), "Wochenüberblick"),
        (("explain", "hilfe.eml"), "accept: done"),
        (("db", "status"), f"store {HEAD}, program {HEAD}"),
        (("check",), "letters render"),
        (("tick", "--dry-run"), ""),
        (("queue", "list"), ""),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_what_stands(folder, words, says):
    done = run(folder, *words)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout


@pytest.mark.parametrize(
    "words", [("status",), ("people", "list"), ("groups", "list"), ("queue", "list"), ("explain", "hilfe.eml")], ids=" ".join
)
def test_json_is_one_document(folder, words):
    assert json.loads(run(folder, words[0], *words[1:2], "--json", *words[2:]).stdout) is not None


@pytest.mark.parametrize(
    ("words", "environment", "status", "says"),
    [
        (("status",), {"MAILFLOW__FORUM__NMAE": "x"}, 2, "forum.nmae: there is no such setting"),
        (("status",), {"MAILFLOW__STORE__URL": "kein store"}, 2, "MAILFLOW__STORE__URL: store.url: expected sqlite:///path or "),
        (("status",), {"MAILFLOW__STORE__URL": "mysql://a:geheim@x/y"}, 2, 'postgresql+psycopg://user@host/db (got "mysql://a:***@x/y")'),
        (("db", "upgrade"), {"MAILFLOW__STORE__URL": "sqlite:///hilfe.eml/m.db"}, 1, "hilfe.eml/m.db (store.url) cannot be made: "),
        (("db", "upgrade"), {"MAILFLOW__STORE__URL": "sqlite:///hilfe.eml"}, 1, "cannot be opened: file is not a database"),
        (("seed", "nirgends.json"), {"MAILFLOW__STORE__URL": "sqlite:///hilfe.eml"}, 1, "cannot be opened: file is not a database"),
        (("status",), {"MAILFLOW__STORE__URL": "sqlite:////nirgends/x/m.db"}, 1, "mailflow: "),
        (("--config", "nirgends.toml", "status"), {}, 2, "no such settings file"),
        (("seed", "nirgends.json"), {}, 1, "no such seed file"),
        (("seed", str(ROOT / "config" / "demo.json")), {}, 1, "already holds a forum"),
        (("trace", "<nichts@da>"), {}, 1, "nothing is known"),
        (("preview", "gibt/esnicht"), {}, 1, "there is no letter"),
        (("people", "show", "niemand@x.example"), {}, 1, "nobody here"),
        (("groups", "show", "nirgends"), {}, 1, "there is no list"),
        (("queue", "retry", "4711"), {}, 1, "does not wait"),
        (
            ("check", "--send-to", "keineadresse"),
            {"MAILFLOW__DELIVER__RELAY": "smtp://127.0.0.1:1"},
            2,
            "»keineadresse« is no e-mail address",
        ),
        (("tick", "--at", "gestern"), {}, 2, "expected an ISO time"),
        (("receive", "--from", "a@b.example", "--to", "x@anderswo.example"), {}, 1, "x@anderswo.example"),
        (("gibtesnicht",), {}, 2, "No such command"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line(folder, words, environment, status, says):
    done = run(folder, *words, **environment)
    assert done.returncode == status, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("word", "environment", "status", "says"),
    [
        ("run", {"MAILFLOW__RECEIVE__TLS_CERT": "hilfe.eml"}, 2, "receive.tls_cert hilfe.eml: expected a certificate"),
        ("run", {"MAILFLOW__LISTS__COURIER": "mailman"}, 2, 'lists: courier is "mailman": expected lists.mailman.url too'),
        ("work", {"MAILFLOW__STORE__URL": "sqlite:///hilfe.eml"}, 1, "cannot be opened: file is not a database"),
    ],
)
def test_a_process_that_cannot_start_says_so_in_one_line(folder, word, environment, status, says):
    done = run_alone(folder, word, **environment)
    assert done.returncode == status
    assert done.stderr.startswith("mailflow: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_socket_in_a_folder_that_is_not_there_is_told_by_its_setting(tmp_path):
    doors = {"MAILFLOW__RECEIVE__SMTP": "", "MAILFLOW__RECEIVE__LMTP": "unix:nirgends/lmtp"}
    done = run_alone(tmp_path, "run", **doors)
    assert done.returncode == 1
    assert "mailflow: receive.lmtp unix:nirgends/lmtp: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("status",), ("people", "list"), ("tick",), ("db", "status"), ("check",)], ids=" ".join)
def test_a_store_that_is_not_there_yet_is_not_made_by_looking_at_it(tmp_path, words):
    done = run(tmp_path, *words, MAILFLOW__STORE__URL=f"sqlite:///{tmp_path}/nirgends/m.db")
    if words != ("db", "status"):
        assert done.returncode == 1
        assert "mailflow db upgrade" in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_people_come_in_by_a_table(folder):
    table = folder / "leute.csv"
    table.write_bytes("Name;E-Mail;Landkreis;Gruppen\nJörg Neu;joerg@kreis-neu.example;Kreis Neu;wohnen\n;kaputt;;\n".encode("cp1252"))
    planned = run(folder, "people", "import", "--dry-run", str(table))
    assert "new" in planned.stdout
    assert "Jörg Neu" in planned.stdout
    assert "unreadable" in planned.stdout
    assert "Jörg" not in run(folder, "people", "list").stdout
    assert run(folder, "people", "import", str(table)).returncode == 1
    assert "Jörg Neu" in run(folder, "groups", "show", "wohnen").stdout


def test_a_formula_in_a_name_is_harmless_in_the_export(folder):
    table = folder / "boese.csv"
    table.write_text("name;address\n=1+1;formel@x.example\n")
    run(folder, "people", "import", str(table))
    assert "'=1+1;formel@x.example" in run(folder, "people", "export").stdout


def test_a_site_folder(tmp_path):
    assert run(tmp_path, "init", "site", "--defaults").returncode == 0
    config = ("--config", str(tmp_path / "site" / "config" / "mailflow.toml"))
    own = {"MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/site.db"}
    assert run(tmp_path, *config, "db", "upgrade", **own).returncode == 0
    assert "1 of staff" in run(tmp_path, *config, "check", **own).stdout
    again = run(tmp_path, "init", "site", "--defaults")
    assert again.returncode == 1
    assert "nothing was changed" in again.stderr


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('post = "member"', 'post: expected a list like ["...", ...]'),
        ('join = "jeder"', 'join: expected one of "open", "coordinator", "office", "nobody"'),
        ('max_size_mb = "viel"', "max_size_mb: expected a number"),
        ('jion = "open"', "there is no setting »jion«"),
        ("[[[", "cannot be read as TOML"),
    ],
)
def test_a_mistake_in_a_list_of_the_office_is_one_line(tmp_path, line, says):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "neu.toml").write_text(f'address = "neu"\ntitle = "Neu"\nrules = []\n{line}\n', "utf-8")
    refused = run(tmp_path, "seed", str(ROOT / "config" / "demo.json"), MAILFLOW__SITE__FOLDER=str(tmp_path))
    assert refused.returncode == 2
    assert f"neu.toml: {says}" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_broken_letter_of_the_office_is_told_with_its_line(tmp_path):
    own = tmp_path / "templates" / "de" / "onboarding"
    own.mkdir(parents=True)
    (own / "welcome.md").write_text("Willkommen\n\nGuten Tag {{ naem }}\n", "utf-8")
    done = run(tmp_path, "preview", "onboarding/welcome", MAILFLOW__SITE__FOLDER=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"mailflow: {own / 'welcome.md'}, line 3: 'naem' is undefined\n"


def test_help_shows_an_example_for_every_command():
    def commands(group, path=()):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from commands(command, (*path, name))
            else:
                yield " ".join((*path, name)), command

    for name, command in commands(main):
        assert "Example: mailflow" in (command.help or ""), name


def test_a_seed_goes_into_a_store_that_holds_only_what_the_settings_say(tmp_path):
    staff = json.dumps([{"name": "Nora Neu", "address": "nora@traeger.example"}])
    assert run(tmp_path, "db", "upgrade", MAILFLOW__OFFICE__STAFF=staff).returncode == 0
    seeded = run(tmp_path, "seed", str(ROOT / "config" / "demo.json"), MAILFLOW__OFFICE__STAFF=staff)
    assert seeded.returncode == 0, seeded.stderr
    people = run(tmp_path, "people", "list", MAILFLOW__OFFICE__STAFF=staff).stdout
    assert "Nora Neu" in people, "the settings win"
    assert "Karla Amsel" not in people
    assert "Mara Lindtner" in people


def test_settings_win_over_the_domain_and_the_addresses_of_a_seed(tmp_path):
    ours = {"MAILFLOW__FORUM__DOMAIN": "Netz.example", "MAILFLOW__ADDRESSES__EVERYONE": "plenum"}
    seeded = run(tmp_path, "seed", str(ROOT / "config" / "demo.json"), **ours)
    assert seeded.returncode == 0, seeded.stderr
    addresses = {row["address"] for row in json.loads(run(tmp_path, "groups", "list", "--json", **ours).stdout)}
    assert {"plenum@netz.example", "ankuendigungen@netz.example", "ag-wohnen@netz.example"} <= addresses
    assert len(addresses) == 5, "each list stands once"
    assert run(tmp_path, "receive", "--from", "a@b.example", "--to", "ag-wohnen@netz.example", given=LETTER, **ours).returncode == 0


def test_a_seed_that_the_settings_spoil_loads_nothing(tmp_path):
    nobody = json.dumps([{"name": "Nora Neu", "address": "nora"}])
    refused = run(tmp_path, "seed", str(ROOT / "config" / "demo.json"), MAILFLOW__OFFICE__STAFF=nobody)
    assert refused.returncode == 2
    assert refused.stderr == "mailflow: office.staff: the address of Nora Neu is none\n"
    assert run(tmp_path, "people", "list").stdout == ""


def test_a_seed_that_names_somebody_twice_loads_nothing(tmp_path):
    forum = json.loads((ROOT / "config" / "demo.json").read_text("utf-8"))
    (tmp_path / "twice.json").write_text(json.dumps(forum | {"members": [*forum["members"], forum["members"][0]]}), "utf-8")
    assert run(tmp_path, "db", "upgrade").returncode == 0
    refused = run(tmp_path, "seed", "twice.json")
    assert refused.returncode == 1
    assert refused.stderr.startswith("mailflow: twice.json: ")
    assert refused.stderr.endswith("stands twice\n")
    assert "Mara Lindtner" not in run(tmp_path, "people", "list").stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"mebmers": []}, "mebmers: there is no such key in a seed"),
        ({"members": "alle"}, "members: expected a list"),
        ({"members": [{"name": "A"}]}, "members.0.address: is missing"),
        ({"members": [{"name": "A", "address": "kaputt"}]}, "members.0.address: »kaputt« is no e-mail address"),
        ({"members": [{"name": "A", "address": "a@b.example", "groups": ["kochen"]}]}, "A is in »kochen«; expected one of the groups: "),
        ({"now": "gestern"}, "now: expected a time like "),
    ],
)
def test_a_mistake_in_a_seed_is_one_line(tmp_path, change, says):
    forum = json.loads((ROOT / "config" / "demo.json").read_text("utf-8"))
    (tmp_path / "forum.json").write_text(json.dumps(forum | change), "utf-8")
    refused = run(tmp_path, "seed", "forum.json")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"mailflow: forum.json: {says}")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("leer.csv", b"", "there is no column »name«"),
        ("spalten.csv", b"Name;Mail\nA;a@b.example\n", "there is no column »address«"),
        ("kaputt.xlsx", b"kein Blatt", "cannot be read as an .xlsx table"),
    ],
)
def test_a_table_that_is_none_is_told_in_one_line(folder, name, content, says):
    (folder / name).write_bytes(content)
    refused = run(folder, "people", "import", name)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"mailflow: {name}: {says}")
    assert refused.stderr.count("\n") == 1


def test_a_locked_store_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("mailflow.store.engine.PATIENCE", 10)
    assert run(tmp_path, "db", "upgrade").returncode == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "m.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = run(tmp_path, "groups", "add", "neu", "AG Neu")
    assert (refused.returncode, refused.stderr) == (1, "mailflow: the store cannot be used now: database is locked; please try again\n")


def test_a_missing_file_is_told_by_its_name(folder):
    done = run(folder, "explain", "nowhere.eml")
    assert (done.returncode, done.stderr) == (1, "mailflow: nowhere.eml: No such file or directory\n")


def test_letters_are_written_as_html_too(folder):
    for number, words in enumerate((("preview", "onboarding/welcome"), ("digest", "preview"))):
        page = folder / f"{number}.html"
        assert run(folder, *words, "--html", str(page)).returncode == 0
        assert "<html" in page.read_text("utf-8")


def test_a_letter_is_explained_as_of_another_day(folder):
    words = ("explain", "--json", "--from", "amsel@traeger-demo.example", "--to", "mailflow@forum-demo.example", "hilfe.eml")
    assert json.loads(run(folder, *words, "--now", "2027-05-01T10:00:00+02:00").stdout)["verdict"]["action"] == "accept"
    assert run(folder, *words, "--now", "morgen").returncode == 2


def test_a_group_is_added_with_its_topic_and_sprecherin(folder):
    added = run(
        folder, "groups", "add", "schule", "AG Schule", "--topic", "Schule und Kita", "--speaker", "mara.lindtner@kreis-stade.example"
    )
    assert added.returncode == 0, added.stderr
    assert "ag-schule@forum-demo.example" in run(folder, "groups", "list").stdout
    with sqlite3.connect(folder / "m.db") as connection:
        [(topic, speakers)] = connection.execute("""SELECT topic, speakers FROM "group" WHERE id = 'schule'""").fetchall()
    assert topic == "Schule und Kita"
    assert len(json.loads(speakers)) == 1


def test_people_are_written_into_a_file(folder):
    assert run(folder, "people", "export", "--output", "people.csv").returncode == 0
    assert "mara.lindtner@kreis-stade.example" in (folder / "people.csv").read_text("utf-8-sig")


def test_a_letter_that_waits_is_shown_as_it_came(folder):
    words = ("receive", "--from", "amsel@traeger-demo.example", "--to", "mailflow@forum-demo.example")
    taken = run(folder, *words, given=LETTER)
    assert taken.returncode == 0, taken.stderr
    waits = json.loads(run(folder, "status", "--json").stdout)["inbox"]["new"]
    assert waits == 1
    shown = run(folder, "queue", "show", "--in", "1", "--raw")
    assert shown.stdout == LETTER


def test_a_letter_to_try_needs_a_way_out(folder):
    checked = run(folder, "check", "--send-to", "k@x.example")
    assert checked.returncode == 1
    assert "deliver.relay is empty, nothing leaves" in checked.stdout


def test_a_tick_that_leaves_something_undone_says_so(tmp_path):
    assert run(tmp_path, "seed", str(ROOT / "config" / "demo.json")).returncode == 0
    friday = ("tick", "--at", "2027-03-19T09:30:00+01:00")
    [first, *others] = run(tmp_path, *friday, "--dry-run").stdout.split()
    with contextlib.closing(sqlite3.connect(tmp_path / "m.db")) as db:
        db.execute(f"CREATE TRIGGER no BEFORE INSERT ON period WHEN new.id = '{first}' BEGIN SELECT RAISE(ABORT, 'no'); END")
        broken = run(tmp_path, *friday)
        db.execute("DROP TRIGGER no")
    assert broken.returncode == 1
    assert broken.stdout.split() == others
    assert f"could not be done and is tried again at the next tick: {first}" in broken.stderr
    assert "Traceback" not in broken.stderr
    mended = run(tmp_path, *friday)
    assert (mended.returncode, mended.stdout.split()) == (0, [first])
