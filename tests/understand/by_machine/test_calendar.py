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


ANNA, JAN, SEK = "anna@kreis.example", "jan@kreis.example", "sekretariat@kreis.example"
ACCEPTED = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ANNA}"
SILENT = f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{JAN}"


def answered(*attendees, sender, method="METHOD:REPLY"):
    lines = ["BEGIN:VCALENDAR", method, "BEGIN:VEVENT", "UID:m@forum.example", *attendees, "END:VEVENT", "END:VCALENDAR"]
    part = calendar_part("\r\n".join(filter(None, lines)).encode(), sender=sender, method="reply")
    assert part
    return part


@pytest.mark.parametrize(
    ("attendees", "sender", "who"),
    [
        ((SILENT, ACCEPTED), ANNA, (ANNA, "ACCEPTED")),
        ((SILENT, f'ATTENDEE;SENT-BY="mailto:{SEK}";PARTSTAT=DECLINED:mailto:{ANNA}'), SEK, (ANNA, "DECLINED")),
        ((f"ATTENDEE;PARTSTAT=DECLINED:mailto:{JAN}", ACCEPTED), ANNA, (ANNA, "ACCEPTED")),
        # Whoever has no answer of their own in it sends somebody else's.
        ((SILENT, ACCEPTED), JAN, (ANNA, "ACCEPTED")),
        ((SILENT,), JAN, (JAN, "NEEDS-ACTION")),
    ],
)
def test_whose_answer_it_is_where_all_who_are_invited_are_named(attendees, sender, who):
    part = answered(*attendees, sender=sender)
    assert (part.attendee, part.partstat) == who


def test_the_head_of_the_letter_says_what_the_object_does_not():
    assert answered(ACCEPTED, sender=ANNA, method="").method == "REPLY"
    assert answered(ACCEPTED, sender=ANNA, method="METHOD:COUNTER").method == "COUNTER"
