"""Which of four dates suit somebody, in their own words; what is not clear stays open."""

from datetime import UTC, datetime

import pytest

from mailflow.understand.answers.availability import suiting

TUESDAY_TO_FRIDAY = [
    datetime(2027, 4, 6, 14, tzinfo=UTC),
    datetime(2027, 4, 7, 10, tzinfo=UTC),
    datetime(2027, 4, 8, 9, tzinfo=UTC),
    datetime(2027, 4, 9, 9, tzinfo=UTC),
]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Di ginge, Mi nur nachmittags, Do gar nicht, Freitag nie 😉", "yes maybe no no"),
        ("1 und 3 passen, 2 leider nicht", "yes no yes -"),
        ("1: ja\n2: nein\n3: zur Not\n4: ja", "yes no maybe yes"),
        ("1 👍\n2 👎", "yes no - -"),
        ("Dienstag und Mittwoch gehen nicht, der Rest passt.", "no no yes yes"),
        ("Mittwoch und Donnerstag passt, Dienstag und Freitag nicht.", "no yes yes no"),
        ("Alle außer Donnerstag.", "yes yes no yes"),
        ("Alle Termine passen mir.", "yes yes yes yes"),
        ("Leider kann ich an keinem der Termine.", "no no no no"),
        ("Leider verhindert", "no no no no"),
        ("Nur Dienstag.", "yes no no no"),
        ("Der 6.4. wäre gut, am 8. April kann ich nicht.", "yes - no -"),
        ("Hallo Mara,\n\nDienstag, 6. April geht, Mittwoch 7.4. geht nicht. Donnerstag wenn es online ist.", "yes no maybe -"),
        ("Di geht, Mi aber nicht, Do jedoch schon: passt", "yes no yes -"),
        ("Mittwoch, das geht nicht.", "- no - -"),
        ("Dienstag oder Mittwoch", "yes yes - -"),
        ("Am Dienstag habe ich von 14 bis 15 Uhr frei, aber Mittwoch ist schlecht", "yes no - -"),
        ("Am besten passt mir Dienstag, zur Not auch Mittwoch.", "yes maybe - -"),
        ("Tuesday works, Wednesday maybe, not Thursday", "yes maybe no -"),
        ("I can do 1 and 2 but not 3", "yes - no -"),
        ("1, 2 geht nicht", "- no - -"),
        ("Geht Freitag auch online?", "- - - -"),
        ("Die ersten beiden gehen", "- - - -"),
        ("Ja gern", "- - - -"),
        ("Dienstag geht. Dienstag geht doch nicht.", "- - - -"),
        ("", "- - - -"),
    ],
)
def test_own_words(text, said):
    assert suiting(text, TUESDAY_TO_FRIDAY) == tuple("" if word == "-" else word for word in said.split())


def test_a_weekday_that_two_dates_share_names_neither():
    assert suiting("Dienstag passt", [datetime(2027, 4, 6, 14, tzinfo=UTC), datetime(2027, 4, 13, 14, tzinfo=UTC)]) == ("", "")
    assert suiting("Dienstag, 13.4. passt", [datetime(2027, 4, 6, 14, tzinfo=UTC), datetime(2027, 4, 13, 14, tzinfo=UTC)]) == ("", "yes")
