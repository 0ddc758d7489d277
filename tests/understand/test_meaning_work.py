"""What a letter means costs bounded work however long it is: calls are counted, not seconds, as in test_work."""

from datetime import UTC, datetime

import pytest
from letters import ADMISSION, TODAY, plain, vocabulary, written
from test_work import calls, repeated

from mailflow.model.intent import Asked, Orders
from mailflow.understand.intent import reading_of
from mailflow.understand.reach import REACH

MOST_CALLS = 1_000_000
"""Nearly half as much again as the costliest takes (696,742), so that a word more in a table is no failure."""
NASTY = [
    "bitte aufnehmen, ",
    "1 aufnehmen, ",
    "nicht und weil ( A-2027-0001 ",
    "aufnehmen: A-2027-0001\n",
    "Landkreis: Kreis Höxter\n",
    "ich bin Frau Anna Muster ",
    "Tel. 0 a@b.example Landkreis Uelsen ",
    "vom bis 3.8. Themen Einwilligung ",
    "KW 3 halb ",
    "kommt bringe zwei ",
    "Wir Wir e. V. ",
    "Name: a\n",
]
YES_OR_NO = {"yes": ("ja",), "no": ("nein",)}
MOMENTS = (datetime(2027, 4, 1, 10, tzinfo=UTC),)
ASKED = {
    "decision": Asked(offered=ADMISSION, case="F-2027-0031", dated=True, answers=YES_OR_NO),
    "order": Asked(group="wohnen", items=9, dates={0: MOMENTS}),
    "application": Asked(applies=True, rsvp=True, numbered={1: YES_OR_NO}, dates={1: MOMENTS}),
}


def read_as(body, asked):
    return reading_of(plain(body), vocabulary(), asked, TODAY)


@pytest.mark.proves("B1")
@pytest.mark.parametrize("pattern", NASTY)
@pytest.mark.parametrize("asked", ASKED)
def test_a_hundred_kilobytes_are_bounded_work(pattern, asked):
    reading_of(written(pattern), vocabulary(), ASKED[asked], TODAY)  # a process's first letter also builds the tables of words
    letter = written(repeated(pattern, 100_000))
    assert calls(reading_of, letter, vocabulary(), ASKED[asked], TODAY) <= MOST_CALLS


LONG = "Wir haben darüber lange beraten.\n" * (REACH // 30)


@pytest.mark.parametrize("words", ["Bitte aufnehmen.", "Bitte nicht aufnehmen."])
def test_nothing_is_decided_by_the_first_pages_of_a_letter_that_goes_on(words):
    asked = Asked(offered=ADMISSION, case="F-2027-0031", answers=YES_OR_NO)
    assert read_as("Bitte aufnehmen.", asked).orders.orders
    decided = read_as(f"Bitte aufnehmen.\n{LONG}\n{words}", asked)
    assert (decided.orders.orders, decided.said) == ((), None)
    assert decided.orders != Orders()


def test_no_answer_and_no_consent_is_taken_from_them():
    assert read_as(f"Ja, ich komme.\n{LONG}\nDas war gestern. Heute muss ich absagen.", ASKED["application"]).rsvp.partstat is None
    form = "Landkreis: Höxter\nName: Anna Muster\nFunktion: Leitung\nMotivation: Austausch\nEinwilligung: ja\n\n"
    assert read_as(form, ASKED["application"]).application.records[0].consent_given
    (asks,) = read_as(f"{form}{LONG}\nDie Einwilligung ziehe ich zurück.", ASKED["application"]).application.records
    assert (asks.landkreis, asks.consent_given, asks.missing) == ("Kreis Höxter", False, ("consent",))


def test_an_answer_to_a_form_is_kept_whole_however_long():
    form = (("Wie war es?", ""),)
    (said,) = read_as(f"{LONG}ENDE.", Asked(form=form)).form
    assert said.endswith("ENDE.")
