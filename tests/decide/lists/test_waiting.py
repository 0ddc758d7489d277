"""Held posts: however many there are, whoever decides hears of each, in few letters; nothing waits unnoticed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, KARLA, RENATE = "mara.lindtner@kreis-stade.example", "amsel@traeger.example", "obermoos@kreis-guetersloh.example"
GROUP, COMMANDS = "ag-wohnen@forum-test.example", "mailflow@forum-test.example"


@pytest.fixture
def forum():
    return Forum(START)


def strangers(forum, count, first=1):
    for n in range(first, first + count):
        forum.clock.advance(timedelta(seconds=1))
        forum.write(f"fremd{n}@anderswo.example", GROUP, f"Guten Tag, hier ist Angebot {n}.", f"Angebot {n}")


def told(left, address, subject):
    return [one for one in left if one.recipient == address and subject in one.header("Subject")]


def test_posts_that_brought_no_letter_stand_in_one_letter_next_morning(forum):
    strangers(forum, 13)
    left = forum.tick(datetime.fromisoformat("2027-03-17T09:00:00+01:00"))
    for decider in (MARA, KARLA):
        [letter] = told(left, decider, "13 Beiträge warten")
        for n in range(1, 14):
            assert f"»Angebot {n}«" in letter.text
            assert f"hier ist Angebot {n}." in letter.text
    assert not told(forum.tick(datetime.fromisoformat("2027-03-17T15:00:00+01:00")), MARA, "")


def test_a_flood_that_goes_on_brings_a_letter_a_day(forum):
    strangers(forum, 13)
    forum.tick(datetime.fromisoformat("2027-03-17T09:00:00+01:00"))
    forum.clock.moment = datetime.fromisoformat("2027-03-17T09:30:00+01:00")
    strangers(forum, 5, first=14)
    left = [one for hour in range(10, 24) for one in forum.tick(datetime.fromisoformat(f"2027-03-17T{hour}:00:00+01:00"))]
    assert not told(left, MARA, "Beiträge warten")
    assert told(forum.tick(datetime.fromisoformat("2027-03-18T09:00:00+01:00")), MARA, "18 Beiträge warten")


def test_the_letter_is_answered_by_number(forum):
    strangers(forum, 12)
    [letter] = told(forum.tick(datetime.fromisoformat("2027-03-17T09:00:00+01:00")), MARA, "12 Beiträge warten")
    forum.write(MARA, letter.header("Reply-To"), "11 freigeben, 12 verwerfen Grund: Werbung")
    with forum.facts() as facts:
        assert [facts.matters.hold(f"M-2027-00{n}").state for n in (10, 11, 12)] == ["held", "released", "discarded"]


def test_all_of_them_stand_in_the_weekly_letter(forum):
    strangers(forum, 13)
    [weekly] = told(forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00")), KARLA, "Wochenüberblick")
    for n in range(1, 14):
        assert f"»Angebot {n}«" in weekly.text


def test_after_three_days_one_letter_reminds_of_several_posts(forum):
    strangers(forum, 2)
    assert not told(forum.tick(datetime.fromisoformat("2027-03-18T12:00:00+01:00")), MARA, "")
    left = forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00"))
    assert told(left, MARA, "2 Beiträge warten")
    assert not told(left, MARA, "Erinnerung")
    later = [one for day in (20, 21, 22, 23) for one in forum.tick(datetime.fromisoformat(f"2027-03-{day}T09:00:00+01:00"))]
    assert not told(later, MARA, "")


def test_a_reminder_of_one_post_is_answered_without_a_number(forum):
    strangers(forum, 1)
    [reminder] = told(forum.tick(datetime.fromisoformat("2027-03-19T09:00:00+01:00")), MARA, "Erinnerung")
    forum.write(MARA, reminder.header("Reply-To"), "FREIGEBEN")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "released"


def test_open_shows_a_speaker_what_waits_for_her_lists_and_nothing_else(forum):
    strangers(forum, 2)
    forum.write("erika@verein.example", "forum@forum-test.example", "Wir laden ein.", "Fachtag")
    forum.write(
        "lea@kreis-hoexter.example", "anmeldung@forum-test.example", "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster", "Anmeldung"
    )
    [desk] = forum.write(MARA, COMMANDS, "OFFEN")
    assert "»Angebot 2«" in desk.text
    assert "Fachtag" not in desk.text
    assert "Höxter" not in desk.text
    forum.write(MARA, desk.header("Reply-To"), "1 verwerfen Grund: Werbung, 2 freigeben")
    with forum.facts() as facts:
        assert [facts.matters.hold(f"M-2027-000{n}").state for n in (1, 2)] == ["discarded", "released"]


def test_open_is_for_those_who_decide(forum):
    strangers(forum, 1)
    [answer] = forum.write(RENATE, COMMANDS, "OFFEN")
    assert "Angebot" not in answer.text
