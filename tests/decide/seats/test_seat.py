"""One seat for a Landkreis: who fills it, who may vote for it."""

from dataclasses import replace
from datetime import datetime

import pytest
from conversation import Forum

from mailflow.decide.ahead import facts_after
from mailflow.decide.seats import seat as seats
from mailflow.model.effects import Save
from mailflow.model.records import Person, PersonAddress, Seat

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
STADE, BOX = "Landkreis Stade", "integration@kreis-stade.example"
NELE = Person(id="P-0101", name="Nele Späth", address="spaeth@kreis-stade.example", seat=STADE, joined=START)
OLE = Person(id="P-0102", name="Ole Gast", address="gast@kreis-stade.example", seat=STADE, status="guest", joined=START)


@pytest.fixture
def facts():
    """Mara Lindtner has been there from the beginning; Stade has a second member now, and a guest."""
    with Forum(START).facts() as facts:
        yield facts_after(facts, [Save(NELE), Save(OLE)])


def name_of(id, facts):
    person = facts.people.get(id)
    return person.name if person else ""


def test_without_a_word_the_one_who_came_first_is_the_main_person(facts):
    seat = seats.named(STADE, facts)
    assert (name_of(seat.main, facts), seat.deputy, seat.mailbox) == ("Mara Lindtner", "", "")


def test_each_member_of_a_seat_may_vote_for_it_and_nobody_else(facts):
    facts = facts_after(facts, [Save(Seat(id=STADE, main=NELE.id))])
    seat = seats.seat_of(NELE, facts)
    assert [p.name for p in seats.voters(seat, facts)] == ["Nele Späth", "Mara Lindtner"]
    assert all(seats.seat_of(other, facts) is None for other in (OLE, *facts.people.staff()))


def test_a_deputy_stands_in_where_the_main_person_has_left(facts):
    facts = facts_after(facts, [Save(Seat(id=STADE, main="P-0999", deputy=NELE.id))])
    assert name_of(seats.named(STADE, facts).main, facts) == "Nele Späth"


def test_a_role_given_to_somebody_of_another_seat_counts_for_nothing(facts):
    elsewhere = facts.people.by_address("obermoos@kreis-guetersloh.example")
    facts = facts_after(facts, [Save(Seat(id=STADE, main=elsewhere.id, deputy=elsewhere.id))])
    seat = seats.named(STADE, facts)
    assert (name_of(seat.main, facts), seat.deputy) == ("Mara Lindtner", "")


def test_the_deputy_and_the_function_mailbox_answer_for_the_main_person(facts):
    mara = facts.people.by_address("mara.lindtner@kreis-stade.example")
    settled = [Save(PersonAddress(id=NELE.address, person=NELE.id)), Save(Seat(id=STADE, main=mara.id, deputy=NELE.id, mailbox=BOX))]
    facts = facts_after(facts, settled)
    for address in (BOX, NELE.address):
        assert facts.people.represented_by(address, START.date()) == [mara]
        assert facts.people.may_write_for(address, mara, START.date())
    assert facts.people.represented_by("fremd@kreis-stade.example", START.date()) == []


def test_who_has_gone_to_another_seat_answers_for_the_old_one_no_more(facts):
    mara = facts.people.by_address("mara.lindtner@kreis-stade.example")
    gone = replace(NELE, seat="Landkreis Uelzen")
    settled = [Save(gone), Save(PersonAddress(id=gone.address, person=gone.id)), Save(Seat(id=STADE, main=mara.id, deputy=gone.id))]
    assert facts_after(facts, settled).people.represented_by(gone.address, START.date()) == []


def test_what_the_mailbox_answers_is_told_to_the_main_person():
    forum, mara = Forum(datetime.fromisoformat("2027-01-15T08:00:00+01:00")), "mara.lindtner@kreis-stade.example"
    (confirm,) = forum.write(mara, "mailflow@forum-test.example", f"SITZ\nFunktionspostfach: {BOX}")
    asked = forum.write(mara, confirm.header("Reply-To"), "Ja")[0]
    forum.write(BOX, asked.header("Reply-To"), "Ja")
    yearly = next(one for one in forum.tick(datetime.fromisoformat("2027-01-15T09:30:00+01:00")) if one.recipient == BOX)
    left = forum.write(BOX, yearly.header("Reply-To"), "Stimmt so.")
    assert {one.recipient for one in left} == {BOX, mara}
    assert BOX in next(one.text for one in left if one.recipient == mara)
