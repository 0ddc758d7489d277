"""EXPORT: whoever asks gets what they may see, in files that any program reads, and nothing beyond (R58)."""

import csv
import io
import json
import mailbox
from datetime import datetime, timedelta

import pytest
from conversation import Forum
from icalendar import Calendar

from mailflow.perform import boxes

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, SAMIR, OFFICE, COMMANDS = (
    *("mara.lindtner@kreis-stade.example", "s.feldhaus@landkreis-goerlitz.example"),
    *("amsel@traeger.example", "mailflow@forum-test.example"),
)


@pytest.fixture
def forum():
    forum = Forum(START)
    forum.write(MARA, "ag-wohnen@forum-test.example", "From Stade: wer kennt eine Wohnung?\n\nFrom here on it is quiet.", "Wohnung")
    forum.write(SAMIR, "ag-ehrenamt@forum-test.example", "Wer hat Erfahrung mit Patenschaften?", "Patenschaften")
    forum.tick(START + timedelta(minutes=1))
    return forum


def exported(forum, who=MARA):
    (asked,) = forum.write(who, COMMANDS, "EXPORT")
    left = forum.write(who, asked.header("Reply-To"), "JA")
    parts = [part for one in left if one.recipient == who for part in one.message.walk() if part.get_filename()]
    return {part.get_filename(): part.get_payload(decode=True) for part in parts}


def mails(file, tmp_path):
    path = tmp_path / "box.mbox"
    path.write_bytes(file)
    return list(mailbox.mbox(path, create=False))


def table(file):
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def test_own_posts_and_readable_archives_open_in_a_mail_program(forum, tmp_path):
    files = exported(forum)
    own = mails(files["eigene-beitraege.mbox"], tmp_path)
    assert [mail["Subject"] for mail in own] == ["Wohnung"]
    assert b"\n>From here on" in files["eigene-beitraege.mbox"], "a line that begins with From is no new letter"
    assert [mail["Subject"] for mail in mails(files["archiv-wohnen.mbox"], tmp_path)] == ["Wohnung"]


def test_nothing_of_lists_that_one_does_not_read(forum):
    files = exported(forum)
    assert "archiv-ehrenamt.mbox" not in files
    assert b"Patenschaften" not in b"".join(files.values())


def test_others_are_named_and_reached_only_with_their_yes(forum):
    (asked,) = forum.write(SAMIR, COMMANDS, "EINWILLIGUNG Kontaktliste")
    forum.write(SAMIR, asked.header("Reply-To"), "JA")
    people = {row["name"]: row["address"] for row in table(exported(forum)["personen.csv"])}
    assert people["Samir Feldhaus"] == SAMIR
    assert people["Mara Lindtner"] == MARA
    assert people["Dr. Renate Obermoos"] == ""


def test_the_office_takes_along_everybody_but_no_archive_of_a_group_it_is_not_in(forum):
    forum.write(OFFICE, "forum@forum-test.example", "Wir laden ein.", "Netzwerktreffen")
    forum.tick(forum.clock.now() + timedelta(minutes=30))
    files = exported(forum, OFFICE)
    assert {name for name in files if name.startswith("archiv-")} == {"archiv-forum.mbox"}
    people = table(files["personen.csv"])
    assert {SAMIR, MARA} <= {row["address"] for row in people}
    assert all(row["address"] for row in people)


def test_own_data_groups_and_dates(forum):
    files = exported(forum)
    assert json.loads(files["meine-daten.json"])["Person"][0]["name"] == "Mara Lindtner"
    assert {"AG Wohnen", "AG Ehrenamt"} <= {row["name"] for row in table(files["gruppen.csv"])}
    with forum.facts() as facts:
        invited = [m for m in facts.matters.meetings() if facts.matters.invitation(m.id, MARA) or m.organiser == MARA]
    dates = Calendar.from_ical(files["termine.ics"]).walk("VEVENT") if "termine.ics" in files else []
    assert [str(event["UID"]) for event in dates] == [m.uid for m in invited]


def test_a_large_archive_comes_in_parts_and_says_what_is_left_out(forum, monkeypatch):
    monkeypatch.setattr(boxes, "LARGEST", 1)
    for n in range(7):
        forum.write(MARA, "ag-wohnen@forum-test.example", f"Wohnung {n} ist frei", f"Frei {n}")
        forum.tick(forum.clock.now() + timedelta(minutes=30))
    (asked,) = forum.write(MARA, COMMANDS, "EXPORT")
    left = [one for one in forum.write(MARA, asked.header("Reply-To"), "JA") if "Archiv AG Wohnen" in one.header("Subject")]
    assert [one.header("Subject")[-12:] for one in left] == [f"Teil {n} von 5" for n in range(1, 6)]
    assert "3 ältere Beiträge" in left[-1].text
