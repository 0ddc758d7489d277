"""Real servers on loopback, each in a directory of its own; nothing of the system's configuration is touched."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).parent.parent.parent


def digests_due() -> datetime:
    """Three days from now: none is written while a test is about something else, on whatever day it runs."""
    return (datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=3)).replace(hour=9, minute=30)


def need(program: str, *also: str) -> str:
    """The path of a program; skips the test where it is missing, fails where servers are required (CI)."""
    found = next((p for p in (shutil.which(program), *also) if p and Path(p).exists()), None)
    if found:
        return found
    if os.environ.get("MAILFLOW_REQUIRE_SERVERS"):
        pytest.fail(f"{program} is not installed; run: make servers")
    pytest.skip(f"{program} is not installed (make servers installs it)")


_WORKER = int("0" + os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_PORTS = itertools.count(12_000 + _WORKER % 5 * 4000 + os.getpid() % 100 * 20)
"""Below those that outgoing connections get, and others in each worker: until its server has started, nobody else takes a port."""


def free_port() -> int:
    return next(filter(_is_free, _PORTS))


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return True
    return False


def wait_for(condition, seconds: float = 20.0, what: str = "it"):
    """Polls until the condition holds and returns its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds:.0f} seconds")


class Sink:
    """A relay that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope):  # aiosmtpd's name
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 kept"

    def to(self, address: str) -> list[bytes]:
        return [raw for _, recipients, raw in self.got if address in recipients]


@contextlib.contextmanager
def sink() -> Iterator[tuple[Sink, int]]:
    handler, port = Sink(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


@contextlib.contextmanager
def gateway(folder: Path, **settings: str) -> Iterator[tuple[int, int, subprocess.Popen[str]]]:
    """`mailflow run` as a process of its own: (SMTP port, web port, process)."""
    smtp, web = free_port(), free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILFLOW__")} | {
        "MAILFLOW__STORE__URL": f"sqlite:///{folder}/mailflow.db",
        "MAILFLOW__RECEIVE__SMTP": f"127.0.0.1:{smtp}",
        "MAILFLOW__WEB__LISTEN": f"127.0.0.1:{web}",
        "MAILFLOW__SITE__DEMO": str(ROOT / "config" / "demo.json"),
        "MAILFLOW__OFFICE__COORDINATES_UNTIL": "",
        "MAILFLOW__DIGEST__WEEKDAY": f"{digests_due():%A}".lower(),
        **settings,
    }
    log = (folder / "gateway.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "mailflow", "run"], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
    )
    try:
        wait_for(lambda: (answers(smtp) and answers(web)) or process.poll() is not None, what="the gateway's start")
        assert process.poll() is None, (folder / "gateway.log").read_text()
        yield smtp, web, process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=40)
        log.close()


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def standing(web: int) -> dict[str, Any]:
    """What /health says, well or not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{web}/health", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as e:
        return json.load(e)


def send(port: int, raw: bytes, sender: str, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        smtp.sendmail(sender, list(recipients), raw)


@contextlib.contextmanager
def open_folder(server: str) -> Iterator[Path]:
    """A folder that the server's own user can reach, under a path short enough for its sockets (107 characters, unix(7)).

    Not within pytest's directories, which every new run closes to other users again.
    """
    with tempfile.TemporaryDirectory(prefix=f"{server}-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


_numbers = itertools.count(1)


def empty_database(cluster: str) -> str:
    """The store URL of a new database in the cluster."""
    import psycopg

    name = f"forum{os.getpid()}n{next(_numbers)}"
    with psycopg.connect(cluster.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return cluster.rpartition("/")[0] + f"/{name}"


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """An empty PostgreSQL cluster; yields a store URL. Runs as the user postgres when the tests run as root."""
    initdb = need("initdb", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)))
    pg_ctl, port, before = str(Path(initdb).with_name("pg_ctl")), free_port(), []
    with open_folder("pg") as data:
        if os.getuid() == 0:
            before = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(data, "postgres", "postgres")
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*before, initdb, "-D", data, "-U", "t", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], **quiet)
        options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
        subprocess.run([*before, pg_ctl, "-D", data, "-w", "-l", f"{data}/log", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql+psycopg://t@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*before, pg_ctl, "-D", data, "-m", "immediate", "stop"], **(quiet | {"check": False}))


@contextlib.contextmanager
def postfix(transports: dict[str, str]) -> Iterator[int]:
    """A Postfix that takes mail on a port and routes domains as told; needs root."""
    program = need("postfix", "/usr/sbin/postfix")
    if os.getuid() != 0:
        pytest.skip("Postfix starts as root only")
    port = free_port()
    with open_folder("postfix") as folder:
        control = [program, "-c", str(_configured(folder, port, transports))]
        subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(lambda: answers(port), what="Postfix's start")
            yield port
        finally:
            subprocess.run([*control, "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _configured(folder: Path, port: int, transports: dict[str, str]) -> Path:
    """The folder with main.cf and master.cf."""
    etc, queue = folder / "etc", folder / "queue"
    for directory in (etc, queue, folder / "data"):
        directory.mkdir()
    shutil.chown(folder / "data", "postfix")
    routes = ", ".join(f"{{ {domain} = {target} }}" for domain, target in transports.items())
    (etc / "main.cf").write_text(
        "\n".join(
            [
                "compatibility_level = 3.6",
                f"queue_directory = {queue}",
                f"data_directory = {folder / 'data'}",
                f"maillog_file = {folder / 'log'}",
                f"maillog_file_prefixes = {folder}",
                "inet_interfaces = 127.0.0.1",
                "inet_protocols = ipv4",
                "myhostname = mx.test.example",
                "mydestination =",
                "mynetworks = 127.0.0.0/8",
                f"relay_domains = {', '.join(transports)}",
                f"transport_maps = inline:{{ {routes} }}",
                "recipient_delimiter =",
                "alias_maps =",
                "smtpd_relay_restrictions = permit_mynetworks, reject",
                "",
            ]
        )
    )
    master = Path("/etc/postfix/master.cf")
    source = (master if master.exists() else Path("/usr/share/postfix/master.cf.dist")).read_text()
    lines = [line for line in source.splitlines() if not line.startswith("smtp      inet")]
    chrootless = [line.replace("  y  ", "  n  ", 1) if line and not line.startswith(("#", " ")) else line for line in lines]
    (etc / "master.cf").write_text(f"127.0.0.1:{port} inet n - n - - smtpd\n" + "\n".join(chrootless) + "\n")
    return etc
