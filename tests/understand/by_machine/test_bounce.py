"""Delivery reports: formal ones, prose of many servers, and what is none."""

import pytest
from letters import vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.parse import letter_from_bytes

DSN = """From: MAILER-DAEMON@mx.kreis.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Ihre Nachricht konnte nicht zugestellt werden.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kreis.example

Final-Recipient: rfc822; jan@kreis.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: message/rfc822

Message-ID: <brief-1@forum.example>
Subject: x

--b--
"""


def bounce(raw):
    return letter_from_bytes(raw.replace("\n", "\r\n").encode(), Envelope("", ("bounce@forum.example",)), vocabulary()).bounce


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "kind", "invalid"),
    [
        ("failed", "5.1.1", "550 5.1.1 User unknown", "permanent", True),
        ("failed", "5.7.1", "550 5.7.1 rejected by policy", "permanent", False),
        ("failed", "4.4.1", "451 timed out", "temporary", False),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", "temporary", False),
        ("delayed", "4.4.1", "451 timed out", "delayed", False),
    ],
)
def test_formal_reports(action, status, diagnostic, kind, invalid):
    found = bounce(DSN.format(action=action, status=status, diagnostic=diagnostic))
    assert (found.kind, found.status, found.address_invalid) == (kind, status, invalid)
    assert [r.address for r in found.recipients] == ["jan@kreis.example"]
    assert found.original_message_id == "<brief-1@forum.example>"


def test_a_success_report_is_no_bounce():
    assert bounce(DSN.format(action="relayed", status="2.0.0", diagnostic="250 ok")).kind == "not_a_bounce"


def test_prose():
    found = bounce(
        "From: Mail Delivery System <MAILER-DAEMON@mx.kreis.example>\nSubject: Mail delivery failed: returning message to sender\n\n"
        "A message that you sent could not be delivered. The following address failed:\n\n  jan@kreis.example\n    Unrouteable address\n"
    )
    assert found.kind == "permanent"
    assert found.recipients[0].address == "jan@kreis.example"


def test_the_code_on_a_line_of_its_own():
    found = bounce(
        "From: Mail Delivery System <MAILER-DAEMON@mx.kreis.example>\nSubject: Mail delivery failed: returning message to sender\n\n"
        'The following address failed:\n\n"jan@kreis.example":\nRequested action not taken: mailbox unavailable\n550\n\n--- The header follows. ---\n'
    )
    assert (found.kind, found.smtp_code) == ("permanent", 550)


def test_a_person_who_writes_about_bounces_is_no_report():
    raw = "From: Anna <anna@kreis.example>\nSubject: Unzustellbar?\n\nMeine letzte Mail kam als unzustellbar zurück, stimmt die Adresse?\n"
    assert letter_from_bytes(raw.encode(), Envelope("anna@kreis.example", ("buero@forum.example",)), vocabulary()).bounce is None


@pytest.mark.parametrize(
    ("sender", "subject", "text", "kind"),
    [
        ("postmaster@kreis.example", "Delivery failed", "Your message could not be delivered.\nReason: user unknown", "permanent"),
        ("postmaster@kreis.example", "Hinweis", "Das Postfach existiert nicht.", "permanent"),
        ("MAILER-DAEMON@kreis.example", "Info", "mailbox full", "temporary"),
        ("jan.muster@kreis.example", "Hinweis", "Das Postfach existiert nicht.", None),
    ],
)
def test_back_on_the_return_path_a_server_needs_no_subject_that_says_so(sender, subject, text, kind):
    raw = f"From: {sender}\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode()
    envelope = Envelope("", ("bounce+forum=jan=kreis.example@forum.example",))
    found = letter_from_bytes(raw, envelope, vocabulary()).bounce
    assert (found.kind if found else None) == kind
    assert found is None or [f.address for f in found.recipients] == ["jan@kreis.example"]
