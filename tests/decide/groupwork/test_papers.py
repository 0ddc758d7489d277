"""Who may bring a paper, and what a group's vote makes of it."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
COUNT = datetime.fromisoformat("2027-03-28T12:00:00+02:00")
MARA, AGNIESZKA, ILIAS = "mara.lindtner@kreis-stade.example", "a.torbach@vogelsbergkreis.example", "ilias.bergfeld@lra-freising.example"
BIRTE, COMMANDS = "integration@kreis-dithmarschen.example", "mailflow@forum-test.example"
RENATE = "obermoos@kreis-guetersloh.example"
DRAFT = "ANGEBOT\nTitel: Hospitation\nAn: AG Sprache\nBis: 26.3.2027\nText: Wir nehmen Gäste auf."


def submitted(forum, text=DRAFT, by=AGNIESZKA):
    left = forum.write(by, COMMANDS, text)
    forum.clock.advance(timedelta(minutes=15))
    return left


def voted(forum, left, **words):
    for sender, said in {MARA: words.get("mara"), ILIAS: words.get("ilias"), AGNIESZKA: words.get("agnieszka")}.items():
        if said:
            forum.write(sender, next(one for one in left if one.recipient == sender).header("Reply-To"), said)
    return forum.tick(COUNT)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ({"mara": "dafür", "ilias": "Enthaltung"}, "published"),
        ({"mara": "dafür", "ilias": "dafür", "agnieszka": "dagegen"}, "agreed"),
        ({"mara": "dagegen"}, "rejected"),
        ({}, "rejected"),
    ],
)
def test_only_what_nobody_objects_to_goes_out_by_itself(words, state):
    forum = Forum(START)
    left = voted(forum, submitted(forum), **words)
    with forum.facts() as facts:
        assert facts.matters.paper("E-2027-0001").state == state
    assert any("Angebot der AG Sprache" in one.header("Subject") for one in left) == (state == "published")


def test_a_speaker_publishes_in_spite_of_an_objection_and_others_may_not():
    forum = Forum(START)
    voted(forum, submitted(forum), mara="dafür", ilias="dafür", agnieszka="dagegen")
    [told] = forum.write(MARA, COMMANDS, "VERÖFFENTLICHEN E-2027-0001")
    assert "entscheidet Ilias Bergfeld" in told.text
    with forum.facts() as facts:
        assert facts.matters.paper("E-2027-0001").state == "agreed"
    asked = forum.write(ILIAS, COMMANDS, "VERÖFFENTLICHEN E-2027-0001")
    out = forum.write(ILIAS, asked[0].header("Reply-To"), "Ja")
    assert BIRTE in {left.recipient for left in out}


def test_a_draft_is_for_its_group_until_it_is_published():
    forum = Forum(START)
    left = submitted(forum)
    assert "nicht gefunden" in forum.write(BIRTE, COMMANDS, "HOLE E-2027-0001")[0].text
    assert any("Wir nehmen Gäste auf" in one.text for one in forum.write(MARA, COMMANDS, "HOLE E-2027-0001"))
    voted(forum, left, mara="dafür")
    assert any("Wir nehmen Gäste auf" in one.text for one in forum.write(BIRTE, COMMANDS, "HOLE E-2027-0001"))


def test_nobody_outside_the_group_brings_a_draft_or_an_edition():
    forum = Forum(START)
    assert "Arbeitsgruppe, in der Sie mitarbeiten" in submitted(forum, by=BIRTE)[0].text
    voted(forum, submitted(forum), mara="dafür")
    refused = submitted(forum, "ANGEBOT E-2027-0001\nText: Etwas ganz anderes.", by=BIRTE)
    assert [left.recipient for left in refused] == [BIRTE]
    with forum.facts() as facts:
        assert facts.matters.paper("E-2027-0001").edition == 1


def test_files_of_a_draft_come_with_it():
    forum = Forum(START)
    raw = (
        "Authentication-Results: mx.forum-test.example; dmarc=pass header.from=vogelsbergkreis.example\n"
        f"From: {AGNIESZKA}\nTo: {COMMANDS}\nSubject: Leitfaden\nDate: Tue, 16 Mar 2027 10:00:00 +0100\n"
        "Message-ID: <leitfaden@vogelsbergkreis.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        "--x\nContent-Type: text/plain; charset=utf-8\n\nEMPFEHLUNG\nTitel: Leitfaden\nAn: AG Sprache\n"
        "--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=Leitfaden.pdf\n\n%PDF-1.4\n--x--\n"
    )
    left = forum.receive(raw.replace("\n", "\r\n").encode(), AGNIESZKA, [COMMANDS])
    asked = next(one for one in left if one.recipient == MARA)
    assert "Leitfaden.pdf" in asked.text
    fetched = forum.write(MARA, COMMANDS, "HOLE E-2027-0001")
    assert any(part.get_filename() == "Leitfaden.pdf" for one in fetched for part in one.message.walk())
    assert not any("Titel:" in one.text for one in fetched)


def test_a_paper_for_some_districts_is_for_nobody_else():
    forum = Forum(START)
    asked = submitted(forum, DRAFT.replace("Bis:", "Für: Landkreis Stade und Dithmarschen\nBis:"))
    assert "für Landkreis Stade, Kreis Dithmarschen veröffentlichen" in next(one for one in asked if one.recipient == MARA).text
    left = voted(forum, asked, mara="dafür")
    out = {one.recipient for one in left if one.header("Subject").startswith("Angebot der AG Sprache")}
    assert out == {MARA, BIRTE}
    for reader, knows in ((BIRTE, True), (RENATE, False), ("quast@hochschule-demo.example", False)):
        assert ("Hospitation" in forum.write(reader, COMMANDS, "EMPFEHLUNGEN")[0].text) == knows, reader
        fetched = forum.write(reader, COMMANDS, "HOLE E-2027-0001")
        assert any("Wir nehmen Gäste auf" in one.text for one in fetched) == knows, reader
        forum.clock.advance(timedelta(minutes=1))
    assert "nichts gefunden" in forum.write(RENATE, COMMANDS, "SUCHE Hospitation")[0].text
    weekly = {one.recipient: one.text for one in forum.tick(datetime.fromisoformat("2027-04-02T09:00:00+02:00"))}
    assert "Hospitation" not in weekly.get(RENATE, "")


def test_a_paper_comes_without_the_order_that_brought_it():
    forum = Forum(START)
    voted(forum, submitted(forum, f"Hier ist unser Angebot.\n\n{DRAFT}"), mara="dafür")
    [paper] = [one for one in forum.write(BIRTE, COMMANDS, "HOLE E-2027-0001") if "Wir nehmen Gäste auf" in one.text]
    assert "Hospitation" in paper.header("Subject")
    assert "Titel:" not in paper.text


def test_a_paper_for_a_district_that_is_not_here_is_asked_about():
    [problem] = submitted(Forum(START), DRAFT.replace("Bis:", "Für: Landkreis Uelzen\nBis:"))
    assert "Für: Landkreise, die im Forum sind" in problem.text


@pytest.mark.parametrize(("second", "shown"), [(None, "Fassung 1"), ({"mara": "dagegen"}, "Fassung 1"), ({"mara": "dafür"}, "Fassung 2")])
def test_the_edition_that_stands_is_found_whatever_becomes_of_the_next(second, shown):
    forum = Forum(START)
    voted(forum, submitted(forum), mara="dafür")
    left = submitted(forum, "ANGEBOT E-2027-0001\nText: Wir nehmen auch Gruppen auf.")
    if second:
        forum.write(MARA, next(one for one in left if one.recipient == MARA).header("Reply-To"), second["mara"])
        forum.tick(COUNT + timedelta(days=10))
    assert f"Hospitation, {shown}" in forum.write(BIRTE, COMMANDS, "EMPFEHLUNGEN")[0].text
    fetched = forum.write(BIRTE, COMMANDS, "HOLE E-2027-0001")
    assert any("Wir nehmen auch Gruppen auf." in one.text for one in fetched) == (shown == "Fassung 2")
    assert any("Wir nehmen Gäste auf." in one.text for one in fetched) == (shown == "Fassung 1")
