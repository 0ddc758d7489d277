"""AUSTRETEN ends a membership, at once or after a day, once it is confirmed."""

from datetime import datetime

import pytest
from conversation import Forum

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
COMMANDS, MARA, OFFICE = "mailflow@forum-test.example", "mara.lindtner@kreis-stade.example", "amsel@traeger.example"


@pytest.fixture
def forum():
    return Forum(START)


def resigns(forum, said):
    [asked] = forum.write(MARA, COMMANDS, said)
    assert "aus Ihrem Landkreis niemand mehr im Forum" in asked.text
    return {one.recipient: one for one in forum.write(MARA, asked.header("Reply-To"), "JA")}


def standing(forum):
    """(status, how many lists)."""
    with forum.facts() as facts:
        person = facts.people.by_address(MARA)
        return person.status, len(facts.lists.of_person(person.id))


def speakers(forum):
    with forum.facts() as facts:
        return [facts.people.get(id).name for id in facts.lists.get("wohnen").speakers]


def test_at_once(forum):
    told = resigns(forum, "AUSTRETEN")
    assert standing(forum) == ("left", 0)
    assert "AG Wohnen" in told[OFFICE].text, "she speaks for it"


def test_a_group_that_nobody_speaks_for_any_more_is_asked(forum):
    told = resigns(forum, "AUSTRETEN")
    assert "Wer übernimmt die AG Wohnen?" in told["obermoos@kreis-guetersloh.example"].header("Subject")
    forum.write("obermoos@kreis-guetersloh.example", told["obermoos@kreis-guetersloh.example"].header("Reply-To"), "Ja, gern")
    assert speakers(forum) == ["Dr. Renate Obermoos"]


def test_a_group_is_asked_on_the_day_that_was_named(forum):
    told = resigns(forum, "AUSTRETEN zum 31.12.2027")
    assert "obermoos@kreis-guetersloh.example" not in told
    left = forum.tick(datetime.fromisoformat("2028-01-01T09:00:00+01:00"))
    assert "Wer übernimmt die AG Wohnen?" in [one.header("Subject") for one in left]


def test_it_can_be_taken_back(forum):
    before = standing(forum)
    told = resigns(forum, "AUSTRETEN")
    forum.write(MARA, told[MARA].header("Reply-To"), "RÜCKGÄNGIG")
    assert standing(forum) == before
    assert speakers(forum) == ["Mara Lindtner"]


def test_after_the_day_that_was_named(forum):
    before = standing(forum)
    told = resigns(forum, "AUSTRETEN zum 31.12.2027")
    assert "nach dem Freitag, 31. Dezember 2027" in told[MARA].text
    forum.tick(datetime.fromisoformat("2027-12-31T23:00:00+01:00"))
    assert standing(forum) == before
    left = forum.tick(datetime.fromisoformat("2028-01-01T09:00:00+01:00"))
    assert standing(forum) == ("left", 0)
    assert "Danke und alles Gute" in [one.header("Subject") for one in left if one.recipient == MARA]


def test_leaving_lists_is_no_resignation(forum):
    forum.write(MARA, COMMANDS, "Ich möchte aus der AG Wohnen austreten.")
    [told] = forum.write(MARA, COMMANDS, "Wir treten aus dem Forum aus.", "Austritt")
    assert standing(forum)[0] == "member"
    assert "AUSTRETEN" in told.text


def test_the_groups_of_whoever_is_erased_are_asked_without_a_name_and_nothing_is_offered_back(forum):
    [asked] = forum.write(MARA, COMMANDS, "LÖSCHUNG")
    assert "Kopien" in asked.text, "what stays a while is told before"
    told = {one.recipient: one for one in forum.write(MARA, asked.header("Reply-To"), "JA")}
    assert "RÜCKGÄNGIG" not in told[MARA].text
    asked = told["obermoos@kreis-guetersloh.example"]
    assert "Wer übernimmt die AG Wohnen?" in asked.header("Subject")
    assert "Mara" not in asked.text
    forum.write("obermoos@kreis-guetersloh.example", asked.header("Reply-To"), "Ja")
    assert speakers(forum) == ["Dr. Renate Obermoos"]
