"""Somebody stands in for a member from the day they named until the other one, and not before."""

from datetime import datetime

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
COMMANDS = "mailflow@forum-test.example"
MARA, EVA = "mara.lindtner@kreis-stade.example", "eva@kreis-stade.example"


@pytest.fixture
def forum():
    """Mara has named Eva for the first days of April."""
    forum = Forum(START)
    (asked,) = forum.write(MARA, COMMANDS, f"VERTRETUNG {EVA} vom 1. bis 9. April")
    told = {one.recipient: one.text for one in forum.write(MARA, asked.header("Reply-To"), "JA")}
    assert all("von Donnerstag, 1. April 2027 bis einschließlich Freitag, 9. April 2027" in told[to] for to in (MARA, EVA))
    return forum


@pytest.mark.proves("D7")
@pytest.mark.parametrize(
    ("day", "answers"),
    [
        ("2027-03-31", "Ihre Vertretung für Mara Lindtner hat noch nicht begonnen"),
        ("2027-04-01", "Erledigt: Nachricht (M-2027-0001)"),
        ("2027-04-09", "Erledigt: Nachricht (M-2027-0001)"),
        ("2027-04-10", "Ihre Vertretung für Mara Lindtner ist vorbei"),
    ],
)
def test_a_deputy_answers_from_the_first_day_to_the_last(forum, day, answers):
    forum.clock.moment = datetime.fromisoformat(f"{day}T08:00:00+02:00")
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?")
    asked = next(one for one in held if one.recipient == MARA)
    told = [one.header("Subject") for one in forum.write(EVA, asked.header("Reply-To"), "freigeben") if one.recipient == EVA]
    assert [subject.startswith(answers) for subject in told] == [True], told
