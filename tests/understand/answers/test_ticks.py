"""Which items of a list somebody says are done."""

import pytest

from mailflow.understand.answers.ticks import ticked_in


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("1 und 3 erledigt", (1, 3)),
        ("1-4 ok, 5 noch nicht", (1, 2, 3, 4)),
        ("alles erledigt", (1, 2, 3, 4, 5)),
        ("Alles außer 3", ()),
        ("Punkt 2 ist erledigt. 3 fehlt noch.", (2,)),
        ("done: 1 2 3", (1, 2, 3)),
        ("Am 12.4. telefonieren wir", ()),
        ("Nummer 7 ist getan", ()),
        ("Es gefällt mir gut", ()),
    ],
)
def test_ticked(text, done):
    assert ticked_in(text, 5) == done
