"""Meetings with places: who is late waits, moves up when somebody cancels, and hears of both."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
FRIDAY = datetime.fromisoformat("2027-03-19T09:00:00+01:00")
MARA, RENATE, SAMIR = "mara.lindtner@kreis-stade.example", "obermoos@kreis-guetersloh.example", "s.feldhaus@landkreis-goerlitz.example"
BIRTE, GUEST, COMMANDS = "integration@kreis-dithmarschen.example", "quast@hochschule-demo.example", "mailflow@forum-test.example"
VISIT = "AKTIVITÄT\nTitel: Hospitation\nBeginn: 11.5.2027 9:30\nOrt: Görlitz\nPlätze: höchstens 2"


class Visit:
    """Samir's visit with two places: what the invited write, and how they stand."""

    def __init__(self):
        self.forum = Forum(START)
        [confirm] = self.forum.write(SAMIR, COMMANDS, VISIT)
        self.letters = {left.recipient: left for left in self.forum.write(SAMIR, confirm.header("Reply-To"), "Ja")}
        self.forum.clock.advance(timedelta(minutes=15))

    def says(self, person, text):
        self.forum.clock.advance(timedelta(minutes=1))
        return self.forum.write(person, self.letters[person].header("Reply-To"), text)

    def answer(self, person):
        with self.forum.facts() as facts:
            return facts.matters.invitation("T-2027-0001", person).partstat


@pytest.fixture
def visit():
    return Visit()


def test_who_invites_needs_no_place(visit):
    with visit.forum.facts() as facts:
        assert SAMIR not in {i.address for i in facts.matters.invitations("T-2027-0001")}


def test_who_waits_longest_moves_up_and_who_waited_before_does_not_lose_their_turn(visit):
    for person in (MARA, RENATE, BIRTE):
        visit.says(person, "Bin dabei")
    ilias, *_ = [p for p in visit.letters if p not in (MARA, RENATE, BIRTE, SAMIR)]
    visit.says(ilias, "Bin dabei")
    visit.says(BIRTE, "Ich komme sehr gern")
    told = visit.says(MARA, "Leider verhindert")
    assert [one.recipient for one in told if one.header("Subject").startswith("Ein Platz ist frei")] == [BIRTE]
    assert (visit.answer(BIRTE), visit.answer(ilias)) == ("ACCEPTED", "WAITING")


def test_who_brings_more_than_there_are_places_waits_and_who_has_one_keeps_it(visit):
    visit.says(MARA, "Bin dabei")
    assert "Sie stehen auf der Warteliste" in visit.says(RENATE, "Wir kommen zu zweit")[0].text
    visit.says(BIRTE, "Bin dabei")
    visit.says(MARA, "Wir kommen zu zweit")
    assert visit.answer(MARA) == "ACCEPTED"
    with visit.forum.facts() as facts:
        assert facts.matters.invitation("T-2027-0001", MARA).guests == 0


def test_the_weekly_letter_takes_answers_and_says_who_waits(visit):
    digest = next(left for left in visit.forum.tick(FRIDAY) if left.recipient == BIRTE and "Wochenüberblick" in left.header("Subject"))
    for person in (MARA, RENATE):
        visit.says(person, "Bin dabei")
    [receipt] = visit.forum.write(BIRTE, digest.header("Reply-To"), "1 Zusage")
    assert "Alle Plätze sind vergeben, Sie stehen auf der Warteliste." in receipt.text


def test_a_guest_does_not_invite_all_members():
    [answer] = Forum(START).write(GUEST, COMMANDS, VISIT)
    assert "Alle Mitglieder laden nur Mitglieder ein" in answer.text
