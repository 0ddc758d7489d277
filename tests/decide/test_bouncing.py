"""A bounce counts only by its signed return path; the office hears of an address that is dead three times."""

from datetime import datetime

import pytest
from conversation import Forum

SAMIR = "s.feldhaus@landkreis-goerlitz.example"
REPORT = """From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--b--
{n}
"""


@pytest.fixture
def forum():
    return Forum(datetime.fromisoformat("2027-03-16T10:00:00+01:00"))


def copy_to_samir(forum, n):
    left = forum.write("amsel@traeger.example", "ankuendigungen@forum-test.example", f"Nachricht {n}", f"Nachricht {n}")
    return next(one for one in left if one.recipient == SAMIR)


def bounce(forum, path, status="5.1.1", action="failed", address=SAMIR, n=0):
    raw = REPORT.format(status=status, action=action, address=address, n=n).replace("\n", "\r\n").encode()
    return forum.receive(raw, "", [path])


def bounces(forum):
    with forum.facts() as facts:
        return facts.people.by_address(SAMIR).bounces


def test_three_hard_bounces_tell_the_office(forum):
    for n in range(3):
        copy = copy_to_samir(forum, n)
        forum.deliver()
        left = bounce(forum, forum.return_path(copy), n=n)
    assert bounces(forum) == 3
    assert {one.recipient for one in left} == {"amsel@traeger.example", "rehwinkel@traeger.example"}
    assert "Nicht erreichbar: Samir Feldhaus" in left[0].header("Subject")


@pytest.mark.parametrize(("status", "action"), [("4.4.1", "delayed"), ("4.2.2", "failed"), ("5.7.1", "failed"), ("5.2.2", "failed")])
def test_what_says_nothing_about_the_address_does_not_count(forum, status, action):
    copy = copy_to_samir(forum, 1)
    assert bounce(forum, forum.return_path(copy), status, action) == []
    assert bounces(forum) == 0


def test_a_report_about_somebody_else_counts_for_the_delivery_it_came_back_from(forum):
    copy = copy_to_samir(forum, 1)
    bounce(forum, forum.return_path(copy), address="mara.lindtner@kreis-stade.example")
    assert bounces(forum) == 1


def test_an_unsigned_report_changes_nothing(forum):
    assert bounce(forum, "bounce@forum-test.example") == []
    assert bounces(forum) == 0


def test_a_forged_return_path_is_refused_at_the_door(forum):
    assert forum.app.intake().refusal("bounce+1-aaaaaaaaaaaaaaaa@forum-test.example")
    assert forum.app.intake().refusal("antwort+aaaaaaaaaaaaaaaaaaaaaaaaaa@forum-test.example")
    assert forum.app.intake().refusal("ag-gibtesnicht@forum-test.example")
    assert forum.app.intake().refusal("ag-wohnen@forum-test.example") is None
