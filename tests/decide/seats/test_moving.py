"""A member who writes from an address nobody knows does not apply anew: the known address, or the office, says whether it is theirs."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum, letter

OLD, NEW, OFFICE = "mara.lindtner@kreis-stade.example", "m.lindtner@landkreis-stade.example", "amsel@traeger.example"
START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
SECOND = "rehwinkel@traeger.example"
APPLICATIONS = "anmeldung@forum-test.example"
FORM = "Landkreis: Landkreis Stade\nAnsprechperson: {name}\nFunktion: Koordination\nWarum: Austausch.\nThemen: Wohnen\nEinwilligung: ja"


@pytest.fixture
def forum():
    return Forum(START)


def applied(forum, name="Mara Lindtner"):
    return forum.write(NEW, APPLICATIONS, FORM.format(name=name), "Anmeldung")


def address_of(forum):
    with forum.facts() as facts:
        return facts.people.get("P-0003").address


def asked(left, person):
    return next(one for one in left if one.recipient == person and one.header("Reply-To").startswith("antwort+"))


def test_no_application_comes_of_it_and_the_writer_learns_nothing(forum):
    left = applied(forum)
    with forum.facts() as facts:
        assert not [a for a in facts.matters.applications() if a.sender == NEW]
    [told] = [one for one in left if one.recipient == NEW]
    assert "antwort+" not in told.header("Reply-To")
    assert OLD not in told.text
    assert "Mara" not in told.text


@pytest.mark.parametrize("people", [[OLD], [OFFICE, SECOND]], ids=["the known address", "two of the office"])
def test_a_yes_moves_the_member_and_all_sides_hear_it(forum, people):
    told = applied(forum)
    for person in people:
        assert address_of(forum) == OLD
        told = forum.write(person, asked(told, person).header("Reply-To"), "JA")
    assert address_of(forum) == NEW
    assert {OLD, NEW, OFFICE} <= {one.recipient for one in told}
    with forum.facts() as facts:
        assert facts.people.by_address(OLD) == facts.people.by_address(NEW)


def test_one_of_the_office_alone_moves_nobody(forum):
    left = applied(forum)
    for minute in range(2):
        forum.clock.advance(timedelta(minutes=minute))
        told = forum.write(OFFICE, asked(left, OFFICE).header("Reply-To"), "JA")
        assert address_of(forum) == OLD
        assert "Karla Amsel sagt: Es ist die neue Adresse" in asked(told, SECOND).text


def test_a_no_leaves_all_as_it_is_and_tells_the_office(forum):
    told = forum.write(OLD, asked(applied(forum), OLD).header("Reply-To"), "NEIN")
    assert address_of(forum) == OLD
    assert OFFICE in {one.recipient for one in told}
    assert NEW not in {one.recipient for one in told}


def test_the_writer_cannot_answer_for_the_known_address(forum):
    left = applied(forum)
    forum.write(NEW, asked(left, OLD).header("Reply-To"), "JA")
    assert address_of(forum) == OLD


@pytest.mark.proves("F4")
def test_the_known_address_is_asked_once_however_often_somebody_writes(forum):
    assert [one for one in applied(forum) if one.recipient == OLD]
    assert not [one for one in forum.write(NEW, APPLICATIONS, FORM.format(name="Mara Lindtner"), "Noch einmal") if one.recipient == OLD]


def test_another_person_of_the_district_still_applies(forum):
    applied(forum, "Nele Späth")
    with forum.facts() as facts:
        assert [a for a in facts.matters.applications() if a.sender == NEW]


COMMANDS, GROUP = "mailflow@forum-test.example", "ag-wohnen@forum-test.example"


def written(forum, to, text, name="Mara Lindtner", address=NEW):
    raw = letter(address, to, text, "Nachricht", START).replace(f"From: {address}".encode(), f"From: {name} <{address}>".encode())
    return forum.receive(raw, address, [to])


@pytest.mark.parametrize("to", [COMMANDS, "buero@forum-test.example"])
def test_a_member_who_says_by_letter_from_elsewhere_that_their_address_is_new_is_asked_where_they_are_known(forum, to):
    left = written(forum, to, f"Guten Tag, unser Kreis heißt jetzt anders, meine neue Adresse ist {NEW}.")
    [told] = [one for one in left if one.recipient == NEW]
    assert told.header("Subject") == "Ihre Nachricht ist angekommen"
    forum.write(OLD, asked(left, OLD).header("Reply-To"), "JA")
    assert address_of(forum) == NEW


def _after_greeting(one):
    """Each is greeted by the name they gave themselves."""
    return one.text.partition(",")[2]


@pytest.mark.proves("F5")
def test_a_stranger_with_another_name_hears_the_same(forum):
    said = f"Guten Tag, meine neue Adresse ist {NEW}."
    known = [one for one in written(forum, COMMANDS, said) if one.recipient == NEW]
    unknown = [one for one in written(forum, COMMANDS, said, "Udo Fremd", "x@y.example") if one.recipient == "x@y.example"]
    assert [_after_greeting(one) for one in known] == [_after_greeting(one) for one in unknown]


def test_a_post_in_a_member_s_name_from_elsewhere_waits_and_the_member_is_asked_whether_they_moved(forum):
    left = written(forum, GROUP, "Liebe alle, ich schreibe von zu Hause.")
    assert "Sind Sie das?" in asked([one for one in left if "Sind Sie das?" in one.header("Subject")], OLD).header("Subject")
    [told] = [one for one in left if one.recipient == NEW]
    assert "Mara" not in told.text.replace("Guten Tag Mara Lindtner", "")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
    assert not [one for one in written(forum, GROUP, "Liebe alle, noch etwas.") if "Sind Sie das?" in one.header("Subject")]


def test_half_a_name_is_nobody_s(forum):
    assert not [one for one in written(forum, GROUP, "Guten Tag.", "Mara") if "Sind Sie das?" in one.header("Subject")]
