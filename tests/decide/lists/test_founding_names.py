"""What a new group is called, and that one topic leads to one group."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
RENATE, SAMIR, BIRTE = (
    "obermoos@kreis-guetersloh.example",
    "s.feldhaus@landkreis-goerlitz.example",
    "integration@kreis-dithmarschen.example",
)
COMMANDS = "mailflow@forum-test.example"


@pytest.fixture
def forum():
    return Forum(START)


def to(left, reader, subject=""):
    return next(one for one in left if one.recipient == reader and subject in one.header("Subject")).header("Reply-To")


def test_the_letter_to_confirm_names_the_group_and_takes_another_name(forum):
    asked = forum.write(SAMIR, COMMANDS, "Ich würde gern eine neue Arbeitsgruppe zum Thema Bezahlkarte ins Leben rufen. Was muss ich tun?")
    assert "Die Gruppe heißt: AG Bezahlkarte." in asked[0].text
    again = forum.write(SAMIR, to(asked, SAMIR), "Nein, der Name stimmt nicht! Ich wollte: AG Bezahlkarte und Bargeld")
    assert "Die Gruppe heißt: AG Bezahlkarte und Bargeld." in again[0].text
    left = forum.write(SAMIR, to(again, SAMIR), "Ja")
    assert any("Vorschlag: AG Bezahlkarte und Bargeld" in one.header("Subject") for one in left)


def test_one_topic_leads_to_one_group_under_the_name_its_first_founder_wants(forum):
    forum.write(SAMIR, COMMANDS, "THEMA: Wohnsitzauflage")
    forum.write(BIRTE, COMMANDS, "THEMA T-1 dafür")
    ripe = forum.write(RENATE, COMMANDS, "THEMA T-1 dafür")
    birte = forum.write(BIRTE, to(ripe, BIRTE), "Au ja, gerne gründen! Aber bitte lieber unter dem Namen Wohnsitz und Verteilung.")
    samir = forum.write(SAMIR, to(ripe, SAMIR), "ja, machen wir")
    forum.clock.advance(timedelta(minutes=1))
    forum.write(BIRTE, to(birte, BIRTE), "Ja")
    forum.write(SAMIR, to(samir, SAMIR), "ja")
    renate = forum.write(RENATE, to(ripe, RENATE, "Daraus"), "ja")
    assert "Die Gruppe heißt: AG Wohnsitz und Verteilung." in renate[0].text
    with forum.facts() as facts:
        assert [group.name for group in facts.lists.proposed()] == ["AG Wohnsitz und Verteilung"]
        assert facts.lists.size("wohnsitz-und-verteilung") == 2
