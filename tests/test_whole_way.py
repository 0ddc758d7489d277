"""Ten kinds of letters in which a district applies (`ways/`), each played the whole way: the mentored member's first weekly letter,
the letters after 2, 6 and 12 weeks, and the summary at the end of the year."""

from datetime import datetime
from pathlib import Path

import pytest
from conversation import Forum
from whole_way import WholeWay

MONDAY = datetime.fromisoformat("2027-03-15T10:00:00+01:00")
EVERYBODY, AUTHOR = "forum@forum-test.example", "integration@kreis-dithmarschen.example"
WHO = {
    "01-a-form": ("Jule Brandt", "Landkreis Uelzen", "jule.brandt@landkreis-uelzen.example"),
    "02-prose": ("Tjark Harms", "Kreis Höxter", "t.harms@kreis-hoexter.example"),
    "03-a-table-from-outlook": ("Maren Opitz", "Landkreis Celle", "maren.opitz@landkreis-celle.example"),
    "04-answers-below-questions": ("Eva Sommer", "Kreis Unna", "e.sommer@kreis-unna.example"),
    "05-a-list": ("Hanna Wulf", "Landkreis Vechta", "h.wulf@landkreis-vechta.example"),
    "06-hardly-anything": ("Kim Lenz", "Landkreis Stendal", "k.lenz@landkreis-stendal.example"),
    "07-a-form-in-word": ("Onno Janssen", "Landkreis Leer", "onno.janssen@landkreis-leer.example"),
    "08-from-a-shared-mailbox": ("Selma Arndt", "Landkreis Nienburg (Weser)", "selma.arndt@landkreis-nienburg.example"),
    "09-for-a-colleague": ("Carsten Wehl", "Landkreis Harburg", "c.wehl@landkreis-harburg.example"),
    "10-forwarded-to-us": ("Susanne Pohl", "Landkreis Goslar", "susanne.pohl@landkreis-goslar.example"),
}


@pytest.mark.parametrize("letter", WHO)
def test_from_the_letter_to_the_end_of_the_year(letter):
    name, seat, address = WHO[letter]
    way = WholeWay(Forum(MONDAY), (Path(__file__).parent / "ways" / f"{letter}.eml").read_bytes())
    way.completed()
    way.admitted()
    assert address in [one.recipient for one in way.left if one.header("Subject").startswith("Willkommen")]
    way.accompanied()
    introduced = {one.recipient: one.text for one in way.left}
    assert len(introduced) == 2
    assert name in next(text for to, text in introduced.items() if to != address)
    assert address in introduced
    digests = {one.recipient: one.text for one in way.first_digest(EVERYBODY, AUTHOR)}
    assert "Fahrgemeinschaft" in digests[address]
    assert f"{name}, {seat}" in digests[AUTHOR]
    with way.forum.facts() as facts:
        person = facts.people.by_address(address)
        assert (person.name, person.seat, person.status) == (name, seat, "member")
    assert way.first_weeks(address) == [f"Wie geht es Ihnen im Forum? {weeks} Wochen" for weeks in (2, 6, 12)]
    assert any(name in one.text for one in way.year_end() if one.header("Subject") == "Begleitung neuer Mitglieder 2027")
