"""What an applicant's letter is for, whichever letter of the forum it answers."""

import pytest

from mailflow.understand.applications.purpose import backs_out


@pytest.mark.parametrize(
    "text",
    [
        "Hallo, leider hat unser Landrat das gestoppt, wir müssen zurückziehen. Tut mir leid!",
        "Nein, ich meinte: Wir ziehen unsere Bewerbung zurück.",
        "Hiermit ziehen wir uns aus dem Verfahren zurück",
        "Wir haben kein Interesse mehr.",
        "Wir wollen doch nicht mitmachen, sorry",
        "We have to withdraw, unfortunately.",
    ],
)
def test_an_applicant_backs_out(text):
    assert backs_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wir ziehen uns nicht zurück, es dauert nur.",
        "Falls das zu spät ist, ziehen wir die Bewerbung zurück.",
        "Können wir die Anmeldung noch zurückziehen?",
        "Viele Ehrenamtliche haben sich zurückgezogen, das beschäftigt uns am meisten.",
        "1. Koordination\n2. Wohnen",
    ],
)
def test_others_do_not(text):
    assert not backs_out(text)
