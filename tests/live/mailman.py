"""GNU Mailman 3 core from an environment of its own: SQLite, LMTP in, REST on loopback, own copies for every member (VERP)."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.servers import ROOT, answers, free_port, wait_for

PACKAGES = ("mailman==3.3.10", "mailmanclient", "sqlalchemy>=2.0,<2.1")
"""With SQLAlchemy 2.1 its REST collections answer 500."""
ENVIRONMENT = ROOT / "var" / "bench" / "mailman"
QUICK = "".join(f"[runner.{name}]\nsleep_time: 0.1s\n" for name in ("in", "pipeline", "out", "virgin", "bounces"))
"""It looks into its queues each second, and for bounces every other minute."""
USER, PASSWORD = "restadmin", "restpass"


@dataclass(frozen=True, slots=True)
class Mailman:
    rest: int
    lmtp: int
    pid: int
    folder: Path
    programs: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.rest}/3.1"


def needed() -> Path:
    """Its environment; skips the test where nobody has made one: it is no Debian package, and large."""
    if not (ENVIRONMENT / "made").exists():
        pytest.skip("Mailman is not installed (make mailman installs it)")
    return environment()


def environment() -> Path:
    """Its own virtual environment, made when first needed and kept."""
    if not (ENVIRONMENT / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([ENVIRONMENT / "bin/pip", "install", "-qq", "--disable-pip-version-check", *PACKAGES], check=True)
        (ENVIRONMENT / "made").touch()
    return ENVIRONMENT


@contextlib.contextmanager
def running(relay: int, *, whole: bool = True) -> Iterator[Mailman]:
    """Mailman sending to a relay on that port; `whole` = False leaves out runners that a test of delivery does not need."""
    programs = environment() / "bin"
    with tempfile.TemporaryDirectory() as name:
        folder, rest, lmtp = Path(name), free_port(), free_port()
        (folder / "mailman.cfg").write_text(_settings(folder, rest, lmtp, relay, whole=whole), "ascii")
        (folder / "mailman.cfg").chmod(0o600)
        with (folder / "log").open("wb") as log:
            # gunicorn keeps a control socket in HOME.
            process = subprocess.Popen(
                [programs / "master", "-C", folder / "mailman.cfg"], cwd=folder, env=os.environ | {"HOME": name}, stdout=log, stderr=log
            )
        try:
            wait_for(lambda: answers(rest) and answers(lmtp), 60, "Mailman's start")
            yield Mailman(rest, lmtp, process.pid, folder, programs)
        finally:
            _stop(process)


def _settings(folder: Path, rest: int, lmtp: int, relay: int, *, whole: bool) -> str:
    unneeded = () if whole else ("archive", "command", "digest", "nntp", "retry", "task")
    return (
        f"""
[mailman]
site_owner: owner@lists.example
layout: bench
[paths.bench]
var_dir: {folder}/var
[webservice]
hostname: 127.0.0.1
port: {rest}
admin_user: {USER}
admin_pass: {PASSWORD}
workers: {2 if whole else 1}
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {relay}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
verp_personalized_deliveries: yes
verp_delivery_interval: 1
"""
        + "".join(f"[runner.{name}]\nstart: no\n" for name in unneeded)
        + (QUICK if not whole else "")
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """At once: all it has is in a folder that goes with it."""
    runners = _children(process.pid)
    process.kill()
    process.wait()
    for pid in [grandchild for runner in runners for grandchild in _children(runner)] + runners:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return []


if __name__ == "__main__":
    environment()
