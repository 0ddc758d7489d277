"""A password for a list server, written by habit, is shown to nobody (faults.md D8)."""

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
