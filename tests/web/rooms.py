"""A post room in memory, and the page served on a port of its own."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError

import uvicorn

from mailflow.web.app import app
from mailflow.web.leaving import Leaving
from mailflow.web.postroom import LetterLine, MailboxLine, PostRoom

MONDAY = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)

WELCOME = """\
Return-Path: <bounce+1-abc@forum.example>\r
From: Forum Musterland <anmeldung@forum.example>\r
To: Jana Weiss <jana.weiss@kreis-nord.example>\r
Reply-To: antwort+k7@forum.example\r
Subject: =?utf-8?q?Sch=C3=B6n=2C_dass_Sie_dabei_sind?=\r
Date: Mon, 23 Nov 2026 14:20:00 +0100\r
Message-ID: <w1@forum.example>\r
References: <a0@forum.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Guten Tag Jana Weiss,\r
\r
willkommen im Forum. Schreiben Sie an mailflow@forum.example, wenn Sie Hilfe brauchen.\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<div style="max-width:600px"><h1 style="font-size:22px">Willkommen</h1><p>Guten Tag Jana Weiss,</p>\r
<p>schön, dass Sie da sind. Antworten Sie einfach, oder:</p>\r
<p><a href="mailto:ag-wohnen-join%40forum.example?subject=Beitritt&amp;body=Bitte%20aufnehmen%2C%20A%2BB">Der AG Wohnen beitreten</a></p>\r
<img src="https://spion.example/pixel.png" alt="Bild"><script>parent.document.title = "gekapert"</script></div>\r
--b--\r
""".encode()

INVITATION = b"""\
From: Forum Musterland <termine+t1@forum.example>\r
To: jana.weiss@kreis-nord.example\r
Subject: Einladung: Treffen der AG Wohnen\r
Date: Mon, 23 Nov 2026 14:30:00 +0100\r
Message-ID: <t1@forum.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Bitte sagen Sie zu oder ab.\r
--b\r
Content-Type: text/calendar; charset=utf-8; method=REQUEST\r
\r
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y//DE\r
METHOD:REQUEST\r
BEGIN:VTIMEZONE\r
TZID:Europe/Berlin\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0900\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:treffen-1@forum.example\r
SEQUENCE:2\r
DTSTAMP:20261123T120000Z\r
DTSTART;TZID=Europe/Berlin:20261203T100000\r
DTEND;TZID=Europe/Berlin:20261203T113000\r
SUMMARY:Treffen der AG Wohnen\r
LOCATION:Videokonferenz\r
ORGANIZER;CN=Forum:mailto:termine+t1@forum.example\r
ATTENDEE;RSVP=TRUE:mailto:jana.weiss@kreis-nord.example\r
END:VEVENT\r
END:VCALENDAR\r
--b\r
Content-Type: application/pdf; name="Tagesordnung.pdf"\r
Content-Disposition: attachment; filename="Tagesordnung.pdf"\r
Content-Transfer-Encoding: base64\r
\r
JVBERi0=\r
--b--\r
"""

JANA = "jana.weiss@kreis-nord.example"


@dataclass
class Rooms:
    """A gateway that takes everything but letters to `nobody@`, and shows it as sent."""

    clock: datetime = MONDAY
    received: dict[str, list[tuple[LetterLine, bytes]]] = field(default_factory=dict)
    sent: list[tuple[bytes, str, tuple[str, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.arrive(JANA, WELCOME, "Schön, dass Sie dabei sind")
        self.arrive(JANA, INVITATION, "Einladung: Treffen der AG Wohnen", waits=timedelta(minutes=10))

    def arrive(self, address: str, raw: bytes, subject: str, waits: timedelta | None = None) -> str:
        box = self.received.setdefault(address, [])
        id = f"in-{sum(map(len, self.received.values())) + 1}"
        due = self.clock + waits if waits else None
        box.insert(0, (LetterLine(id, "in", "Forum Musterland <anmeldung@forum.example>", subject, self.clock, due), raw))
        return id

    def now(self) -> datetime:
        return self.clock

    def mailboxes(self) -> Sequence[MailboxLine]:
        people = [
            ("Greta Amt", "buero.amt@forum.example", "Programmbüro", ""),
            ("Jana Weiss", JANA, "Mitglied", "Landkreis Nord"),
            ("Olaf Östlich", "olaf@kreis-ost.example", "Mitglied", "Landkreis Ost"),
            ("Dr. Petra Gast", "gast@institut.example", "Gast", "Institut für Beispiele"),
        ]
        known = {address for _, address, *_ in people}
        strangers = dict.fromkeys(sender for _, sender, _ in self.sent if sender not in known)
        lines = [MailboxLine(a, n, r, p, len(self.received.get(a, ())), self.clock) for n, a, r, p in people]
        return lines + [MailboxLine(a, "", "noch kein Mitglied", "", 0, None) for a in strangers]

    def letters(self, address: str) -> Sequence[LetterLine]:
        out = [
            LetterLine(f"out-{n}", "out", sender, "gesendet", self.clock, None)
            for n, (_, sender, _) in enumerate(self.sent)
            if sender == address
        ]
        return [*out[::-1], *(self._line(line) for line, _ in self.received.get(address, ()))]

    def _line(self, line: LetterLine) -> LetterLine:
        waits = line.waits_until if line.waits_until and line.waits_until > self.clock else None
        return LetterLine(line.id, line.direction, line.sender, line.subject, line.at, waits)

    def raw(self, letter_id: str) -> bytes | None:
        if letter_id.startswith("out-"):
            return self.sent[int(letter_id[4:])][0]
        return next((raw for box in self.received.values() for line, raw in box if line.id == letter_id), None)

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> str:
        if any(r.startswith("nobody@") for r in recipients):
            return "550 5.1.1 Diese Adresse gibt es hier nicht."
        self.sent.append((raw, sender, recipients))
        return "250 2.0.0 angenommen als L1"

    def advance(self, minutes: int) -> datetime:
        self.clock += timedelta(minutes=minutes)
        return self.clock

    def authserv_id(self) -> str:
        return "mx.forum.example"

    def addresses(self) -> Sequence[tuple[str, str]]:
        return [("anmeldung@forum.example", "Anmeldung"), ("mailflow@forum.example", "Befehle, zum Beispiel HILFE")]


class _Quiet(uvicorn.Server):
    def install_signal_handlers(self) -> None: ...


@contextlib.contextmanager
def served(
    rooms: PostRoom | None,
    health: Callable[[], dict[str, Any]] = lambda: {"ok": True, "inbox": 0},
    leaving: Leaving | None = None,
) -> Iterator[int]:
    """The port on which the page is served."""
    server = _Quiet(uvicorn.Config(app(rooms, health, lambda: b"x 1\n", leaving), port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(5)


@dataclass
class Page:
    """What the page's own script does: asks and tells."""

    port: int

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self._fetch(urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers))

    def ask(self, path: str) -> Any:
        status, _, body = self.get(path)
        assert status == 200, body
        return json.loads(body)

    def tell(self, path: str, wanted: object, **headers: str) -> tuple[int, Any]:
        own = {"Origin": f"http://127.0.0.1:{self.port}", "X-Post-Room": "1", "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{self.port}{path}"
        status, _, body = self._fetch(urllib.request.Request(url, json.dumps(wanted).encode(), own | headers, method="POST"))
        return status, json.loads(body) if body[:1] == b"{" else body.decode()

    def _fetch(self, request: urllib.request.Request) -> tuple[int, dict[str, str], bytes]:
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, dict(response.headers), response.read()
        except HTTPError as e:
            return e.code, dict(e.headers), e.read()
