"""What is offered to whoever writes in words that nobody understands."""

from datetime import datetime

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, COMMANDS = "mara.lindtner@kreis-stade.example", "mailflow@forum-test.example"


def written(text):
    """(the forum, the letter that answers)."""
    forum = Forum(START)
    return forum, next(one for one in forum.write(MARA, COMMANDS, text) if one.recipient == MARA)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Hallo, da war doch neulich ein Beitrag über Fahrdienste auf dem Dorf, können Sie mir den raussuchen?", "SUCHE Fahrdienst"),
        ("Bitte in der AG Wohnen geheim abstimmen lassen: Soll ich Sprecherin bleiben? Bis 4. Dezember", "ABSTIMMUNG"),
    ],
)
def test_what_somebody_speaks_of_is_offered_first(text, offered):
    assert f"1. {offered}" in written(text)[1].text


def test_the_matter_that_was_named_goes_with_the_choice():
    forum, told = written("Bitte die Abstimmung A-2027-0001 abbrechen")
    assert "1. ZURÜCKZIEHEN" in told.text
    chosen = forum.write(MARA, told.header("Reply-To"), "1")
    assert "A-2027-0001" in chosen[0].text
