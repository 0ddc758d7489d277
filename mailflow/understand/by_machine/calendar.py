"""iTIP objects in letters (RFC 5546): who answers which meeting how."""

from __future__ import annotations

import re
import threading
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailflow.model.address import normal
from mailflow.model.letter import CalendarPart, Counter, Mailbox
from mailflow.understand.decoding.decode import text_of

LARGEST, MOST_EVENTS = 1_000_000, 100
BERLIN = ZoneInfo("Europe/Berlin")
_LOCK = threading.Lock()


def calendar_part(payload: bytes, charset: str = "utf-8", *, sender: str = "", method: str = "") -> CalendarPart | None:
    """The first event of a calendar object; None if it is none, too large, or broken.

    `sender` is who wrote the letter, `method` what its Content-Type says (RFC 6047 section 2.4), for objects that do not say it themselves.
    """
    if len(payload) > LARGEST or payload.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        return None
    text = text_of(payload, charset)
    # Few letters have one, so not every reading child carries what parses it.
    from icalendar import Calendar
    from icalendar.timezone import tzp

    try:
        with _LOCK:
            # icalendar keeps zones it met in a process-wide cache; one letter must not move the next one's times (libraries.md finding 5).
            tzp.use_zoneinfo()
            calendar = Calendar.from_ical(text)
            events = list(calendar.walk("VEVENT"))
            return _part(calendar, events[0], sender, method) if events else None
    except Exception:
        # icalendar raises ValueError on parse and its own errors on access; a broken object is no answer.
        return None


def _part(calendar: Any, event: Any, sender: str, method: str) -> CalendarPart:
    method = str(calendar.get("METHOD", "") or method).upper()
    attendees = _all(event, "ATTENDEE")
    attendee = _answering(attendees, sender)
    params = attendee.params if attendee is not None else {}
    delegate = _address(params.get("DELEGATED-TO")) if params.get("DELEGATED-TO") else ""
    comment = str(params.get("X-RESPONSE-COMMENT", "") or event.get("COMMENT", "") or "")
    return CalendarPart(
        uid=str(event.get("UID", "")),
        method=method or None,
        sequence=_number(event.get("SEQUENCE")),
        attendee=_mail(attendee) if attendee is not None else None,
        partstat=(str(params.get("PARTSTAT", "")).upper() or None),
        sent_by=_address(params.get("SENT-BY")) or None,
        comment=comment.strip().strip('"'),
        guests=_number(params.get("X-NUM-GUESTS")),
        delegate=Mailbox(delegate, _name_of(delegate, attendees)) if delegate else None,
        recurrence_id=_iso(event.get("RECURRENCE-ID")),
        counter=_counter(event) if method == "COUNTER" else None,
        organizer=_mail(event.get("ORGANIZER")) if event.get("ORGANIZER") else None,
    )


def _answering(attendees: list[Any], sender: str) -> Any:
    """Who answers, where Notes and others name all who are invited: the writer or whom they write for, else the first who has an answer."""
    answered = [a for a in attendees if str(a.params.get("PARTSTAT", "NEEDS-ACTION")).upper() != "NEEDS-ACTION"] or attendees
    own = (a for a in answered if sender and sender in {_mail(a), _address(a.params.get("SENT-BY"))})
    return next(own, answered[0] if answered else None)


def _all(event: Any, name: str) -> list[Any]:
    found = event.get(name)
    return found if isinstance(found, list) else [found] if found is not None else []


def _mail(person: Any) -> str:
    """mailto:, or Apple's principal path with the address in EMAIL=."""
    if (address := normal(re.sub(r"(?i)^mailto:", "", str(person)))) != "":
        return address
    return normal(str(person.params.get("EMAIL", "")))


def _address(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return normal(re.sub(r"(?i)^\"?mailto:", "", str(first or "")).strip('"'))


def _name_of(address: str, attendees: list[Any]) -> str:
    return next((str(a.params.get("CN", "")) for a in attendees if _mail(a) == address), "")


def _number(value: Any) -> int:
    try:
        return max(0, int(str(value or 0)))
    except ValueError:
        return 0


def _counter(event: Any) -> Counter | None:
    start = _iso(event.get("DTSTART"))
    return Counter(start, _iso(event.get("DTEND"))) if start else None


def _iso(value: Any) -> str | None:
    """ISO 8601 in the zone the sender wrote, resolved by us and not by the letter's own VTIMEZONE.

    UTC is how programs send a time and nobody's zone: it is told in ours.
    """
    if value is None:
        return None
    moment = value.dt
    if not isinstance(moment, datetime):
        return moment.isoformat() if isinstance(moment, date) else None
    if name := str(value.params.get("TZID", "")):
        moment = moment.replace(tzinfo=_zone(name))
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=BERLIN)
    return (moment.astimezone(BERLIN) if moment.tzname() == "UTC" else moment).isoformat()


def _zone(name: str) -> ZoneInfo:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError):
        return BERLIN
