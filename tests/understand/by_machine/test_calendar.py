"""The iTIP objects that calendars send."""

import pytest

from mailflow.understand.by_machine.calendar import calendar_part

REPLY = """BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:series@forum.example
{}
ATTENDEE;PARTSTAT=DECLINED:mailto:anna@kreis.example
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("RECURRENCE-ID:20270601T130000Z", "2027-06-01T15:00:00+02:00"),
        ("RECURRENCE-ID:20270201T140000Z", "2027-02-01T15:00:00+01:00"),
        ("RECURRENCE-ID;TZID=Etc/UTC:20270601T130000", "2027-06-01T15:00:00+02:00"),
        ("RECURRENCE-ID;TZID=W. Europe Standard Time:20270601T150000", "2027-06-01T15:00:00+02:00"),
        ("RECURRENCE-ID:20270601T150000", "2027-06-01T15:00:00+02:00"),
        ("RECURRENCE-ID;TZID=Europe/London:20270601T140000", "2027-06-01T14:00:00+01:00"),
        ("RECURRENCE-ID;VALUE=DATE:20270601", "2027-06-01"),
    ],
)
def test_which_meeting_of_a_series_is_answered(written, told):
    part = calendar_part(REPLY.format(written).replace("\n", "\r\n").encode())
    assert part
    assert part.recurrence_id == told
