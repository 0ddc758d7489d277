"""What becomes of a mentor and a newcomer when one of them is silent, says more than yes, or goes."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conversation import Forum
from whole_way import WholeWay

MONDAY = datetime.fromisoformat("2027-03-15T10:00:00+01:00")
WAYS = Path(__file__).parents[2] / "ways"
NEWCOMER, CASE = "t.harms@kreis-hoexter.example", "F-2027-0001"
COMMANDS, OFFICE, MARA = "mailflow@forum-test.example", "amsel@traeger.example", "mara.lindtner@kreis-stade.example"


class Tandem:
    """A newcomer whom somebody is asked to accompany."""

    def __init__(self) -> None:
        way = WholeWay(Forum(MONDAY), (WAYS / "02-prose.eml").read_bytes())
        way.completed()
        way.admitted()
        self.forum = way.forum
        self.asked = next(one for one in way.left if one.header("Subject").startswith("Begleiten Sie"))
        self.mentor = self.asked.recipient

    def says(self, text):
        """What leaves after the mentor's answer, by recipient."""
        self.forum.clock.advance(timedelta(minutes=1))
        return by_recipient(self.forum.write(self.mentor, self.asked.header("Reply-To"), text, "AW: Begleiten Sie"))

    def after(self, days):
        return by_recipient(self.forum.tick(self.forum.clock.moment + timedelta(days=days)))


def by_recipient(left):
    told: dict[str, list] = {}
    for one in left:
        told.setdefault(one.recipient, []).append(one)
    return told


def leaves(forum, address):
    """Somebody of the same district follows at once."""
    follower = f"nachfolge@{address.partition('@')[2]}"
    asked = forum.write(address, COMMANDS, f"NACHFOLGE Nora Neu {follower}")
    [question] = [one for one in forum.write(address, asked[0].header("Reply-To"), "JA") if one.recipient == follower]
    forum.clock.advance(timedelta(minutes=15))
    return by_recipient(forum.write(follower, question.header("Reply-To"), "Ja"))


def subjects(told, address):
    return [one.header("Subject") for one in told.get(address, [])]


@pytest.fixture
def tandem():
    return Tandem()


def test_what_a_mentor_writes_beside_the_day_reaches_the_newcomer(tandem):
    told = tandem.says("Sehr gern. Aber erst ab dem 7. April, bitte rufen Sie mich dann vormittags unter 05241 85-1111 an.")
    assert "ab Mittwoch, 7. April 2027" in subjects(told, tandem.mentor)[0]
    assert "vormittags unter 05241 85-1111" in told[NEWCOMER][0].text


def test_a_silent_mentor_is_asked_once_more_and_then_the_next_one_is(tandem):
    assert subjects(tandem.after(days=7), tandem.mentor)[-1].startswith("Erinnerung: Begleiten Sie Tjark Harms")
    told = tandem.after(days=8)
    asked = [to for to in told if any(s.startswith("Begleiten Sie Tjark Harms") for s in subjects(told, to))]
    assert len(asked) == 1
    assert asked != [tandem.mentor]


def test_a_mentor_who_backs_out_later_is_heard_by_the_office_who_names_another(tandem):
    tandem.says("Ja, gern")
    assert OFFICE in tandem.says("Ich muss leider doch absagen.")
    asked = tandem.forum.write(OFFICE, COMMANDS, f"MENTOR:IN ZUORDNEN {CASE}: Mara Lindtner")
    named = tandem.forum.write(OFFICE, asked[0].header("Reply-To"), "JA")
    [question] = [one for one in named if one.recipient == MARA]
    told = by_recipient(tandem.forum.write(MARA, question.header("Reply-To"), "Ja"))
    assert subjects(told, NEWCOMER) == ["Mara Lindtner begleitet Sie im Forum"]
    assert subjects(told, tandem.mentor) == ["Ihre Begleitung ist beendet: Tjark Harms"]


@pytest.mark.parametrize("answered", ["", "Ja, gern"])
def test_a_newcomer_who_leaves_is_accompanied_no_more(tandem, answered):
    if answered:
        tandem.says(answered)
    told = leaves(tandem.forum, NEWCOMER)
    [said] = told[tandem.mentor]
    assert said.header("Subject") == (
        "Ihre Begleitung ist beendet: Tjark Harms" if answered else "Unsere Frage hat sich erledigt: Tjark Harms"
    )
    assert not any("Wie geht es" in s for days in (14, 42, 84) for s in subjects(tandem.after(days=days), NEWCOMER))


def test_a_mentor_who_leaves_is_followed_by_the_next(tandem):
    tandem.says("Ja, gern")
    told = leaves(tandem.forum, tandem.mentor)
    assert any("kann Sie nicht weiter begleiten" in s for s in subjects(told, NEWCOMER))
    assert any(s.startswith("Begleiten Sie Tjark Harms") for to in told if to != tandem.mentor for s in subjects(told, to))


def test_a_yes_by_its_number_in_the_weekly_digest_introduces_both(tandem):
    told = by_recipient(tandem.forum.tick((MONDAY + timedelta(days=4)).replace(hour=9, minute=5)))
    [digest] = [one for one in told[tandem.mentor] if one.header("Subject").startswith("Wochenüberblick")]
    left = by_recipient(tandem.forum.write(tandem.mentor, digest.header("Reply-To"), "1 ja gern"))
    assert any("begleitet Sie" in one.header("Subject") for letters in left.values() for one in letters)
    mine = [one for one in left[tandem.mentor] if "RÜCKGÄNGIG" in one.text]
    assert len(mine) == 1, "one letter says how to take it back"
