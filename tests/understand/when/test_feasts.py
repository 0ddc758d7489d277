"""Feast days as dates, and the day of a return."""

from datetime import date

import pytest

from mailflow.understand.when.dates import span_in
from mailflow.understand.when.feasts import easter

MARCH = date(2027, 3, 16)


@pytest.mark.parametrize(("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))])
def test_easter(year, day):
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    ("said", "last"),
    [
        ("ich bin bis Ostermontag weg", date(2027, 3, 29)),
        ("Pause bis nach Ostern", date(2027, 3, 29)),
        ("Pause bis vor Pfingsten", date(2027, 5, 14)),
        ("ich bin in der Karwoche weg", date(2027, 3, 27)),
        ("bis Christi Himmelfahrt", date(2027, 5, 6)),
        ("bis Heiligabend", date(2027, 12, 24)),
        ("away until New Year's Eve", date(2027, 12, 31)),
        ("bin am 22.3. wieder da", date(2027, 3, 21)),
        ("back on April 12", date(2027, 4, 11)),
        ("bis 5.4., ab 6.4. wieder da", date(2027, 4, 5)),
        ("bis Ende der Osterferien", None),
    ],
)
def test_the_last_day_away(said, last):
    assert span_in(said, MARCH)[1] == last
