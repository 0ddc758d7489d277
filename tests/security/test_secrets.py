"""A password for a list server, written by habit, is shown to nobody, and no reply address goes on to others (faults.md D8, E4)."""

from __future__ import annotations

import base64
from datetime import datetime

import pytest
from conversation import Forum, letter

START = datetime.fromisoformat("2027-03-16T10:00:00+01:00")
MARA, GROUP, SECRET = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example", "geheim-4711"
LINES = ["Approved: {}", "Approve: {}", "X-Approved: {}", "approved:{}", "  APPROVED:  {}", "Admin-Password: {}", "Listenpasswort: {}"]


def plain(text: str) -> bytes:
    return letter(MARA, GROUP, text, "Protokoll", START)


def typed(kind: str, text: str, encoding: str = "8bit") -> bytes:
    raw = plain("TEXT").replace(b"text/plain", f"text/{kind}".encode()).replace(b"Encoding: 8bit", f"Encoding: {encoding}".encode())
    return raw.replace(b"TEXT", base64.encodebytes(text.encode()).replace(b"\n", b"\r\n") if encoding == "base64" else text.encode())


def alternatives(text: str, html: str) -> bytes:
    parts = f"--x\nContent-Type: text/plain\n\n{text}\n--x\nContent-Type: text/html\n\n{html}\n--x--\n".replace("\n", "\r\n").encode()
    raw = plain("TEXT").replace(b"text/plain; charset=utf-8", b'multipart/alternative; boundary="x"')
    return raw.replace(b"TEXT\r\n", parts)


LETTERS = {
    **{line: plain(f"{line.format(SECRET)}\n\nHier das Protokoll.") for line in LINES},
    "after blank lines": plain(f"\n\n\nApproved: {SECRET}\nHier das Protokoll."),
    "after a greeting": plain(f"Hallo zusammen,\n\nApproved: {SECRET}\nHier das Protokoll."),
    "in HTML": typed("html", f"<p>Approved: {SECRET}</p><p>Hier das Protokoll.</p>"),
    "in base64": typed("plain", f"Approved: {SECRET}\n\nHier das Protokoll.", "base64"),
    "in both alternatives": alternatives(f"Approved: {SECRET}\nHallo", f"<div>Approved: {SECRET}</div>Hallo"),
}


@pytest.mark.proves("D8")
@pytest.mark.parametrize("way", LETTERS)
def test_a_post_that_begins_with_a_password_goes_to_nobody(way):
    forum = Forum(START)
    [told] = forum.receive(LETTERS[way], MARA, [GROUP])
    assert told.recipient == MARA
    assert "ohne diese Zeile" in told.text
    assert SECRET not in str(told.message) + told.text


@pytest.mark.proves("D8")
@pytest.mark.parametrize("name", ["Approved", "Approve", "X-Approved", "X-Approve", "X-Admin-Password", "Authorization", "X-Mailflow-Key"])
def test_a_password_in_a_header_is_taken_out(name):
    forum = Forum(START)
    left = forum.write(MARA, GROUP, "Hier das Protokoll.", headers=f"{name}: {SECRET}\n")
    assert len(left) == 3
    assert not any(SECRET in str(one.message) for one in left)


def test_who_writes_of_a_password_for_a_meeting_is_distributed():
    left = Forum(START).write(MARA, GROUP, "Der Link zum Treffen kommt per Mail.\nPasswort: 4711\nApproved heißt freigegeben.")
    assert len(left) == 3


@pytest.mark.proves("E4")
def test_a_letter_passed_on_names_no_reply_address_in_to_and_cc():
    forum = Forum(START)
    held = forum.write("fremd@anderswo.example", GROUP, "Darf ich mitlesen?", "Anfrage")
    address = next(one.header("Reply-To") for one in held if one.recipient == "amsel@traeger.example")
    copied = f"Cc: {address}, y@anderswo.example\n"
    left = forum.write("x@anderswo.example", "buero@forum-test.example", "Eine Frage zum Fahrdienst.", headers=copied)
    passed_on = [one.message for one in left if "Resent-To" in one.message]
    assert passed_on
    for one in passed_on:
        assert "antwort" not in f"{one['To']} {one['Cc']}"
        assert "y@anderswo.example" in one["Cc"]
