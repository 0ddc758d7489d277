"""Whoever has had too many letters gets fewer, and is cut off from nothing they did not want."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, SAMIR = "mara.lindtner@kreis-stade.example", "s.feldhaus@landkreis-goerlitz.example"
FORUM, COMMANDS = "forum@forum-test.example", "mailflow@forum-test.example"


@pytest.fixture
def fed_up():
    """Samir has written that he wants off the list of all members; `letter` asks what would help."""
    forum = Forum(START)
    [forum.letter] = forum.write(SAMIR, FORUM, "BITTE NEHMEN SIE MICH ENDLICH AUS DEM VERTEILER!!!", "AW: Treffen")
    return forum


def reached(forum, address=SAMIR):
    forum.clock.advance(timedelta(minutes=1))
    return address in {one.recipient for one in forum.write(MARA, FORUM, f"Wir sehen uns ({forum.clock.moment}).", "Treffen")}


def until(forum, moment):
    """What comes to Samir up to then, with a look every day."""
    left, end = [], datetime.fromisoformat(moment)
    while forum.clock.moment < end:
        left += forum.tick(min(forum.clock.moment + timedelta(days=1), end))
    return [one for one in left if one.recipient == SAMIR]


def test_the_letter_names_the_end_and_before_it_comes_a_reminder(fed_up):
    assert "längstens bis Dienstag, 30. März 2027" in fed_up.letter.text
    assert not reached(fed_up)
    [reminder] = [one for one in until(fed_up, "2027-03-29T10:00:00+02:00") if "Erinnerung" in one.header("Subject")]
    fed_up.write(SAMIR, reminder.header("Reply-To"), "2")
    until(fed_up, "2027-04-05T10:00:00+02:00")
    assert not reached(fed_up)


def test_who_does_not_answer_gets_the_weekly_letter(fed_up):
    until(fed_up, "2027-03-31T10:00:00+02:00")
    assert not reached(fed_up)
    assert [one for one in until(fed_up, "2027-04-02T12:00:00+02:00") if "Wochenüberblick" in one.header("Subject")]


def test_an_answer_after_the_end_still_counts(fed_up):
    until(fed_up, "2027-04-14T10:00:00+02:00")
    [done] = fed_up.write(SAMIR, fed_up.letter.header("Reply-To"), "2")
    assert "keine Beiträge" in done.text
    assert not [one for one in until(fed_up, "2027-04-17T10:00:00+02:00") if "Wochenüberblick" in one.header("Subject")]


def test_resuming_brings_posts_again_whatever_had_stopped_them(fed_up):
    [done] = fed_up.write(SAMIR, COMMANDS, "WEITER")
    assert "Beiträge kommen wieder, einzeln." in done.text
    assert reached(fed_up)


def test_a_pause_that_is_over_is_none():
    forum = Forum(START)
    forum.write(SAMIR, COMMANDS, "PAUSE bis 20.03.2027")
    assert "Pause bis Samstag, 20. März 2027" in forum.write(SAMIR, COMMANDS, "STATUS")[0].text
    forum.clock.advance(timedelta(days=8))
    assert "Pause bis" not in forum.write(SAMIR, COMMANDS, "STATUS")[0].text
    [done] = forum.write(SAMIR, COMMANDS, "WEITER")
    assert "keine Pause" in done.text
    assert "einzeln" in done.text


def test_resuming_names_the_lists_that_stay_without_posts():
    forum = Forum(START)
    forum.write(MARA, COMMANDS, "ZUSTELLUNG keine AG Wohnen")
    forum.write(MARA, COMMANDS, "PAUSE bis 20.03.2027")
    [done] = forum.write(MARA, COMMANDS, "WEITER")
    assert "Die Pause ist beendet." in done.text
    assert "Ohne Beiträge bleibt, wo Sie es so eingestellt haben: AG Wohnen." in done.text
