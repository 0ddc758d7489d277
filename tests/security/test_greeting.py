"""Whoever is known is greeted by name, in letters about doubts too, and told by when to answer."""

from datetime import datetime

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, OFFICE, COMMANDS = "mara.lindtner@kreis-stade.example", "amsel@traeger.example", "mailflow@forum-test.example"
GROUP, MAILBOX = "ag-wohnen@forum-test.example", "integration@kreis-stade.example"


@pytest.fixture
def forum():
    return Forum(START)


def test_what_is_asked_has_a_last_day(forum):
    [asked] = forum.write(MARA, COMMANDS, "PAUSE bis 01.05.2027", proven=False)
    assert asked.text.startswith("Guten Tag Mara Lindtner,")
    assert "18. März 2027" in asked.text


def test_doubts_greet_by_name(forum):
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    address = next(one.header("Reply-To") for one in held if one.recipient == OFFICE)
    samir = "s.feldhaus@landkreis-goerlitz.example"
    told = [one for one in forum.write(samir, address, "Freigeben") if one.recipient == samir]
    told += forum.write(samir, COMMANDS, "FREIGEBEN M-2027-0001")
    assert len(told) == 2
    assert all(one.text.startswith("Guten Tag Samir Feldhaus,") for one in told)
