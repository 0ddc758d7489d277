"""Days, spans and times as people write them; what could mean two days is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import vocabulary, written

from mailflow.understand.commands.orders import orders_in
from mailflow.understand.when.dates import date_in, moment_in, span_in

MONDAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("bis einschl. 21.8.", None, "2026-08-21"),
        ("bis inkl. 21.08.", None, "2026-08-21"),
        ("bis 21.8.26", None, "2026-08-21"),
        ("bis zum 21. August", None, "2026-08-21"),
        ("bis 21.8. einschließlich", None, "2026-08-21"),
        ("bis 2026-08-21", None, "2026-08-21"),
        ("bis Montag, den 17.8.", None, "2026-08-17"),
        ("until August 21st", None, "2026-08-21"),
        ("until 21/08/2026", None, "2026-08-21"),
        ("vom 3. bis 21. August", "2026-08-03", "2026-08-21"),
        ("03.08.–21.08.2026", "2026-08-03", "2026-08-21"),
        ("3.-21.8.", "2026-08-03", "2026-08-21"),
        ("vom 20.12. bis 6.1.", "2026-12-20", "2027-01-06"),
        ("between 3 and 21 August", "2026-08-03", "2026-08-21"),
        ("ab morgen bis Freitag", "2026-06-16", "2026-06-19"),
        ("bis nächsten Freitag", None, "2026-06-19"),
        ("bis übernächsten Do", None, "2026-06-25"),
        ("KW 11", "2027-03-15", "2027-03-21"),
        ("KW 30", "2026-07-20", "2026-07-26"),
        ("in der 30. KW", "2026-07-20", "2026-07-26"),
        ("bis KW 30", None, "2026-07-26"),
        ("KW 30 und 31", "2026-07-20", "2026-08-02"),
        ("diese Woche", "2026-06-15", "2026-06-21"),
        ("nächste Woche", "2026-06-22", "2026-06-28"),
        ("übernächste Woche", "2026-06-29", "2026-07-05"),
        ("im August", "2026-08-01", "2026-08-31"),
        ("bis Mitte August", None, "2026-08-15"),
        ("bis Ende August", None, "2026-08-31"),
        ("bis zum Monatsende", None, "2026-06-30"),
        ("bis Jahresende", None, "2026-12-31"),
        ("ab 3.8. für zwei Wochen", "2026-08-03", "2026-08-16"),
        ("die nächsten drei Wochen", "2026-06-15", "2026-07-05"),
    ],
)
def test_spans(text, first, last):
    assert tuple(d.isoformat() if d else None for d in span_in(text, MONDAY)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "31.6.",
        "bis 31.12.99999",
        "bis Montag, den 18.8.",
        "bis 3/4/2026",
        "bis Anfang September",
        "bis Freitag in einer Woche",
        "über Pfingsten",
    ],
)
def test_what_could_mean_two_days_is_none(text):
    assert span_in(text, MONDAY) == (None, None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("16.03.2027 14:00", "2027-03-16T14:00"),
        ("Di, 16. März 2027, 14 Uhr", "2027-03-16T14:00"),
        ("am 16.3. um halb drei", "2027-03-16T14:30"),
        ("16.3.2027 halb neun", "2027-03-16T08:30"),
        ("16.3.2027 viertel nach zehn", "2027-03-16T10:15"),
        ("16.3.2027 viertel vor zehn", "2027-03-16T09:45"),
        ("16.3.2027 dreiviertel zehn", "2027-03-16T09:45"),
        ("16.3.2027 half past ten", "2027-03-16T10:30"),
        ("16.3.2027, 9 Uhr 30", "2027-03-16T09:30"),
        ("16.3.2027 14.30 Uhr", "2027-03-16T14:30"),
        ("16.3.2027 um zehn Uhr", "2027-03-16T10:00"),
        ("16.3.2027 von 10 bis 12 Uhr", "2027-03-16T10:00"),
        ("16.3.2027 2 pm", "2027-03-16T14:00"),
        ("16.3.2027 mittags", "2027-03-16T12:00"),
        ("übernächsten Do 10 Uhr", "2026-06-25T10:00"),
        ("morgen um 9", "2026-06-16T09:00"),
    ],
)
def test_moments(text, moment):
    assert f"{moment_in(text, MONDAY):%Y-%m-%dT%H:%M}" == moment


@pytest.mark.parametrize("text", ["16.3.2027", "14 Uhr", "28.3.2027 2:30", "16.3.2027 25:00", "16. oder 17.3.2027 um 10 Uhr"])
def test_no_moment_without_a_day_and_a_time_that_exist(text):
    assert moment_in(text, MONDAY) is None


def test_holidays_are_named_so_that_their_end_can_be_asked():
    [order] = orders_in(written("Ich bin bis nach den Osterferien weg."), vocabulary(), MONDAY).orders
    assert (order.intent, order.args["until"], order.args["holidays"]) == ("vacation", None, "Osterferien")


WORDS = st.sampled_from(
    [
        *[
            "0",
            "3.",
            "31.",
            "12",
            "99",
            "0000",
            "9999",
            "2027",
            "bis",
            "vom",
            "ab",
            "KW",
            "Ende",
            "Mitte",
            "im",
            "Mai",
            "31.2.",
            "2:30",
            "halb",
            "Woche",
            "nächste",
            "in",
            "und",
            "-",
            "Uhr",
            "Do",
            ":",
            ".",
            "ß",
            "\x00",
        ],
        "viertel vor",
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.dates(min_value=date(2000, 1, 1), max_value=date(9000, 1, 1)))
def test_nothing_a_person_writes_breaks_it(text, today):
    date_in(text, today)
    span_in(text, today)
    moment_in(text, today)


@pytest.mark.parametrize("text", ["vom 20.08. bis 10.08.2026", "vom 20.8. bis 10.8.", "from 20 August to 10 August 2026"])
def test_an_end_before_its_beginning_is_no_span(text):
    assert span_in(text, MONDAY) == (None, None)


def test_a_span_may_go_over_the_turn_of_the_year():
    assert span_in("vom 20.12. bis 10.1.", MONDAY) == (date(2026, 12, 20), date(2027, 1, 10))
