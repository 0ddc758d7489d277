"""Invitations to a meeting (iMIP, RFC 6047): what one says, and the answer a calendar would send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText

_CAP = 200_000

ANSWERS = {"accepted": ("ACCEPTED", "Zugesagt"), "tentative": ("TENTATIVE", "Mit Vorbehalt"), "declined": ("DECLINED", "Abgelehnt")}


@dataclass(frozen=True, slots=True)
class Invitation:
    method: str
    summary: str
    start: str
    end: str
    place: str
    organizer: str
    calendar: str


def invitation_in(text: str) -> Invitation | None:
    """What a text/calendar part says, or None if it cannot be read."""
    try:
        calendar = _calendar(text)
        event = calendar.walk("VEVENT")[0]
        return Invitation(
            method=str(calendar.get("METHOD", "")).upper(),
            summary=str(event.get("SUMMARY", "")),
            start=_moment(event, "DTSTART"),
            end=_moment(event, "DTEND"),
            place=str(event.get("LOCATION", "")),
            organizer=_mailbox(event.get("ORGANIZER", "")),
            calendar=text[:_CAP],
        )
    except Exception:  # icalendar raises many kinds, some only on access (libraries.md)
        return None


def reply_calendar(invitation: Invitation, answer: str, attendee: str, name: str, now: datetime) -> bytes:
    """The METHOD:REPLY object with which `attendee` answers."""
    asked = _calendar(invitation.calendar).walk("VEVENT")[0]
    event = Event()
    for key in ("UID", "SEQUENCE", "RECURRENCE-ID", "ORGANIZER", "SUMMARY", "LOCATION", "DTSTART", "DTEND"):
        if key in asked:
            event[key] = asked[key]
    person = vCalAddress(f"mailto:{attendee}")
    person.params["PARTSTAT"] = vText(ANSWERS[answer][0])
    if name:
        person.params["CN"] = vText(name)
    event.add("attendee", person, encode=False)
    event.add("dtstamp", now.astimezone(UTC))
    calendar = Calendar()
    calendar.add("prodid", "-//mailflow//Poststube//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "REPLY")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(text: str) -> Any:
    # Zones a letter defines would stay in icalendar's process-wide cache and move other letters (libraries.md finding 5).
    first, *zones = text[:_CAP].split("BEGIN:VTIMEZONE")
    return Calendar.from_ical(first + "".join(zone.partition("END:VTIMEZONE")[2].lstrip() for zone in zones))


def _moment(event: Any, key: str) -> str:
    value = event.get(key)
    return value.dt.isoformat() if value is not None else ""


def _mailbox(value: object) -> str:
    return re.sub("(?i)^mailto:", "", str(value)).strip()[:320]
