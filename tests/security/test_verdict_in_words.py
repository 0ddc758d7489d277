"""Whoever decides, looks up or runs the house reads in plain words whether the sender was checked."""

from __future__ import annotations

from datetime import datetime

import pytest
from click.testing import CliRunner
from conversation import SEED, Forum, letter

from mailflow.cli import main

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, LEA = "amsel@traeger.example", "lea.muster@kreis-hoexter.example"
APPLICATIONS, GROUP = "anmeldung@forum-test.example", "ag-wohnen@forum-test.example"
FORM = "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Integrationsbeauftragte\nWarum: Wir suchen Austausch.\nThemen: Wohnen\nEinwilligung: ja"
ANSWERS = "1. Koordination\n2. Wohnen\n3. Ein Leitfaden\n4. Ja"
FAILED = f"Authentication-Results: mx.forum-test.example; dmarc=fail header.from={LEA.partition('@')[2]}\n"


@pytest.fixture
def forum():
    return Forum(START)


def dossier(forum, **how):
    interest = forum.write(LEA, APPLICATIONS, FORM, **how)
    left = forum.write(LEA, interest[0].header("Reply-To"), ANSWERS, proven=False)
    return next(one for one in left if one.recipient == OFFICE)


def test_the_dossier_says_of_each_letter_whether_its_sender_was_checked(forum):
    text = dossier(forum).text
    assert text.count("Absender geprüft:") == 2
    assert "nicht geprüft" not in text
    assert "nachweislich aus dem Mailsystem" in text
    assert "antwortet auf eine Frage" in text


def test_a_sender_nobody_vouches_for_is_told_as_such(forum):
    assert "Absender nicht geprüft:" in dossier(forum, proven=False).text


def test_a_held_post_says_so_in_the_letter_to_whoever_decides(forum):
    for proven, words in ((True, "Absender geprüft:"), (False, "Absender nicht geprüft:")):
        left = forum.write("fremd@anderswo.example", GROUP, f"Darf ich mitlesen? {proven}", proven=proven)
        assert words in next(one for one in left if one.recipient == OFFICE).text
    raw = letter(LEA, GROUP, "Guten Tag", "Frage", START, proven=False, headers="")
    left = forum.receive(FAILED.replace("\n", "\r\n").encode() + raw, LEA, [GROUP])
    assert "nicht bestätigt:" in next(one for one in left if one.recipient == OFFICE).text


def test_the_story_of_a_matter_says_it_for_each_letter(forum):
    dossier(forum)
    forum.clock.advance(forum.app.forum().undo)
    [told] = forum.write(OFFICE, "mailflow@forum-test.example", "PROTOKOLL F-2027-0001")
    assert told.text.count("Absender geprüft:") == 2


def test_explain_says_it(tmp_path):
    file = tmp_path / "letter.eml"
    for proven, words in ((True, "checked: aligned"), (False, "not checked: claimed")):
        file.write_bytes(letter("mara.lindtner@kreis-stade.example", GROUP, "Guten Tag", "Treffen", START, proven=proven))
        shown = CliRunner().invoke(main, ["explain", "--seed", str(SEED), "--to", GROUP, str(file)])
        assert f"sender   {words}" in shown.output, shown.output
