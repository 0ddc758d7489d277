"""An archive goes out as mbox and comes in from another list server, threads and files kept, without a letter to anybody."""

from __future__ import annotations

import json
import mailbox

import pytest
from click.testing import CliRunner

from mailflow.app import App
from mailflow.cli.commands import main
from mailflow.settings.reading import settings_from
from tests.conversation import SEED

MAILMAN = """\
From mara at kreis-stade.example  Tue Mar  2 10:00:00 2021
From: mara.lindtner@kreis-stade.example (Mara Lindtner)
To: ag-wohnen@alt.example
Date: Tue, 02 Mar 2021 10:00:00 +0100
Subject: [AG Wohnen] Frage: Belegrechte
Message-ID: <eins@kreis-stade.example>
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Wer hat Erfahrung mit H=E4usern?

>From Stade gr=FC=DFt Mara

From fremd at alt.example  Tue Mar  2 11:00:00 2021
From: Karl Alt <fremd@alt.example>
To: ag-wohnen@alt.example
Date: Tue, 02 Mar 2021 11:00:00 +0100
Subject: Re: [AG Wohnen] Frage: Belegrechte
Message-ID: <zwei@alt.example>
In-Reply-To: <eins@kreis-stade.example>
Content-Type: text/plain; charset=utf-8

Wir haben zwei Fahrdienste.

From kaputt at alt.example  Tue Mar  2 12:00:00 2021
Subject: ohne alles

Nichts
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A forum in a file, and the command line in its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAILFLOW__STORE__URL", f"sqlite:///{tmp_path}/m.db")
    assert run("seed", str(SEED)).exit_code == 0
    (tmp_path / "alt.mbox").write_text(MAILMAN, "utf-8")
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


def posts():
    app = App(settings_from(None))
    with app.facts() as facts:
        return facts.archive.of("wohnen"), facts.archive.found("Haus", {"wohnen": None}, 9)


def test_an_archive_of_mailman_comes_in_with_its_threads(site):
    assert "2 new, 0 known, 1 unreadable" in run("archive", "import", "wohnen", "alt.mbox").output
    (first, second), found = posts()
    assert (first.id, first.sender_name, first.place) == ("<eins@kreis-stade.example>", "Mara Lindtner", "Landkreis Stade")
    assert first.subject == "Frage: Belegrechte"
    assert "Häusern" in first.text
    assert "\nFrom Stade grüßt Mara" in first.text
    assert second.thread == first.id
    assert [post.id for post in found] == [first.id]


def test_an_archive_that_hides_addresses_names_its_authors(site):
    hidden = MAILMAN.replace("From: Karl Alt <fremd@alt.example>", "From: obermoos at kreis-guetersloh.example (Renate Obermoos)")
    (site / "pipermail.mbox").write_text(hidden, "utf-8")
    run("archive", "import", "wohnen", "pipermail.mbox")
    (_, second), _ = posts()
    assert (second.sender, second.place) == ("obermoos@kreis-guetersloh.example", "Kreis Gütersloh")


def test_a_dry_run_takes_nothing(site):
    assert "2 new" in run("archive", "import", "wohnen", "alt.mbox", "--dry-run").output
    assert posts() == ([], [])


def test_the_same_file_twice_brings_nothing_new(site):
    run("archive", "import", "wohnen", "alt.mbox")
    assert "0 new, 2 known, 1 unreadable" in run("archive", "import", "wohnen", "alt.mbox").output


def test_an_import_is_taken_back_once(site):
    run("archive", "import", "wohnen", "alt.mbox")
    assert "taken back" in run("archive", "import", "wohnen", "alt.mbox", "--undo").output
    assert posts() == ([], [])
    again = run("archive", "import", "wohnen", "alt.mbox", "--undo")
    assert (again.exit_code, "nothing is here" in again.output) == (1, True)


def test_a_letter_that_stands_twice_is_counted_once_in_a_dry_run_too(site):
    (site / "doppelt.mbox").write_text(MAILMAN + MAILMAN, "utf-8")
    planned = run("archive", "import", "wohnen", "doppelt.mbox", "--dry-run").output
    assert "2 new, 2 known, 2 unreadable" in planned
    assert run("archive", "import", "wohnen", "doppelt.mbox").output == planned


def test_a_letter_that_cannot_be_taken_is_named_with_its_reason(site):
    assert "letter 3: »ohne alles« has no Message-ID" in run("archive", "import", "wohnen", "alt.mbox", "--dry-run").output


def test_what_is_no_mbox_is_told(site):
    (site / "leute.csv").write_text("Name;E-Mail\nAnna;anna@kreis.example\n", "utf-8")
    result = run("archive", "import", "wohnen", "leute.csv")
    assert (result.exit_code, "expected an mbox file" in result.output) == (1, True)


def test_an_old_post_with_data_of_clients_is_kept_but_not_found(site):
    (site / "azr.mbox").write_text(MAILMAN.replace("Wir haben zwei Fahrdienste.", "AZR-Nr. 123456789012, geb. 3.4.1990, im Haus"), "utf-8")
    assert "data of clients (azr, birth)" in run("archive", "import", "wohnen", "azr.mbox").output
    everything, found = posts()
    assert [post.id for post in everything if not post.is_found] == ["<zwei@alt.example>"]
    assert [post.id for post in found] == ["<eins@kreis-stade.example>"]


def test_nobody_gets_a_letter(site):
    run("archive", "import", "wohnen", "alt.mbox")
    assert set(json.loads(run("status", "--json").output)["outbox"].values()) == {0}


def test_what_comes_in_goes_out_again_for_any_mail_program(site):
    run("archive", "import", "wohnen", "alt.mbox")
    assert "2 posts written" in run("archive", "export", "wohnen", "neu.mbox").output
    assert b"\r" not in (site / "neu.mbox").read_bytes()
    letters = list(mailbox.mbox(site / "neu.mbox"))
    assert [letter["Message-ID"] for letter in letters] == ["<eins@kreis-stade.example>", "<zwei@alt.example>"]
    assert letters[1]["In-Reply-To"] == "<eins@kreis-stade.example>"
    assert "From Stade" in letters[0].get_payload(decode=True).decode("iso-8859-1")


def test_a_list_that_is_not_there_is_told(site):
    result = run("archive", "export", "kochen", "x.mbox")
    assert result.exit_code == 1
    assert "kochen" in result.output
