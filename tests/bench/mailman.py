"""GNU Mailman 3 core from an environment of its own: SQLite, LMTP in, REST on loopback, own copies for every member (VERP)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.letters import letter, members
from tests.bench.measure import tree
from tests.bench.sink import AUTHOR, CountingSink, is_open
from tests.live.servers import free_port, wait_for

PACKAGES = ("mailman==3.3.10", "mailmanclient", "sqlalchemy>=2.0,<2.1")
"""With SQLAlchemy 2.1 its REST collections answer 500."""
_MAKE_LIST = """
import json, sys
from mailmanclient import Client
size, port, readers = json.load(sys.stdin)
client = Client(f"http://127.0.0.1:{port}/3.1", "restadmin", "restpass")
try:
    domain = client.get_domain("lists.example")
except Exception:
    domain = client.create_domain("lists.example")
made = domain.create_list(f"g{size}")
made.settings.update(dict(send_welcome_message=False, archive_policy="never", admin_immed_notify=False, digests_enabled=False,
                          default_member_action="accept", personalize="individual", max_num_recipients=0, require_explicit_destination=False))
made.settings.save()
for reader in readers[:50]:
    made.subscribe(reader, pre_verified=True, pre_confirmed=True, pre_approved=True, send_welcome_message=False)
"""


@dataclass(frozen=True, slots=True)
class Mailman:
    name = "Mailman 3, VERP and personalised"
    port: int
    pid: int
    sink: CountingSink

    def post(self, size: int) -> float:
        """Seconds from the first byte of one post until the last copy is at the relay."""
        before = self.sink.count()
        with smtplib.LMTP("127.0.0.1", self.port) as lmtp:
            start = time.perf_counter()
            lmtp.sendmail(AUTHOR, [f"g{size}@lists.example"], letter(f"g{size}@lists.example", before))
            return self.sink.wait(before + size) - start

    def flood(self, size: int, posts: int) -> float:
        """Posts a second."""
        before = self.sink.count()
        with smtplib.LMTP("127.0.0.1", self.port) as lmtp:
            start = time.perf_counter()
            for n in range(posts):
                lmtp.sendmail(AUTHOR, [f"g{size}@lists.example"], letter(f"g{size}@lists.example", f"{before}-{n}"))
            return posts / (self.sink.wait(before + posts * size) - start)


def environment() -> Path:
    """Its own virtual environment, made when first needed and kept."""
    folder = Path("var/bench/mailman").absolute()
    if not (folder / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "-qq", "--disable-pip-version-check", *PACKAGES], check=True)
        (folder / "made").touch()
    return folder


@contextlib.contextmanager
def mailman(sink: CountingSink, sizes: Sequence[int]) -> Iterator[Mailman]:
    programs = environment() / "bin"
    with tempfile.TemporaryDirectory() as name:
        folder, rest, lmtp = Path(name), free_port(), free_port()
        (folder / "mailman.cfg").write_text(_settings(folder, rest, lmtp, sink.port), "ascii")
        (folder / "mailman.cfg").chmod(0o600)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([programs / "master", "-C", folder / "mailman.cfg"], cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(lambda: is_open(rest) and is_open(lmtp), 60, "Mailman's start")
            for size in sizes:
                _make_list(programs, folder, rest, size)
            yield Mailman(lmtp, process.pid, sink)
        finally:
            _stop(process)


def _settings(folder: Path, rest: int, lmtp: int, relay: int) -> str:
    return f"""
[mailman]
site_owner: owner@lists.example
layout: bench
[paths.bench]
var_dir: {folder}/var
[webservice]
hostname: 127.0.0.1
port: {rest}
admin_user: restadmin
admin_pass: restpass
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {relay}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
verp_personalized_deliveries: yes
verp_delivery_interval: 1
"""


def _make_list(programs: Path, folder: Path, rest: int, size: int) -> None:
    readers = members(size)
    subprocess.run([programs / "python", "-c", _MAKE_LIST], input=json.dumps([size, rest, readers]), text=True, check=True)
    if readers[50:]:
        (folder / "readers").write_text("\n".join(readers[50:]) + "\n", "ascii")
        as_root = ["--run-as-root"] if os.getuid() == 0 else []
        words = [
            programs / "mailman",
            *as_root,
            "-C",
            folder / "mailman.cfg",
            "addmembers",
            "-W",
            folder / "readers",
            f"g{size}@lists.example",
        ]
        subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _stop(process: subprocess.Popen[bytes]) -> None:
    runners = tree(process.pid)
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    for pid in runners:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
