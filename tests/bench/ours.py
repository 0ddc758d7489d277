"""mailflow as it is installed, with a list of any size; the relay is told by its port."""

from __future__ import annotations

import contextlib
import json
import os
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench.letters import letter, members
from tests.bench.sink import AUTHOR, CountingSink
from tests.live.servers import ROOT, digests_due, gateway

DOMAIN = "forum-demo.example"


@dataclass(frozen=True, slots=True)
class Ours:
    name = "mailflow"
    port: int
    pid: int
    sink: CountingSink
    file: Path

    def address(self, size: int) -> str:
        return f"ag-g{size}@{DOMAIN}"

    def post(self, size: int) -> float:
        """Seconds from the first byte of one post until the last copy is at the relay."""
        before = self.sink.count()
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="bench") as smtp:
            start = time.perf_counter()
            smtp.sendmail(AUTHOR, [self.address(size)], self._letter(size, before))
        # Not with the door held open: it ends a connection on which nothing is said for long.
        end = self.sink.wait(before + size)
        self.until_settled()
        assert self.sink.count() == before + size, "more copies than readers"
        return end - start

    def flood(self, size: int, posts: int, connections: int = 4) -> float:
        """Posts a second, until the last copy of the last one is at the relay."""
        before, start = self.sink.count(), time.perf_counter()

        def pour(first: int) -> None:
            with smtplib.SMTP("127.0.0.1", self.port, local_hostname="bench") as smtp:
                for n in range(first, posts, connections):
                    smtp.sendmail(AUTHOR, [self.address(size)], self._letter(size, f"{before}-{n}"))

        with ThreadPoolExecutor(connections) as pool:
            list(pool.map(pour, range(connections)))
        rate = posts / (self.sink.wait(before + posts * size) - start)
        self.until_settled()
        return rate

    def _letter(self, size: int, number: object) -> bytes:
        proof = f"spf=pass smtp.mailfrom={AUTHOR}; dmarc=pass header.from={AUTHOR.partition('@')[2]}"
        return f"Authentication-Results: mx.{DOMAIN}; {proof}\r\n".encode() + letter(self.address(size), f"{size}-{number}")

    def until_settled(self) -> None:
        """Every row has its result: what is measured includes the promise."""
        open_rows = "SELECT count(*) FROM outbox WHERE state NOT IN ('delivered', 'failed')"
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)) as db:
            while db.execute(open_rows).fetchone()[0]:
                time.sleep(0.01)


def write_seed(file: Path, sizes: Sequence[int]) -> None:
    """A forum with a working group of each size; smaller ones are made of the same people."""
    forum = json.loads((ROOT / "config" / "demo.json").read_text("utf-8"))
    # A group without a speaker would ask all its members who that shall be.
    speaker = members(2)[1]
    forum["groups"] = [
        {"slug": f"g{n}", "name": f"Gruppe {n}", "list_address": f"ag-g{n}@{DOMAIN}", "aliases": [], "speakers": [speaker]} for n in sizes
    ]
    forum["members"] = [
        {
            "name": f"Person {n}",
            "address": address,
            "landkreis": "Landkreis Stade",
            "groups": [f"g{size}" for size in sizes if n < size],
            "status": "member",
        }
        for n, address in enumerate(members(max(sizes)))
    ]
    forum |= {"cases": [], "events": [], "archive": []}
    file.write_text(json.dumps(forum), "utf-8")


@contextlib.contextmanager
def ours(folder: Path, sink: CountingSink, sizes: Sequence[int]) -> Iterator[Ours]:
    folder.mkdir()
    write_seed(folder / "seed.json", sizes)
    settings = {
        "MAILFLOW__SITE__DEMO": "",
        "MAILFLOW__DELIVER__RELAY": f"smtp://127.0.0.1:{sink.port}",
        "MAILFLOW__DELIVER__CONNECTIONS": "10",
        "MAILFLOW__FORUM__UNDO_MINUTES": "0",
    }
    # What is measured is any day but the first, and none on which everybody gets a weekly overview.
    store = {"MAILFLOW__STORE__URL": f"sqlite:///{folder}/mailflow.db", "MAILFLOW__DIGEST__WEEKDAY": f"{digests_due():%A}".lower()}
    for command in (["db", "upgrade"], ["seed", str(folder / "seed.json")], ["tick"]):
        subprocess.run(
            [sys.executable, "-m", "mailflow", *command], cwd=folder, env=os.environ | store, check=True, stdout=subprocess.DEVNULL
        )
    with gateway(folder, **settings) as (port, _, process):
        program = Ours(port, process.pid, sink, folder / "mailflow.db")
        program.until_settled()
        yield program
