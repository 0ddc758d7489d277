"""A forum under attack by the power switch, seen from outside: senders, database, relay; and the checker that compares the three."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import signal
import smtplib
import socket
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.deliver.relay import ScriptedRelay
from tests.faults.gateways import Gateway, Gateways
from tests.live.servers import ROOT, digests_due, wait_for
from tests.receive.imap_server import ImapServer

READERS, CONNECTIONS = 12, 4
DOMAIN, AUTHOR, LIST = "forum-demo.example", "m0@kreis0.example", "ag-wohnen@forum-demo.example"
LEASE_RUNS_OUT = 16 * 60
OFFICE = "amsel@traeger-demo.example"


def lasting_port() -> int:
    """Outside the range the kernel deals out, so that nobody takes it while a gateway is dead; two runs of the tests never draw alike."""
    while True:
        port = 20000 + secrets.randbelow(12000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def seed(file: Path) -> None:
    forum = json.loads((ROOT / "config" / "demo.json").read_text("utf-8"))
    forum["members"] = [
        {
            "name": f"Person {n}",
            "address": f"m{n}@kreis{n}.example",
            "landkreis": "Landkreis Stade",
            "groups": ["wohnen"],
            "status": "member",
        }
        for n in range(READERS)
    ]
    for group in forum["groups"]:
        group["speakers"] = []
    forum |= {"cases": [], "events": [], "archive": []}
    file.write_text(json.dumps(forum), "utf-8")


def post(number: int | str, sender: str = AUTHOR, *, to: str = LIST, text: str = "", extra: str = "") -> bytes:
    home = sender.partition("@")[2]
    lines = [
        f"Authentication-Results: mx.{DOMAIN}; spf=pass smtp.mailfrom={sender}; dmarc=pass header.from={home}",
        f"From: {sender}",
        f"To: {to}",
        f"Subject: Beitrag {number}",
        f"Message-ID: <post-{number}@{home}>",
        "Date: Tue, 24 Nov 2026 10:00:00 +0100",
        *([extra] if extra else []),
        "",
        text or f"Hallo zusammen, dies ist Beitrag {number}",
        "",
    ]
    return "\r\n".join(lines).encode()


@dataclass
class Scene:
    """One forum, its gateways and its relay. `url` is the store; SQLite where it is empty."""

    folder: Path
    relay: ScriptedRelay
    gateways: Gateways
    url: str = ""
    workers: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    """More settings, as SECTION__KEY."""
    kills: int = 0
    told: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    """What senders were told 250 for: (letter, sender, recipient) by Message-ID."""
    port: int = field(default_factory=lasting_port)
    running: list[Gateway] = field(default_factory=list)
    _ahead: float = 0.0
    _door: Gateway | None = None

    def __post_init__(self) -> None:
        self.url = self.url or f"sqlite:///{self.folder}/m.db"
        seed(self.folder / "seed.json")
        self.ahead(0)

    # The house

    def start(self) -> None:
        """Starts what is not running."""
        self.bury()
        while len(self.running) < self.workers:
            self.running.append(self.gateway("work" if self._door in self.running else "run"))
        wait_for(lambda: self._answers() or self.died(), 60, "the gateway's start")

    def recover(self) -> None:
        """Whoever still runs is killed too, the time of leases passes, and all start again."""
        self.kill()
        self.ahead(LEASE_RUNS_OUT)
        self.start()

    def gateway(self, command: str) -> Gateway:
        settings = {
            "MAILFLOW__STORE__URL": self.url,
            "MAILFLOW__SECURITY__KEY_FILE": str(self.folder / "key"),
            "MAILFLOW__RECEIVE__SMTP": f"127.0.0.1:{self.port}",
            "MAILFLOW__WEB__LISTEN": "",
            "MAILFLOW__SITE__DEMO": str(self.folder / "seed.json"),
            "MAILFLOW__DELIVER__RELAY": self.relay.url,
            "MAILFLOW__DELIVER__CONNECTIONS": str(CONNECTIONS),
            "MAILFLOW__FORUM__UNDO_MINUTES": "0",
            "MAILFLOW__OFFICE__COORDINATES_UNTIL": "",
            "MAILFLOW__DIGEST__WEEKDAY": f"{digests_due():%A}".lower(),
            **{f"MAILFLOW__{name}": value for name, value in self.settings.items()},
        }
        started = self.gateways.start(self.folder, command, settings)
        self._door = started if command == "run" else self._door
        return started

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", self.port, timeout=2):
            return True
        return False

    def pull_plug_at(self, event: str, number: int = 1, signal: int = signal.SIGKILL) -> None:
        """The next gateway that comes to `event` (the `number`-th time) dies there, or freezes (SIGSTOP)."""
        self._write("plug", f"{int(signal)} {number} {event}")

    def plug_is_pulled(self) -> bool:
        return not (self.folder / "plug").exists()

    def kill(self, *gateways: Gateway) -> None:
        for gateway in gateways or self.running:
            gateway.signal(signal.SIGKILL)
            gateway.wait()
        self.bury()

    def thaw(self) -> None:
        for gateway in self.running:
            gateway.signal(signal.SIGCONT)

    def died(self) -> bool:
        """Whether a gateway has pulled its plug; the others go on."""
        codes = {gateway.poll() for gateway in self.running}
        assert codes <= {None, -signal.SIGKILL}, self.log()
        return codes != {None}

    def bury(self) -> None:
        self.kills += sum(gateway.poll() == -signal.SIGKILL for gateway in self.running)
        self.running = [gateway for gateway in self.running if gateway.poll() is None]

    def stop(self) -> None:
        for gateway in self.running:
            gateway.signal(signal.SIGTERM)
        for gateway in self.running:
            assert gateway.wait() == 0, self.log()
        self.running = []

    def ahead(self, seconds: float) -> None:
        self._ahead += seconds
        (self.folder / "ahead").write_text(f"{self._ahead:.1f}")

    def log(self) -> str:
        return (self.folder / "gateway.log").read_text("utf-8")[-3000:]

    def _write(self, name: str, text: str) -> None:
        (self.folder / f"{name}.new").write_text(text)
        (self.folder / f"{name}.new").rename(self.folder / name)

    # Senders

    def send(self, raw: bytes, sender: str = AUTHOR, recipient: str = LIST) -> bool:
        """Whether the sender was told 250."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as smtp:
                smtp.sendmail(sender, [recipient], raw)
        except (OSError, smtplib.SMTPException):
            return False
        self.told[_message_id(raw)] = (raw, sender, recipient)
        return True

    def send_half(self, raw: bytes) -> None:
        """The gateway dies in the middle of the letter."""
        with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", self.port, timeout=15) as smtp:
            smtp.ehlo()
            for command in (f"MAIL FROM:<{AUTHOR}>", f"RCPT TO:<{LIST}>", "DATA"):
                smtp.docmd(command)
            smtp.send(raw[: len(raw) // 2])
            self.kill()

    def deliver(self, raw: bytes, sender: str = AUTHOR, recipient: str = LIST) -> None:
        """As a mail server does: until it is told 250."""
        wait_for(lambda: self.send(raw, sender, recipient), 30, "a 250")

    def leave_in(self, mailbox: ImapServer, raw: bytes) -> None:
        """As a mail server does that delivers into a mailbox: from then on the sender believes the letter delivered."""
        mailbox.put(f"Return-Path: <{AUTHOR}>\r\nX-Original-To: {LIST}\r\n".encode() + raw)
        self.told[_message_id(raw)] = (raw, AUTHOR, LIST)

    # The database

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.url.startswith("postgresql"):
            import psycopg

            with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
                return connection.execute(query).fetchall()  # type: ignore[arg-type]
        with contextlib.closing(sqlite3.connect(f"file:{self.url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query).fetchall()

    def open_rows(self) -> list[tuple[Any, ...]]:
        new = "SELECT id, state, attempts FROM inbox WHERE state = 'new'"
        waiting = "SELECT id, state, attempts FROM outbox WHERE state IN ('queued', 'leased', 'deferred', 'uncertain')"
        return self.rows(f"{new} UNION ALL {waiting} ORDER BY 1, 2")

    def drain(self) -> None:
        """Waits until nothing is open."""
        wait_for(lambda: not self.open_rows() or self.died(), 90, "the queue's end")

    def outlive(self) -> None:
        """Waits until the living have done what they can; then the leases of the dead run out."""
        before, since = self.open_rows(), time.monotonic()
        while before and time.monotonic() - since < 2:
            nap(0.1)
            if (now := self.open_rows()) != before:
                before, since = now, time.monotonic()
        self.ahead(LEASE_RUNS_OUT)

    # The checker

    def check(self, *, posts: int) -> int:
        """Lost 0, double effects 0, second copies identical and few; returns how many second copies there were."""
        done = Counter(row[0] for row in self.rows("SELECT message_id FROM inbox WHERE state = 'done'"))
        assert {id: done[id] for id in self.told} == dict.fromkeys(self.told, 1), "what was told 250 is decided, once"
        assert self.rows("SELECT count(*) FROM inbox")[0][0] == sum(done.values())
        assert self.rows("SELECT count(*) FROM post")[0][0] == posts
        assert self.rows("SELECT count(*) FROM journalentry WHERE what = 'distribute'")[0][0] == posts
        states = Counter(row[0] for row in self.rows("SELECT state FROM outbox"))
        assert set(states) <= {"delivered", "failed"}, states
        wanted = {(row[0], row[1]) for row in self.rows("SELECT message_id, recipient FROM outbox WHERE state = 'delivered'")}
        copies: dict[tuple[str, str], list[bytes]] = {}
        for taken in self.relay.taken:
            copies.setdefault((_message_id(taken.raw), taken.recipient), []).append(taken.raw)
        assert wanted <= set(copies), "what the database calls delivered is at the relay"
        assert all(len(set(same)) == 1 for same in copies.values()), "a second copy has the same bytes"
        second = sum(len(same) - 1 for same in copies.values())
        cut = sum(not taken.answered for taken in self.relay.taken)
        assert second <= CONNECTIONS * self.kills + cut, f"{second} second copies after {self.kills} kills and {cut} cuts of the relay"
        return second


def _message_id(raw: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*(<[^>]+>)", raw, re.M | re.I)
    return found[1].decode() if found else ""


def nap(seconds: float) -> None:
    """Lets the load run; what happens meanwhile is what is tested."""
    time.sleep(seconds)
