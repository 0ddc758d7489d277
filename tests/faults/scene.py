"""A forum under attack by the power switch, seen from outside: senders, database, relay; and the checker that compares the three."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.deliver.relay import ScriptedRelay, scripted_relay
from tests.live.servers import ROOT, free_port, wait_for

READERS, CONNECTIONS = 12, 4
DOMAIN, AUTHOR, LIST = "forum-demo.example", "m0@kreis0.example", "ag-wohnen@forum-demo.example"
LEASE_RUNS_OUT = 16 * 60
OFFICE = "amsel@traeger-demo.example"


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


def post(number: int | str, sender: str = AUTHOR, *, to: str = LIST, text: str = "Hallo zusammen", extra: str = "") -> bytes:
    lines = [
        f"Authentication-Results: mx.{DOMAIN}; dmarc=pass header.from={sender.partition('@')[2]}",
        f"From: {sender}",
        f"To: {to}",
        f"Subject: Beitrag {number}",
        f"Message-ID: <post-{number}@{sender.partition('@')[2]}>",
        "Date: Tue, 24 Nov 2026 10:00:00 +0100",
        *([extra] if extra else []),
        "",
        text,
        "",
    ]
    return "\r\n".join(lines).encode()


@dataclass
class Scene:
    """One forum, its gateway processes and its relay. `url` is the store; SQLite where it is empty."""

    folder: Path
    relay: ScriptedRelay
    url: str = ""
    workers: int = 1
    kills: int = 0
    told: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    """What senders were told 250 for: (letter, sender, recipient) by Message-ID."""
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _ahead: float = 0.0

    def __post_init__(self) -> None:
        seed(self.folder / "seed.json")
        (self.folder / "ahead").write_text("0")

    # The house

    def start(self, event: str = "never", number: int = 1, *, in_worker: bool = False) -> None:
        """Starts what is not running; the plug is pulled in the gateway or in a worker."""
        plugs = [(event, number)] * (not in_worker) + [("never", 1)] * in_worker + [(event, number)] * in_worker + [("never", 1)] * 9
        self._clear()
        self.processes = [self._spawn("run" if n == 0 else "work", *plugs[n]) for n in range(self.workers)]
        wait_for(lambda: self._answers() or self.processes[0].poll() is not None, 40, "the gateway's start")

    def _spawn(self, command: str, event: str, number: int) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILFLOW__")} | {
            "MAILFLOW_TEST_AHEAD": str(self.folder / "ahead"),
            "MAILFLOW__STORE__URL": self.url or f"sqlite:///{self.folder}/m.db",
            "MAILFLOW__SECURITY__KEY_FILE": str(self.folder / "key"),
            "MAILFLOW__RECEIVE__SMTP": f"127.0.0.1:{self.port}",
            "MAILFLOW__WEB__LISTEN": "",
            "MAILFLOW__SITE__DEMO": str(self.folder / "seed.json"),
            "MAILFLOW__DELIVER__RELAY": self.relay.url,
            "MAILFLOW__DELIVER__CONNECTIONS": str(CONNECTIONS),
            "MAILFLOW__FORUM__UNDO_MINUTES": "0",
        }
        words = [sys.executable, "-m", "tests.faults.killed", event, str(number), command]
        with (self.folder / "gateway.log").open("ab") as log:
            return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", self.port, timeout=2):
            return True
        return False

    def kill(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
        self._clear()

    def died(self) -> bool:
        """Whether a process has pulled its plug; the others go on."""
        codes = {process.poll() for process in self.processes}
        assert codes <= {None, -signal.SIGKILL}, (self.folder / "gateway.log").read_text("utf-8")[-3000:]
        return codes != {None}

    def _clear(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            self.kills += process.returncode == -signal.SIGKILL
        self.processes = []

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)
        self.processes = []

    def ahead(self, seconds: float) -> None:
        self._ahead += seconds
        temporary = self.folder / "ahead.new"
        temporary.write_text(str(self._ahead))
        temporary.rename(self.folder / "ahead")

    # Senders

    def send(self, raw: bytes, sender: str = AUTHOR, recipient: str = LIST) -> bool:
        """Whether the sender was told 250."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=15) as smtp:
                smtp.sendmail(sender, [recipient], raw)
        except (OSError, smtplib.SMTPException):
            return False
        self.told[_message_id(raw)] = (raw, sender, recipient)
        return True

    def send_half(self, raw: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=15) as smtp:
            for command in (f"MAIL FROM:<{AUTHOR}>", f"RCPT TO:<{LIST}>", "DATA"):
                smtp.docmd(command)
            smtp.send(raw[: len(raw) // 2])
            self.kill()

    def deliver(self, raw: bytes, sender: str = AUTHOR, recipient: str = LIST) -> None:
        """As a mail server does: until it is told 250."""
        wait_for(lambda: self.send(raw, sender, recipient), 30, "a 250")

    # The database

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.url:
            import psycopg

            with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
                return connection.execute(query).fetchall()  # type: ignore[arg-type]
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/m.db?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(query).fetchall()

    def open_rows(self) -> int:
        new = "SELECT count(*) FROM inbox WHERE state = 'new'"
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased', 'deferred', 'uncertain')"
        return sum(self.rows(query)[0][0] for query in (new, waiting))

    def drain(self) -> None:
        """Waits until nothing is open; time runs ahead where a lease or a retry has to run out."""
        for _ in range(12):
            with contextlib.suppress(AssertionError):
                wait_for(lambda: not self.open_rows(), 2.5, "the queue's end")
                return
            assert not self.died(), (self.folder / "gateway.log").read_text("utf-8")[-3000:]
            self.ahead(LEASE_RUNS_OUT)
        raise AssertionError(f"not drained: {self.rows('SELECT id, state, reply FROM outbox')} {self.rows('SELECT id, state FROM inbox')}")

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
        assert second <= CONNECTIONS * self.kills, f"{second} second copies after {self.kills} kills"
        return second


def _message_id(raw: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*(<[^>]+>)", raw, re.M | re.I)
    return found[1].decode() if found else ""


@contextlib.contextmanager
def scene(folder: Path, url: str = "", workers: int = 1) -> Iterator[Scene]:
    with scripted_relay() as relay:
        staged = Scene(folder, relay, url, workers)
        try:
            yield staged
        finally:
            for process in staged.processes:
                process.kill()
                process.wait()


def nap(seconds: float) -> None:
    """Lets the load run; what happens meanwhile is what is tested."""
    time.sleep(seconds)
