"""What is said beside a decision that is not taken clearly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.understand.commands.beside import said_beside

TODAY = date(2027, 3, 16)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("1, bis zum 3. Mai", "2027-05-03"),
        ("1. Mai wäre gut", "2027-05-01"),
        ("1 bis 3.5.", "2027-05-03"),
        ("Vielleicht am 3.5.2027", "2027-05-03"),
        ("1 bitte", ""),
        ("Am 3.2.2026 war das Gespräch.", ""),
        ("Wir brauchen 2 Tage", ""),
        ("", ""),
    ],
)
def test_the_day(text, until):
    assert said_beside(text, TODAY).get("defer", {}).get("until", "") == until


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Geht leider nicht, Vereine sind hier nur Gast.", "Vereine sind hier nur Gast"),
        ("Leider nein. Den Sitz hat schon jemand.", "Den Sitz hat schon jemand"),
        ("2, weil der Kreis schon vertreten ist", "weil der Kreis schon vertreten ist"),
        ("Nicht möglich, Grund: kein Landkreis", "kein Landkreis"),
        ("Leider nein, ich muss erst fragen", ""),
        ("Geht leider nicht, bevor der Landrat zustimmt", ""),
        ("Geht leider noch nicht, der Beschluss fehlt.", ""),
        ("Leider nicht, oder was meinen Sie?", ""),
        ("2 bitte freundlich formulieren", ""),
        ("", ""),
    ],
)
def test_the_reason(text, reason):
    assert said_beside(text, TODAY).get("reject", {}).get("reason", "") == reason


@given(st.text(max_size=60))
def test_it_never_raises(text):
    said_beside(text, TODAY)
