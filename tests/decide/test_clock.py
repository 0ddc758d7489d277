"""What time owes: one digest per person and week whatever is restarted, lists of answers, reminders, expiries."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conversation import Forum

from mailflow.decide.clock import digest_day
from mailflow.model.facts import Facts
from mailflow.model.forum import Forum as Constants
from mailflow.store.records import MemoryRecords

BERLIN = ZoneInfo("Europe/Berlin")
MARA = "mara.lindtner@kreis-stade.example"


def test_friday_nine_is_friday_nine_through_every_change_of_the_clocks():
    facts = Facts(Constants(), MemoryRecords())
    moment = datetime(2020, 1, 3, 9, 0, tzinfo=BERLIN)
    while moment.year < 2036:
        day, due = digest_day(facts, moment.astimezone(UTC))
        assert (day, due.astimezone(BERLIN).hour) == (moment.date(), 9)
        before, _ = digest_day(facts, moment.astimezone(UTC) - timedelta(minutes=1))
        assert before == moment.date() - timedelta(days=7)
        moment = datetime.combine(moment.date() + timedelta(days=7), moment.time(), BERLIN)


@pytest.fixture
def forum():
    forum = Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))
    forum.write(MARA, "ag-wohnen@forum-test.example", "Liebe alle,\n\nwer hat Erfahrung mit Belegrechten?", "Belegrechte")
    return forum


FRIDAY = datetime.fromisoformat("2027-03-19T09:00:00+01:00")


def test_not_before_nine(forum):
    assert forum.tick(FRIDAY - timedelta(seconds=1)) == []


def test_once_per_person_and_week(forum):
    first = forum.tick(FRIDAY)
    assert len({one.recipient for one in first}) == len(first) == 3
    for later in (timedelta(seconds=20), timedelta(hours=5), timedelta(hours=23)):
        assert forum.tick(FRIDAY + later) == []


def test_a_missed_friday_is_made_up_for_within_a_day_only(forum):
    assert len(forum.tick(FRIDAY + timedelta(hours=20))) == 3
    assert forum.tick(FRIDAY + timedelta(days=7, hours=30)) == []


def test_who_is_away_or_wants_none_gets_none(forum):
    forum.write(MARA, "mailflow@forum-test.example", "PAUSE bis 30.03.2027")
    forum.write("obermoos@kreis-guetersloh.example", "mailflow@forum-test.example", "ZUSTELLUNG keine")
    assert [one.recipient for one in forum.tick(FRIDAY)] == ["integration@kreis-dithmarschen.example"]


def test_the_organiser_gets_one_list_and_no_more_than_daily(forum):
    office = "amsel@traeger.example"
    text = f"EINLADEN\nTitel: Treffen\nAn: AG Wohnen, {MARA}\nBeginn: 01.06.2027 10:00\nOrt: Celle"
    [asked] = forum.write(office, "mailflow@forum-test.example", text)
    invitations = [one for one in forum.write(office, asked.header("Reply-To"), "JA") if "Einladung: Treffen" in one.header("Subject")]
    assert len(invitations) == 3
    for one in invitations[:2]:
        forum.write(one.recipient, one.header("Reply-To"), "ZUSAGE", proven=False)
    [listed] = forum.tick()
    assert listed.recipient == office
    assert "Zusagen (2)" in listed.text
    forum.clock.advance(timedelta(minutes=1))
    forum.write(invitations[2].recipient, invitations[2].header("Reply-To"), "ABSAGE", proven=False)
    assert forum.tick() == []
    [again] = forum.tick(forum.clock.now() + timedelta(hours=21))
    assert "Absagen (1)" in again.text


def test_an_applicant_is_reminded_after_one_week_and_after_two(forum):
    lea = "lea@kreis-hoexter.example"
    forum.write(
        lea, "anmeldung@forum-test.example", "Landkreis: Kreis Höxter\nAnsprechperson: Lea Muster\nFunktion: Leitung\nEinwilligung: nein"
    )
    start = forum.clock.now()
    assert forum.tick(start + timedelta(days=6)) == []
    [reminder] = [one for one in forum.tick(start + timedelta(days=7, minutes=1)) if one.recipient == lea]
    assert "Erinnerung" in reminder.header("Subject")
    assert "antwort+" in reminder.header("Reply-To")
    assert not [one for one in forum.tick(start + timedelta(days=13)) if one.recipient == lea]
    assert [one.recipient for one in forum.tick(start + timedelta(days=14))].count(lea) == 1
    assert not [one for one in forum.tick(start + timedelta(days=30)) if one.recipient == lea]


OFFICE, APPLICANT = "amsel@traeger.example", "h.sommer@kreis-hoexter.example"


def test_an_incomplete_application_that_was_put_off_is_asked_for_the_rest_and_never_admitted(forum):
    forum.write(APPLICANT, "anmeldung@forum-test.example", "Kreis: Höxter\nAnsprechperson: Hanna Sommer\nEinwilligung: ja", "Anmeldung")
    (desk,) = forum.write(OFFICE, "buero@forum-test.example", "OFFEN")
    forum.write(OFFICE, desk.header("Reply-To"), "1 zurückstellen bis 22.03.2027")
    forum.write(OFFICE, desk.header("Reply-To"), "1 aufnehmen")
    with forum.facts() as facts:
        assert facts.people.by_address(APPLICANT) is None
    (asked,) = forum.tick(datetime.fromisoformat("2027-03-22T09:00:00+01:00"))
    assert asked.recipient == APPLICANT
    assert "fehlt noch" in asked.header("Subject")
