"""A working group that a member would like to found, said to the program or to the office in own words (R48)."""

from datetime import datetime

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA = "mara.lindtner@kreis-stade.example"


@pytest.mark.parametrize("to", ["mailflow@forum-test.example", "buero@forum-test.example"])
def test_it_is_asked_about_and_then_proposed(to):
    forum = Forum(START)
    [asked] = forum.write(MARA, to, "Wir würden gern eine AG Mobilität gründen, dabei sind Stade, Gütersloh und Görlitz.")
    assert asked.header("Subject").startswith("Bitte bestätigen")
    assert "AG Mobilität" in asked.text
    forum.write(MARA, asked.header("Reply-To"), "JA")
    with forum.facts() as facts:
        assert facts.lists.get("mobilitaet").state == "proposed"


def test_a_stranger_s_wish_is_read_by_people():
    forum = Forum(START)
    forum.write("fremd@verein.example", "buero@forum-test.example", "Wir würden gern eine AG Mobilität gründen.")
    with forum.facts() as facts:
        assert facts.lists.get("mobilitaet") is None
