"""Rosters of other list servers come in: said before it is done, taken back in one step, and nobody gets a letter."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mailflow.cli.commands import main
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


def test_a_roster_of_sympa_keeps_how_posts_come(site):
    (site / "dump").write_text(SYMPA, "utf-8")
    done = run("groups", "import", "wohnen", "dump", "--as", "member")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "joins       Samir Feldhaus <s.feldhaus@landkreis-goerlitz.example>, daily",
        "joins       Änne Müller <aenne@kreis-neu.example>, off",
    ]
    assert run("groups", "import", "wohnen", "dump").output.split().count("known") == 2
