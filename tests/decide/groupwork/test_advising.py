"""Advice among colleagues: who is asked, until when, and what the asker gets."""

from datetime import date, datetime, timedelta

import pytest
from conversation import Forum

from mailflow.decide.groupwork.advising import last_day

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
FRIDAY = datetime.fromisoformat("2027-03-19T09:00:00+01:00")
SETTLED = datetime.fromisoformat("2027-03-25T12:00:00+01:00")
MARA, BIRTE, GUEST = "mara.lindtner@kreis-stade.example", "integration@kreis-dithmarschen.example", "quast@hochschule-demo.example"
RENATE, COMMANDS = "obermoos@kreis-guetersloh.example", "mailflow@forum-test.example"


@pytest.mark.parametrize(("today", "last"), [("2027-03-15", "2027-03-22"), ("2027-03-19", "2027-03-26"), ("2027-03-20", "2027-03-26")])
def test_five_working_days(today, last):
    assert last_day(date.fromisoformat(today)) == date.fromisoformat(last)


def asked(forum, text="KOLLEGIALE BERATUNG\nFrage: Wie gewinnen wir Vermieter?"):
    [confirm] = forum.write(BIRTE, COMMANDS, text)
    left = forum.write(BIRTE, confirm.header("Reply-To"), "Ja")
    forum.clock.advance(timedelta(minutes=15))
    return {one.recipient: one for one in left if one.recipient != BIRTE}


def test_only_the_asker_gets_the_answers_each_with_its_district_and_the_newest_words():
    forum = Forum(START)
    letters = asked(forum)
    forum.write(MARA, letters[MARA].header("Reply-To"), "Mit Geduld.")
    digest = next(one for one in forum.tick(FRIDAY) if one.recipient == RENATE and "Wochenüberblick" in one.header("Subject"))
    forum.write(RENATE, digest.header("Reply-To"), "1 Bei uns hilft eine Bürgschaft.")
    forum.write(MARA, letters[MARA].header("Reply-To"), "Mit einer Messe für Vermieter:innen.")
    [result] = [one for one in forum.tick(SETTLED) if "Vermieter" in one.header("Subject")]
    assert result.recipient == BIRTE
    assert result.header("Subject").startswith("2 Antworten")
    assert "Landkreis Stade" in result.text
    assert "Messe" in result.text
    assert "Bürgschaft" in result.text
    assert "Geduld" not in result.text


def test_a_group_is_asked_by_who_is_on_its_list():
    forum = Forum(START)
    assert set(asked(forum, "KOLLEGIALE BERATUNG\nAn: AG Wohnen\nFrage: Wie gewinnen wir Vermieter?")) == {MARA, RENATE}
    [answer] = forum.write(GUEST, COMMANDS, "KOLLEGIALE BERATUNG\nAn: AG Wohnen\nFrage: Wie gewinnen wir Vermieter?")
    assert "eine Liste, auf der Sie sind" in answer.text


@pytest.mark.parametrize(
    "order", ["An: AG Wohnen\nText: {}", "Text: {}\nAn: AG Wohnen\nBis: 31.03.2027", "Text: {}\n\nTo: AG Wohnen\nUntil: 31.03.2027\n"]
)
def test_a_group_is_asked_wherever_it_is_named(order):
    """The help letter names An: and Bis: behind Text:, and a case meant for few must not go to all."""
    forum, case = Forum(START), "Ein Vermieter sagt ab.\nAn: wen wende ich mich?\nWer hilft?"
    left = asked(forum, f"KOLLEGIALE BERATUNG\nFrage: Wie gewinnen wir Vermieter?\n{order.format(case)}")
    assert set(left) == {MARA, RENATE}


def test_where_nobody_answers_the_asker_hears_so():
    forum = Forum(START)
    asked(forum)
    [result] = [one for one in forum.tick(SETTLED) if "Vermieter" in one.header("Subject")]
    assert result.header("Subject").startswith("Noch keine Antwort")
