"""Small letters that are large inside: nothing is unpacked beyond its bounds, put together, or fetched."""

from __future__ import annotations

import base64
import io
import socket
import tracemalloc
import zipfile
from functools import cache

import pytest

from mailflow.model.letter import Envelope, Letter
from mailflow.understand.by_machine.calendar import calendar_part
from mailflow.understand.parse import letter_from_bytes
from tests.understand.letters import vocabulary
from tests.understand.test_work import calls

MEGABYTE = 1_000_000


def written(kind: str, body: str, name: str = "") -> bytes:
    named = f'; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"' if name else ""
    encoding = "\r\nContent-Transfer-Encoding: base64" if name else ""
    return f"From: a@b.example\r\nContent-Type: {kind}{named}{encoding}\r\n\r\n{body}\r\n".encode()


def read(kind: str, body: str, name: str = "") -> Letter:
    return letter_from_bytes(written(kind, body, name), Envelope("a@b.example", ("forum@forum.example",)), vocabulary())


@cache
def zipped(name: str, size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * size)
    return file.getvalue()


NAMES = ("bombe.docx", "bombe.zip", "bombe.xlsx", "bombe.odt")
ELSEWHERE = (
    'message/partial; id="1@x.example"; number=1; total=2',
    'message/external-body; access-type=URL; URL="http://x.example/bombe"',
    'message/external-body; access-type=anon-ftp; site="x.example"; name="bombe"',
)


def bombs() -> list[bytes]:
    """A letter for each of them."""
    packed = base64.b64encode(zipped("word/document.xml", MEGABYTE)).decode()
    texts = [written(kind, "Content-Type: text/plain\r\n\r\nDer Rest steht woanders.") for kind in ELSEWHERE]
    linked = '<img src="http://127.0.0.1:1/zaehler.png"><link rel="stylesheet" href="http://127.0.0.1:1/stil.css">'
    return [*texts, written("text/html", linked), *(written("application/octet-stream", packed, name) for name in NAMES)]


@pytest.mark.proves("B11")
@pytest.mark.parametrize("name", NAMES)
def test_an_archive_is_not_unpacked(name):
    bomb = zipped("word/document.xml", 50 * MEGABYTE)
    tracemalloc.start()
    [attachment] = read("application/octet-stream", base64.b64encode(bomb).decode(), name).attachments
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (attachment.name, attachment.size, attachment.text) == (name, len(bomb), "")
    assert most < 20 * MEGABYTE


@pytest.mark.proves("B11")
@pytest.mark.parametrize("kind", ELSEWHERE)
def test_nothing_is_put_together_or_fetched(kind, monkeypatch):
    def refuse(*_):
        raise AssertionError("a letter must not open a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    letter = read(kind, "Content-Type: text/plain\r\n\r\nDer Rest steht woanders.")
    assert letter.sender.address == "a@b.example"


@pytest.mark.proves("J5")
def test_a_calendar_bomb_is_no_calendar():
    head, event = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270601T100000Z\r\n{}END:VEVENT\r\n"
    assert calendar_part((head + event.format("") * 20_000 + "END:VCALENDAR\r\n").encode()) is None
    assert calendar_part((head + event.format("X-A:" + "x" * MEGABYTE + "\r\n") + "END:VCALENDAR\r\n").encode()) is None


@pytest.mark.proves("J5")
def test_no_occurrence_of_a_calendar_entry_is_counted_out():
    def entry(rule: str) -> bytes:
        lines = (
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "BEGIN:VEVENT",
            "UID:1",
            "DTSTART:20270601T100000Z",
            rule,
            "END:VEVENT",
            "END:VCALENDAR",
        )
        return "\r\n".join((*lines, "")).encode()

    once, endless = entry("RRULE:FREQ=SECONDLY;COUNT=1"), entry("RRULE:FREQ=SECONDLY;COUNT=99999999")
    read = calendar_part(endless)
    assert read
    assert read.uid == "1"
    assert calls(calendar_part, endless) <= 2 * calls(calendar_part, once)
