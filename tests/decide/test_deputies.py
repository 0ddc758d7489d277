"""Somebody stands in for a member from the day they named until the other one, and not before."""

from datetime import datetime, timedelta

import pytest
from conversation import Forum

from mailflow.model.records import Delegation

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
COMMANDS = "mailflow@forum-test.example"
MARA, EVA = "mara.lindtner@kreis-stade.example", "eva@kreis-stade.example"
OFFICE, COLLEAGUE = "amsel@traeger.example", "rehwinkel@traeger.example"


@pytest.fixture
def forum():
    """Mara has named Eva for the first days of April."""
    forum = Forum(START)
    (asked,) = forum.write(MARA, COMMANDS, f"VERTRETUNG {EVA} vom 1. bis 9. April")
    told = {one.recipient: one.text for one in forum.write(MARA, asked.header("Reply-To"), "JA")}
    assert all("von Donnerstag, 1. April 2027 bis einschließlich Freitag, 9. April 2027" in told[to] for to in (MARA, EVA))
    return forum


@pytest.mark.proves("D7")
@pytest.mark.parametrize(
    ("at", "answers"),
    [
        ("2027-03-31T23:59:59", "Ihre Vertretung für Mara Lindtner hat noch nicht begonnen"),
        ("2027-04-01T00:00:00", "Erledigt: Nachricht (M-2027-0001)"),
        ("2027-04-09T23:59:59", "Erledigt: Nachricht (M-2027-0001)"),
        ("2027-04-10T00:00:00", "Ihre Vertretung für Mara Lindtner ist vorbei"),
    ],
)
def test_a_deputy_answers_from_the_first_second_of_their_days_to_the_last(forum, at, answers):
    forum.clock.moment = datetime.fromisoformat(f"{at}+02:00") - timedelta(minutes=5)
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?")
    asked = next(one for one in held if one.recipient == MARA)
    forum.clock.moment = datetime.fromisoformat(f"{at}+02:00")
    left = forum.write(EVA, asked.header("Reply-To"), "freigeben")
    told = [one.header("Subject") for one in left if one.recipient == EVA]
    assert not any("Guten Tag Mara" in one.text for one in left if one.recipient == EVA)
    assert [subject.startswith(answers) for subject in told] == [True], told
    foreign = [one for one in left if one.header("Subject").startswith("Jemand anderes hat geantwortet")]
    assert foreign == [], "whoever named them knows them"


def test_what_own_words_were_taken_for_stands_in_the_question_that_confirms_them():
    forum = Forum(START)
    (asked,) = forum.write(MARA, COMMANDS, f"Vom 1. bis 9. April vertritt mich Frau Eva Ott ({EVA}).")
    assert "lässt jemanden bis zu einem Tag für Sie antworten und schreiben" in asked.text
    assert f"Vertretung: {EVA}" in asked.text
    assert "von Donnerstag, 1. April 2027 bis einschließlich Freitag, 9. April 2027" in asked.text


@pytest.mark.proves("D7")
@pytest.mark.parametrize("today", ["2027-03-20", "2027-04-05"])
def test_a_deputy_s_time_is_ended_at_once_whether_it_has_begun_or_not(forum, today):
    forum.clock.moment = datetime.fromisoformat(f"{today}T08:00:00+02:00")
    told = forum.write(MARA, COMMANDS, f"Frau Ott ({EVA}) vertritt mich nicht mehr.")
    assert [EVA in one.text for one in told if one.recipient == MARA] == [True]
    assert [one.header("Subject") for one in told if one.recipient == EVA] == ["Ihre Vertretung für Mara Lindtner ist beendet"]
    forum.clock.moment = datetime.fromisoformat("2027-04-06T08:00:00+02:00")
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?")
    asked = next(one for one in held if one.recipient == MARA)
    [refused] = [one for one in forum.write(EVA, asked.header("Reply-To"), "freigeben") if one.recipient == EVA]
    assert not refused.header("Subject").startswith("Erledigt")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"


def test_whoever_has_no_deputy_is_told_so(forum):
    [told] = forum.write("s.feldhaus@landkreis-goerlitz.example", COMMANDS, "VERTRETUNG BEENDEN")
    assert "keine Vertretung" in told.text


@pytest.mark.parametrize("address", [MARA, COMMANDS])
def test_nobody_is_their_own_deputy_and_no_list_is_one(address):
    forum = Forum(START)
    (told,) = forum.write(MARA, COMMANDS, f"VERTRETUNG {address} bis 30.04.2027")
    assert "Wer vertritt Sie" in told.text
    assert not told.header("Reply-To").startswith("antwort+")


@pytest.mark.proves("D5", "D7")
def test_whom_the_office_lets_decide_for_it_is_agreed_to_by_a_second_person():
    forum = Forum(START)
    (asked,) = forum.write(OFFICE, COMMANDS, "Bis 9. April vertritt mich Herr Bote (bote@traeger.example).")
    second = {one.recipient: one for one in forum.write(OFFICE, asked.header("Reply-To"), "JA")}
    held = forum.write("fremd@anderswo.example", "ag-wohnen@forum-test.example", "Darf ich mitlesen?")
    address = next(one for one in held if one.recipient == OFFICE).header("Reply-To")
    forum.write("bote@traeger.example", address, "freigeben")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held", "nobody has agreed yet"
    assert "bote@traeger.example" in second[COLLEAGUE].text
    forum.write(COLLEAGUE, second[COLLEAGUE].header("Reply-To"), "JA")
    forum.write("bote@traeger.example", address, "Bitte freigeben.")
    with forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "released"


LIST = "ag-wohnen@forum-test.example"


@pytest.mark.proves("D7")
@pytest.mark.parametrize(("day", "readers"), [("2027-03-30", 0), ("2027-04-05", 3), ("2027-04-12", 0)])
def test_a_deputy_writes_to_the_lists_of_whom_they_represent_in_their_days(forum, day, readers):
    forum.clock.moment = datetime.fromisoformat(f"{day}T08:00:00+02:00")
    left = forum.write(EVA, LIST, "Wer hat eine Muster-Satzung?", "Satzung")
    copies = [one for one in left if one.header("Subject") == "Satzung"]
    assert len(copies) == readers


def test_a_deputy_writes_to_no_other_list_and_nobody_writes_under_their_address(forum):
    forum.clock.moment = datetime.fromisoformat("2027-04-05T08:00:00+02:00")
    other = forum.write(EVA, "ag-ehrenamt@forum-test.example", "Wer hat eine Muster-Satzung?", "Satzung")
    assert "Satzung" not in {one.header("Subject") for one in other}
    [asked] = forum.write(EVA, LIST, "Wer hat eine Muster-Satzung?", "Satzung", proven=False)
    assert (asked.recipient, asked.header("Subject")) == (EVA, "Ist dieser Beitrag von Ihnen? »Satzung«")


@pytest.mark.proves("D7")
def test_a_deputy_names_no_deputy_by_confirming_it_themselves(forum):
    forum.clock.moment = datetime.fromisoformat("2027-04-05T08:00:00+02:00")
    (asked,) = forum.write(MARA, COMMANDS, "VERTRETUNG otto@anderswo.example bis 30.04.2027", headers=f"Sender: {EVA}\n")
    assert asked.recipient == MARA
    (told,) = forum.write(EVA, asked.header("Reply-To"), "JA")
    assert (told.recipient, told.header("Subject")) == (EVA, "Das beantwortet nur Mara Lindtner selbst")
    with forum.facts() as facts:
        assert [d.address for d in facts.records.all(Delegation)] == [EVA]


@pytest.mark.proves("D5", "D7")
def test_whoever_stands_in_for_a_colleague_is_no_second_person_beside_themselves():
    forum = Forum(START)
    (asked,) = forum.write(COLLEAGUE, COMMANDS, f"VERTRETUNG {OFFICE} bis 09.04.2027")
    told = forum.write(COLLEAGUE, asked.header("Reply-To"), "JA")
    forum.write(OFFICE, next(one for one in told if one.recipient == OFFICE).header("Reply-To"), "JA")
    (asked,) = forum.write(OFFICE, COMMANDS, f"VERLASSEN AG Wohnen {MARA}", "Mara")
    told = forum.write(OFFICE, asked.header("Reply-To"), "JA")
    second = next(one for one in told if one.recipient == COLLEAGUE)
    (told,) = forum.write(OFFICE, second.header("Reply-To"), "JA")
    assert told.header("Subject").startswith("Das beantwortet nur")
    with forum.facts() as facts:
        assert facts.lists.membership("wohnen", facts.people.by_address(MARA).id)


def test_whose_name_another_used_is_told_who_sent_the_post(forum):
    [asked] = forum.write(MARA, LIST, "Ich suche etwas.", "Suche", headers="Sender: azubi@kreis-stade.example\n")
    assert asked.recipient == MARA
    assert "Abgeschickt hat ihn azubi@kreis-stade.example" in asked.text


def test_an_absence_told_with_who_stands_in_is_both_once_it_is_confirmed():
    forum = Forum(START)
    (asked,) = forum.write(MARA, "buero@forum-test.example", f"Ich bin vom 1. bis 9. April im Urlaub, Vertretung macht Frau Ott ({EVA}).")
    assert "Freitag, 9. April 2027" in asked.text
    told = {one.recipient: one.text for one in forum.write(MARA, asked.header("Reply-To"), "JA")}
    assert "Pause ab Donnerstag, 1. April 2027" in told[MARA]
    assert "bis einschließlich Freitag, 9. April 2027" in told[EVA]
