"""From when on an answer holds."""

from datetime import date

import pytest

from mailflow.decide.asking import kinds
from mailflow.understand.answers.plain import answer_in
from mailflow.understand.answers.start import start_in

TODAY = date(2027, 3, 16)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Gern, aber erst ab 12. April.", date(2027, 4, 12)),
        ("Ja, ab 3. Mai", date(2027, 5, 3)),
        ("Mache ich gerne, ab KW 18", date(2027, 5, 3)),
        ("gerne, frühestens nach Pfingsten", date(2027, 5, 18)),
        ("ja, aber erst nach Ostern", date(2027, 3, 30)),
        ("gern, aber erst nach Weihnachten", date(2027, 12, 27)),
        ("Ja, aber erst in der Karwoche", date(2027, 3, 22)),
        ("yes, but only after 3 May", date(2027, 5, 3)),
        ("12. April", date(2027, 4, 12)),
        ("ja, ab Mitte Februar", date(2028, 2, 15)),
        ("ja, ab nächster Woche", date(2027, 3, 22)),
        ("Gern!", None),
        ("Ab und zu gern", None),
    ],
)
def test_a_day_is_told_from_the_answer(text, day):
    assert start_in(text, TODAY).day == day


@pytest.mark.parametrize(
    "text",
    [
        "ja mach ich gern, aber erst nach den Osterferien",
        "Ja, aber erst im Mai",
        "gern, nicht vor dem Sommer",
        "Ja, ab Januar",
        "gerne im neuen Jahr",
        "Nach den Osterferien",
    ],
)
def test_what_puts_off_without_a_day_is_named_and_taken_from_the_rest(text):
    start = start_in(text, TODAY)
    assert start.day is None
    assert start.said
    assert start.said not in start.rest


@pytest.mark.parametrize(
    "text",
    [
        "Ja gern, aber ich bin bis 7.12. noch auf Dienstreise, danach melde ich mich bei Herrn Tekin.",
        "Sehr gern! Ich bin bis zum 7. Dezember im Urlaub, dann schreibe ich ihm.",
        "Yes, but I am still until 7 December on leave.",
    ],
)
def test_who_is_away_until_a_day_begins_on_the_next(text):
    start = start_in(text, date(2026, 11, 27))
    assert start.day == date(2026, 12, 8)
    assert answer_in(start.rest, kinds()["mentor"].answers) == "yes"
