"""Who may ask for a date, how answers come in, and what is found."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.model.records import Person

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
FRIDAY = datetime.fromisoformat("2027-03-19T09:00:00+01:00")
SETTLED = datetime.fromisoformat("2027-03-26T12:00:00+01:00")
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
BIRTE, COMMANDS = "integration@kreis-dithmarschen.example", "mailflow@forum-test.example"
POLL = "TERMINABFRAGE\nTitel: Belegrechte\nAn: AG Wohnen\nTermine:\n6.4.2027 14:00\n7. April 2027, 10 Uhr\nBis: 24.3.2027"


@pytest.fixture
def forum():
    return Forum(START)


def polled(forum, text=POLL):
    """The letters that ask for the dates, by whom they go to."""
    [confirm] = forum.write(BIRTE, COMMANDS, text)
    asked = forum.write(BIRTE, confirm.header("Reply-To"), "Ja")
    forum.clock.advance(timedelta(minutes=15))
    return {left.recipient: left for left in asked if left.recipient != BIRTE}


def test_who_is_not_on_a_group_s_list_asks_it_for_no_date(forum):
    [answer] = forum.write(SAMIR, COMMANDS, POLL)
    assert "Es wurde nichts verschickt" in answer.text
    assert "Ihre Arbeitsgruppe" in answer.text


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Termine: 6.4.2027 14:00", "Termine: zwei bis zehn"),
        ("Termine: 6.4.2027 14:00; irgendwann", "Termine: zwei bis zehn"),
        ("Termine: 6.4.2027 14:00 bis 13:00; 7.4.2027 10:00", "Termine: zwei bis zehn"),
        ("Termine: 25.3.2027 14:00; 7.4.2027 10:00", "Bis: der letzte Tag"),
    ],
)
def test_what_cannot_be_asked_is_named(forum, line, problem):
    head, _, tail = POLL.partition("Termine:")
    [answer] = forum.write(BIRTE, COMMANDS, f"{head}{line}\n{tail.splitlines()[-1]}")
    assert problem in answer.text


def test_the_weekly_letter_asks_too_and_its_number_answers(forum):
    polled(forum)
    digest = next(left for left in forum.tick(FRIDAY) if left.recipient == RENATE and "Wochenüberblick" in left.header("Subject"))
    assert "1. Terminabfrage: Belegrechte" in digest.text
    forum.write(RENATE, digest.header("Reply-To"), "1 Dienstag passt, Mittwoch nicht")
    [status] = forum.write(BIRTE, COMMANDS, "STATUS U-2027-0001")
    assert "14:00 Uhr bis 15:00 Uhr: 1 ja (Dr. Renate Obermoos)" in status.text


def test_where_no_date_suits_anybody_nobody_is_invited(forum):
    asked = polled(forum)
    for person in (MARA, RENATE):
        forum.write(person, asked[person].header("Reply-To"), "Leider kann ich an keinem der Termine.")
    left = forum.tick(SETTLED)
    [told] = [one for one in left if "Belegrechte" in one.header("Subject")]
    assert told.recipient == BIRTE
    assert told.header("Subject").startswith("Noch kein Termin")


def test_who_has_left_meanwhile_is_neither_counted_nor_invited(forum):
    asked = polled(forum)
    forum.write(MARA, asked[MARA].header("Reply-To"), "1 ja, 2 nein")
    forum.write(RENATE, asked[RENATE].header("Reply-To"), "1 nein, 2 ja")
    with forum.app.store.writing(forum.clock.now()) as tx:
        tx.save(replace(tx.records.all(Person, address=RENATE)[0], status="left"))
    [invited] = [one for one in forum.tick(SETTLED) if one.header("Subject").startswith("Einladung")]
    assert invited.recipient == MARA
    assert "6. April 2027" in invited.header("Subject")


def test_the_date_that_most_can_come_to_wins_and_a_yes_counts_more_than_a_perhaps(forum):
    asked = polled(forum)
    forum.write(MARA, asked[MARA].header("Reply-To"), "1 zur Not, 2 ja")
    forum.write(RENATE, asked[RENATE].header("Reply-To"), "1 zur Not, 2 nein")
    invited = [one for one in forum.tick(SETTLED) if one.header("Subject").startswith("Einladung")]
    assert {one.recipient for one in invited} == {MARA, RENATE}
    assert "7. April 2027" in invited[0].header("Subject")


def test_a_poll_taken_back_asks_nobody_any_more(forum):
    asked = polled(forum)
    told = forum.write(BIRTE, COMMANDS, "ZURÜCKZIEHEN U-2027-0001")
    assert {one.recipient for one in told if "Zurückgezogen" in one.header("Subject")} == {MARA, RENATE}
    [over] = forum.write(MARA, asked[MARA].header("Reply-To"), "1 ja")
    assert "zurückgezogen" in over.text
    assert not [one for one in forum.tick(SETTLED) if one.header("Subject").startswith("Einladung")]
