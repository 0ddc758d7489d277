"""Rosters of other list servers come in: said before it is done, taken back in one step, and nobody gets a letter."""

from __future__ import annotations

import contextlib
import json
import threading
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import openpyxl
import pytest
from click.testing import CliRunner

from mailflow.app import App
from mailflow.cli.commands import main
from mailflow.model.records import Group
from mailflow.settings import Settings
from tests.conversation import SEED

MAILMAN = """\
Samir Feldhaus <s.feldhaus@landkreis-goerlitz.example>
"Müller, Änne" <aenne@kreis-neu.example>
OBERMOOS@kreis-guetersloh.example
keine adresse
"""
SYMPA = """\
email s.feldhaus@landkreis-goerlitz.example
gecos Samir Feldhaus
reception digest
visibility noconceal

email aenne@kreis-neu.example
gecos Änne Müller
reception nomail
"""


ROSTER = {
    "entries": [
        {"email": "s.feldhaus@landkreis-goerlitz.example", "display_name": "Samir F.", "delivery_mode": "mime_digests"},
        {"email": "aenne@kreis-neu.example", "display_name": "Änne Müller", "delivery_mode": "regular"},
    ],
    "http_etag": "x",
}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A forum in a file, and the command line in its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILFLOW__STORE__URL", f"sqlite:///{tmp_path}/m.db")
    assert run("seed", str(SEED)).exit_code == 0
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def on_list():
    return run("groups", "show", "wohnen").output


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_roster_of_mailman_comes_in_and_is_taken_back(site, charset):
    (site / "wohnen.txt").write_bytes(MAILMAN.encode(charset))
    before, queue = on_list(), run("queue", "list").output
    assert "obermoos@" in before
    order = ("groups", "import", "wohnen", "wohnen.txt")

    tried = run(*order, "--dry-run")
    assert tried.exit_code == 1
    assert [line.split()[0] for line in tried.output.splitlines()] == ["joins", "unknown", "known", "unreadable"]
    assert on_list() == before

    done = run(*order, "--as", "guest")
    assert [line.split()[0] for line in done.output.splitlines()] == ["joins", "joins", "known", "unreadable"]
    after = on_list()
    assert "s.feldhaus@landkreis-goerlitz.example" in after
    assert "Müller, Änne  <aenne@kreis-neu.example>" in after
    assert "status: guest" in run("people", "show", "aenne@kreis-neu.example").output
    assert run("queue", "list").output == queue

    assert run(*order, "--undo").exit_code == 0
    assert on_list() == before
    assert run("people", "show", "aenne@kreis-neu.example").exit_code != 0


@contextlib.contextmanager
def mailman_3(answer: object):
    """The host and port of a REST door that gives this answer to whoever has the password."""

    class Rest(BaseHTTPRequestHandler):
        def do_GET(self):
            allowed = self.headers["Authorization"] == f"Basic {b64encode(b'restadmin:s@cret').decode()}"
            self.send_response(200 if allowed else 401)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode() if allowed else b"")

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Rest) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_roster_of_mailman_3_comes_over_rest_and_is_taken_back_without_it(site):
    before = on_list()
    with mailman_3(ROSTER) as door:
        source = f"http://restadmin:s%40cret@{door}/3.1/lists/wohnen@old.example/roster/member"
        done = run("groups", "import", "wohnen", source, "--as", "member")
        refused = run("groups", "import", "wohnen", source.replace("s%40cret", "wrong"))
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "joins       Samir Feldhaus <s.feldhaus@landkreis-goerlitz.example>, daily mime",
        "joins       Änne Müller <aenne@kreis-neu.example>",
    ]
    assert refused.exit_code == 1
    assert "401" in refused.output
    assert "wrong" not in refused.output
    assert run("groups", "import", "wohnen", source, "--undo").output == "taken back\n"
    assert on_list() == before


def test_a_roster_of_sympa_keeps_how_posts_come(site):
    (site / "dump").write_text(SYMPA, "utf-8")
    done = run("groups", "import", "wohnen", "dump", "--as", "member")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "joins       Samir Feldhaus <s.feldhaus@landkreis-goerlitz.example>, daily",
        "joins       Änne Müller <aenne@kreis-neu.example>, off",
    ]
    assert run("groups", "import", "wohnen", "dump").output.split().count("known") == 2


def test_whoever_has_left_is_put_on_no_list_and_counted_on_none(site):
    (site / "dump").write_text(SYMPA, "utf-8")
    run("groups", "import", "wohnen", "dump")
    listed = run("groups", "list").output
    (site / "weg.csv").write_text(
        "Name;E-Mail;Status;Gruppen\nSamir Feldhaus;s.feldhaus@landkreis-goerlitz.example;ausgeschieden;\n", "utf-8"
    )
    assert "s.feldhaus@" in on_list()
    run("people", "import", "weg.csv")
    assert "s.feldhaus@" not in on_list()
    assert run("groups", "list").output != listed
    again = run("groups", "import", "sprache", "dump")
    assert "left        Samir Feldhaus" in again.output


def test_a_roster_without_anybody_is_told(site):
    (site / "leer.txt").write_text("\n", "utf-8")
    done = run("groups", "import", "wohnen", "leer.txt")
    assert (done.exit_code, "nobody stands in it" in done.output) == (1, True)


def test_what_never_came_is_not_taken_back(site):
    for words in (
        ("people", "import", "leute.csv"),
        ("groups", "import", "wohnen", "alt.txt"),
        ("groups", "settings", "wohnen", "alt.txt"),
    ):
        done = run(*words, "--undo")
        assert (done.exit_code, "nothing is here" in done.output) == (1, True)


def test_people_of_a_table_come_in_and_are_taken_back(site):
    run("people", "export", "--output", "people.xlsx")
    book = openpyxl.load_workbook("people.xlsx")
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    new = {"name": "Nele Neu", "address": "nele@kreis-neu.example", "status": "member", "groups": "wohnen"}
    sheet.append([new.get(name, "") for name in head])
    sheet.cell(3, head.index("phone") + 1).value = "030 4711"
    changed = sheet.cell(3, head.index("address") + 1).value
    book.save("people.xlsx")
    before = on_list(), run("people", "show", changed).output

    assert [line.split()[0] for line in run("people", "import", "--dry-run", "people.xlsx").output.splitlines()] == ["changed", "new"]
    assert on_list() == before[0]
    assert run("people", "import", "people.xlsx").exit_code == 0
    assert "nele@kreis-neu.example" in on_list()
    assert "030 4711" in run("people", "show", changed).output

    assert run("people", "import", "people.xlsx", "--undo").output == "taken back\n"
    assert (on_list(), run("people", "show", changed).output) == before
    assert run("people", "show", "nele@kreis-neu.example").exit_code != 0


def test_what_is_exported_comes_in_again_also_after_a_group_was_closed(site):
    with App(Settings(store={"url": f"sqlite:///{site}/m.db"})).store.writing(datetime.now(UTC)) as tx:
        tx.save(replace(tx.records.get(Group, "wohnen"), state="closed"))
    run("people", "export", "--output", "people.csv")
    again = run("people", "import", "--dry-run", "people.csv")
    assert (again.exit_code, again.output) == (0, "")
