"""Invitations that calendars take."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from mailflow.model.letter import Mailbox
from mailflow.perform.ics import MeetingFacts, cancel, request

MEETING = MeetingFacts(
    uid="t-2027-0001@forum.example",
    sequence=2,
    title="Netzwerktreffen: Wohnen",
    start=datetime(2027, 6, 8, 8, 0, tzinfo=UTC),
    end=datetime(2027, 6, 8, 10, 0, tzinfo=UTC),
    place="Kreishaus Celle",
    dial_in="",
    text="Zeile eins\nZeile zwei",
    organizer=Mailbox("termine+t-2027-0001@forum.example", "Karla Amsel"),
    stamp=datetime(2027, 3, 16, 13, 0, tzinfo=UTC),
)


def event(raw):
    return Calendar.from_ical(raw).walk("VEVENT")[0]


def test_a_request():
    raw = request(MEETING, Mailbox("anna@kreis.example", "Müller, Anna"))
    found = event(raw)
    assert b"METHOD:REQUEST" in raw
    assert b"DTSTART;TZID=Europe/Berlin:20270608T100000" in raw
    assert raw.count(b"RRULE:FREQ=YEARLY") == 2
    assert found["SEQUENCE"] == 2
    assert str(found["ATTENDEE"]) == "mailto:anna@kreis.example"
    assert found["ATTENDEE"].params["CN"] == "Müller, Anna"
    assert str(found["ORGANIZER"]) == "mailto:termine+t-2027-0001@forum.example"
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_a_cancellation():
    raw = cancel(MEETING, Mailbox("anna@kreis.example"))
    assert b"METHOD:CANCEL" in raw
    assert event(raw)["STATUS"] == "CANCELLED"


@pytest.mark.proves("J3")
@pytest.mark.parametrize("text", ["a\r\nATTENDEE:mailto:x@y", "a\nEND:VEVENT\nBEGIN:VEVENT", 'a";X=1:b', "a;b,c\\d", "ä" * 200])
def test_nothing_people_write_becomes_a_property(text):
    from dataclasses import replace

    plain = event(request(MEETING, Mailbox("a@b.example", "A")))
    wild = Calendar.from_ical(
        request(
            replace(MEETING, title=text, place=text, text=text),
            Mailbox("a@b.example", text.replace("\r", "").replace("\n", "").replace('"', "")),
        )
    )
    assert len(wild.walk("VEVENT")) == 1
    assert sorted(wild.walk("VEVENT")[0].keys()) == sorted(plain.keys())
