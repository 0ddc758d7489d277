"""Deputies, shared mailboxes, letters sent for somebody else, and orders that need two people."""

from dataclasses import replace
from datetime import datetime

import pytest
from conversation import Forum
from sqlalchemy import select

from mailflow.decide.seats import seat as seats
from mailflow.model.records import Delegation, Membership, Person, PersonAddress
from mailflow.settings import Settings
from mailflow.store.tables import mail, outbox

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
OFFICE, COLLEAGUE, MARA = "amsel@traeger.example", "rehwinkel@traeger.example", "mara.lindtner@kreis-stade.example"
SAMIR, DEPUTY = "s.feldhaus@landkreis-goerlitz.example", "vertretung@kreis-stade.example"
COMMANDS, GROUP = "mailflow@forum-test.example", "ag-wohnen@forum-test.example"
NELE = "spaeth@kreis-stade.example"
FOR_MARA = f"Sender: {DEPUTY}\n"


@pytest.fixture
def forum():
    return Forum(START)


def reply(letters, to):
    return next(one for one in letters if one.recipient == to and "antwort+" in one.header("Reply-To")).header("Reply-To")


def named(forum):
    """Mara names her deputy until the end of the month."""
    asked = forum.write(MARA, COMMANDS, f"VERTRETUNG {DEPUTY} bis 31.03.2027")
    return forum.write(MARA, reply(asked, MARA), "Ja")


def delivery(forum, address):
    with forum.facts() as facts:
        return facts.people.by_address(address).delivery


def test_a_deputy_is_named_by_a_confirmed_order_and_told(forum):
    asked = forum.write(MARA, COMMANDS, f"VERTRETUNG {DEPUTY} bis 31.03.2027")
    assert [one.recipient for one in asked] == [MARA]
    done = forum.write(MARA, reply(asked, MARA), "Ja")
    assert {one.recipient for one in done} == {MARA, DEPUTY}


def test_nobody_becomes_a_deputy_for_days_that_are_over(forum):
    [told] = forum.write(MARA, COMMANDS, f"VERTRETUNG {DEPUTY} bis 15.03.2027")
    assert "antwort+" not in told.header("Reply-To"), "there is nothing to confirm"
    with forum.facts() as facts:
        assert not facts.records.all(Delegation)


def test_the_address_of_somebody_else_is_nobody_s_new_address(forum):
    left = forum.write(MARA, COMMANDS, f"ADRESSE ÄNDERN {SAMIR}")
    assert [(one.recipient, "antwort+" in one.header("Reply-To")) for one in left] == [(MARA, False)]
    asked = forum.write(MARA, COMMANDS, "ADRESSE ÄNDERN m.lindtner@kreis-stade.example")
    assert [one.recipient for one in asked] == [MARA], "asked at the address we know before the new one hears of it"


@pytest.fixture
def two(forum):
    """A forum in which Mara, the main person, shares her seat with Nele."""
    nele = Person(id="P-0101", name="Nele Späth", address=NELE, status="member", seat="Landkreis Stade", joined=START)
    with forum.app.store.writing(START, cause="x") as tx:
        tx.save(nele)
        tx.save(PersonAddress(id=NELE, person=nele.id))
    return forum


def test_a_seat_is_settled_by_its_main_person_and_confirmed_and_by_no_other_member_of_it(two):
    settle = "SITZ\nHauptansprechperson: Nele Späth"
    assert not any("antwort+" in one.header("Reply-To") for one in two.write(NELE, COMMANDS, settle))
    with two.facts() as facts:
        assert seats.named("Landkreis Stade", facts).main != "P-0101"
    asked = two.write(MARA, COMMANDS, settle)
    with two.facts() as facts:
        assert seats.named("Landkreis Stade", facts).main != "P-0101", "not before Mara has confirmed it"
    two.write(MARA, reply(asked, MARA), "Ja")
    with two.facts() as facts:
        assert seats.named("Landkreis Stade", facts).main == "P-0101"


@pytest.mark.proves("D7")
def test_a_letter_sent_for_somebody_proves_nothing_until_they_named_the_sender(forum):
    [asked] = forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", headers=FOR_MARA)
    assert asked.recipient == MARA
    assert delivery(forum, MARA) == "single"
    assert len(forum.write(MARA, GROUP, "Guten Tag", headers=FOR_MARA)) == 1
    named(forum)
    forum.write(MARA, COMMANDS, "ZUSTELLUNG wöchentlich", "noch einmal", headers=FOR_MARA)
    assert delivery(forum, MARA) == "weekly"


@pytest.mark.proves("D7")
def test_the_deputy_gets_the_receipt_and_whom_they_represent_hears_of_it_and_can_take_it_back(forum):
    named(forum)
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    told = {one.recipient: one for one in forum.write(DEPUTY, reply(held, MARA), "freigeben")}
    assert "Erledigt" in told[DEPUTY].header("Subject")
    assert "hat für Sie geantwortet" in told[MARA].header("Subject")
    assert "freigeben" in told[MARA].text
    forum.write(MARA, COMMANDS, "RÜCKGÄNGIG")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


def test_a_deputy_takes_back_what_they_did_by_their_receipt(forum):
    named(forum)
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    told = {one.recipient: one for one in forum.write(DEPUTY, reply(held, MARA), "freigeben")}
    forum.write(DEPUTY, told[DEPUTY].header("Reply-To"), "RÜCKGÄNGIG")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


def test_an_unproven_deputy_answers_nothing(forum):
    named(forum)
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?")
    forum.write(DEPUTY, reply(held, MARA), "freigeben", proven=False)
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


def on_list(forum, address):
    with forum.facts() as facts:
        person = facts.people.by_address(address)
        return any(m.person == person.id for m in facts.records.all(Membership, group="sprache"))


def leaves_by_order(forum):
    """The office takes Samir off a list and confirms it."""
    asked = forum.write(OFFICE, COMMANDS, f"VERLASSEN AG Sprache {MARA}")
    return forum.write(OFFICE, reply(asked, OFFICE), "Ja")


def test_changing_somebody_else_s_lists_needs_a_second_person(forum):
    assert on_list(forum, MARA)
    asked = leaves_by_order(forum)
    assert on_list(forum, MARA)
    assert all(f"VERLASSEN AG Sprache {MARA}" in one.header("Subject") for one in asked)
    address = reply(asked, COLLEAGUE)
    forum.write(OFFICE, address, "Ja")
    assert on_list(forum, MARA)
    forum.write(COLLEAGUE, address, "Ja")
    assert not on_list(forum, MARA)


GOVERNING = [
    "GAST AUFNEHMEN Rita Referentin referat@landkreistag.example für AG Wohnen bis 31.12.2027, Kontakt: Mara Lindtner",
    "SPRECHER:IN BENENNEN AG Wohnen obermoos@kreis-guetersloh.example",
    "AG SCHLIESSEN AG Wohnen",
]


@pytest.mark.proves("D5")
@pytest.mark.parametrize("order", GOVERNING)
def test_who_belongs_and_who_speaks_is_changed_by_two_of_the_office(forum, order):
    asked = forum.write(OFFICE, COMMANDS, order)
    told = {one.recipient: one for one in forum.write(OFFICE, reply(asked, OFFICE), "Ja")}
    assert set(told) == {OFFICE, COLLEAGUE}, "nobody else hears of it before"
    assert order.split()[-1] in told[COLLEAGUE].text
    done = forum.write(COLLEAGUE, told[COLLEAGUE].header("Reply-To"), "Ja")
    assert any(one.recipient == OFFICE and "Erledigt" in one.header("Subject") for one in done)


@pytest.mark.proves("D5")
def test_a_second_person_reads_the_whole_order(forum):
    asked = forum.write(OFFICE, COMMANDS, "SITZ\nLandkreis: Stade\nFunktionspostfach: integration@kreis-stade.example")
    told = {one.recipient: one for one in forum.write(OFFICE, reply(asked, OFFICE), "Ja")}
    assert "integration@kreis-stade.example" in told[COLLEAGUE].text
    assert "Stade" in told[COLLEAGUE].text


def test_the_second_person_may_refuse(forum):
    address = reply(leaves_by_order(forum), COLLEAGUE)
    told = forum.write(COLLEAGUE, address, "Nein")
    assert {one.recipient for one in told} == {OFFICE, COLLEAGUE}
    forum.write(COLLEAGUE, address, "Ja")
    assert on_list(forum, MARA)


RENATE = "obermoos@kreis-guetersloh.example"


@pytest.mark.parametrize("order", [f"VERLASSEN AG Wohnen {RENATE}", f"BEITRETEN AG Sprache {RENATE}"])
def test_a_member_cannot_order_anything_about_another_member_s_lists(forum, order):
    left = forum.write(MARA, COMMANDS, order)
    assert [(one.recipient, "antwort+" in one.header("Reply-To")) for one in left] == [(MARA, False)]


def test_a_confirmation_is_asked_at_the_main_address_whatever_other_address_is_in_from(forum):
    other = "m.l@kreis-stade.example"
    with forum.facts() as facts:
        mara = facts.people.by_address(MARA)
    with forum.app.store.writing(START, cause="x") as tx:
        tx.save(PersonAddress(id=other, person=mara.id))
    assert [one.recipient for one in forum.write(other, COMMANDS, "ZUSTELLUNG wöchentlich", proven=False)] == [MARA]


def changed(forum, address, **what):
    with forum.facts() as facts:
        person = facts.people.by_address(address)
    with forum.app.store.writing(START, cause="x") as tx:
        tx.save(replace(person, **what))


def test_whoever_lost_the_office_meanwhile_carries_out_nothing_that_a_colleague_agrees_to(forum):
    address = reply(leaves_by_order(forum), COLLEAGUE)
    changed(forum, OFFICE, status="member")
    forum.write(COLLEAGUE, address, "Ja")
    assert on_list(forum, MARA)


def test_whoever_lost_the_office_meanwhile_confirms_nothing(forum):
    asked = forum.write(OFFICE, COMMANDS, "AG SCHLIESSEN AG Wohnen")
    changed(forum, OFFICE, status="member")
    forum.write(OFFICE, reply(asked, OFFICE), "Ja")
    with forum.facts() as facts:
        assert facts.lists.get("wohnen").state == "active"


@pytest.mark.parametrize("alone", ["one member of staff", "two, but the settings ask for one"])
def test_one_member_of_staff_can_work(alone):
    one = alone.startswith("one")
    staff = {"staff": [{"name": "Karla Amsel", "address": OFFICE}]} if one else {}
    forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, office=staff, security={"second_person": one}))
    leaves_by_order(forum)
    assert not on_list(forum, MARA)


def test_an_answer_carries_no_mass_mail(forum):
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?")
    left = forum.write(OFFICE, reply(held, OFFICE), "EINLADEN\nTitel: x\nAn: alle\nBeginn: 01.06.2027 10:00\nEnde: 12:00\nOrt: Stade")
    assert {one.recipient for one in left} == {OFFICE}


def states(forum, recipient):
    with forum.app.store.reading() as connection:
        rows = select(outbox.c.state).join(mail, mail.c.id == outbox.c.mail).where(outbox.c.recipient == recipient, mail.c.kind == "post")
        return set(connection.scalars(rows))


@pytest.mark.proves("F6")
@pytest.mark.parametrize("order", ["VERLASSEN AG Wohnen", "AUSTRETEN"])
def test_whoever_leaves_gets_no_copy_that_still_waits_unless_they_take_it_back(forum, order):
    forum.write(RENATE, GROUP, "Wer kommt?", "Treffen")
    assert states(forum, MARA) == {"queued"}
    left = forum.write(MARA, COMMANDS, order)
    if "Rückgängig bis" not in left[0].text:
        left = forum.write(MARA, reply(left, MARA), "Ja")
    assert states(forum, MARA) == {"cancelled"}
    assert states(forum, RENATE) == {"queued"}
    forum.write(MARA, next(one for one in left if one.recipient == MARA).header("Reply-To"), "RÜCKGÄNGIG")
    assert states(forum, MARA) == {"queued"}


def test_the_address_to_leave_by_in_somebody_else_s_copy_takes_nobody_off_unproven(forum):
    copies = {one.recipient: one for one in forum.write(MARA, GROUP, "Wer kommt?", "Treffen")}
    stop = f"austreten+{forum.signed(copies[RENATE].id)}@forum-test.example"
    [asked] = forum.write(MARA, stop, "Bitte austragen", proven=False)
    assert (asked.recipient, "antwort+" in asked.header("Reply-To")) == (MARA, True)
    with forum.facts() as facts:
        for address in (MARA, RENATE):
            assert facts.lists.membership("wohnen", facts.people.by_address(address).id)
