"""Calendar objects that Outlook, Google and Apple take as invitations (RFC 5545, RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText
from icalendar.cal import Timezone

from mailflow.model.letter import Mailbox

_BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
"""
"""With RRULEs: Outlook ignores zones that are given as RDATEs (libraries.md finding 6)."""


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a calendar needs to know; times are aware."""

    uid: str
    sequence: int
    title: str
    start: datetime
    end: datetime
    place: str
    dial_in: str
    text: str
    organizer: Mailbox
    stamp: datetime


def request(meeting: MeetingFacts, attendee: Mailbox) -> bytes:
    """METHOD:REQUEST for one invitee, who sees nobody else's address."""
    return _calendar(meeting, attendee, "REQUEST", "CONFIRMED")


def cancel(meeting: MeetingFacts, attendee: Mailbox) -> bytes:
    return _calendar(meeting, attendee, "CANCEL", "CANCELLED")


def published(meetings: Iterable[MeetingFacts]) -> bytes:
    """METHOD:PUBLISH: a file of dates to keep, which asks nobody anything (RFC 5546 section 3.2.1)."""
    return _written("PUBLISH", [_event(meeting, "CONFIRMED") for meeting in meetings])


def _calendar(meeting: MeetingFacts, attendee: Mailbox, method: str, status: str) -> bytes:
    event, guest = _event(meeting, status), _person(attendee)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    guest.params["RSVP"] = vText("TRUE")
    event.add("attendee", guest)
    return _written(method, [event])


def _written(method: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//mailflow//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_ical(_BERLIN))
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: MeetingFacts, status: str) -> Event:
    zone = ZoneInfo("Europe/Berlin")
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamp)
    event.add("dtstart", meeting.start.astimezone(zone))
    event.add("dtend", meeting.end.astimezone(zone))
    event.add("summary", meeting.title)
    event.add("status", status)
    event.add("transp", "OPAQUE")
    if where := ", ".join(part for part in (meeting.place, meeting.dial_in) if part):
        event.add("location", where)
    if meeting.text:
        event.add("description", meeting.text)
    event.add("organizer", _person(meeting.organizer))
    return event


def _person(mailbox: Mailbox) -> vCalAddress:
    person = vCalAddress(f"mailto:{mailbox.address}")
    if mailbox.name:
        person.params["CN"] = vText(mailbox.name)
    return person
