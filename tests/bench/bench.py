"""Speed as ratios: durable accept against Postfix on this machine, fan-out against bare smtplib to the same sink, in one run.

Absolute figures say more about the disk than about the program; the ratios are what to compare.
"""

from __future__ import annotations

import os
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conversation import Forum  # noqa: E402

from tests.live.servers import free_port, gateway, postfix, wait_for  # noqa: E402

LETTERS, SIZE = 300, 10240
TO = "forum@forum-demo.example"


def accepted(port: int, sessions: int) -> float:
    """Letters per second that the server on this port says 250 to."""
    start = time.monotonic()
    command = ["smtp-source", "-4", "-d", "-s", str(sessions), "-m", str(LETTERS), "-l", str(SIZE), "-f", "a@kreis.example", "-t", TO, "-N"]
    subprocess.run([*command[:-1], f"127.0.0.1:{port}"], check=True)
    return LETTERS / (time.monotonic() - start)


@contextmanager
def sink(port: int):
    process = subprocess.Popen(["smtp-sink", "-4", *(["-u", "nobody"] if os.getuid() == 0 else []), f"127.0.0.1:{port}", "1000"])
    try:
        wait_for(lambda: _open(port))
        yield
    finally:
        process.terminate()
        process.wait()


def _open(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=1).quit()
    except OSError:
        return False
    return True


def handed_over(port: int, count: int) -> tuple[float, float]:
    """(ours, bare smtplib) recipients per second to the same sink, one connection, one recipient per transaction."""
    from mailflow.settings import Settings
    from mailflow.store import outbox

    settings = Settings(store={"url": f"sqlite:///{tempfile.mkdtemp()}/m.db"}, deliver={"relay": f"smtp://127.0.0.1:{port}"})
    forum = Forum(datetime.now(UTC), ROOT / "config" / "demo.json", settings)
    raw = b"Subject: x\r\n\r\n" + b"x" * SIZE + b"\r\n"
    people = [f"p{n}@kreis.example" for n in range(count)]
    with forum.app.store.writing(forum.clock.now()) as tx:
        outbox.put(tx.connection, raw, people, message_id="<1@x>", kind="post", about="", cause="bench", now=forum.clock.now())
    start = time.monotonic()
    done = forum.deliver()
    ours = done / (time.monotonic() - start)
    start = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for person in people:
            smtp.sendmail("bounce@forum.example", [person], raw)
    return ours, count / (time.monotonic() - start)


def main() -> int:
    if not shutil.which("smtp-source"):
        print("smtp-source is missing; run: make servers")
        return 1
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(tmp)
        (folder / "ours").mkdir()
        (folder / "postfix").mkdir()
        with gateway(folder / "ours") as (ours, _, _), postfix(folder / "postfix", {"forum-demo.example": "discard:"}) as theirs:
            for sessions in (1, 20):
                mine, other = accepted(ours, sessions), accepted(theirs, sessions)
                print(f"durable accept, {sessions:>2} sessions: mailflow {mine:6.0f}/s  Postfix {other:6.0f}/s  ratio {mine / other:.2f}")
    port = free_port()
    with sink(port):
        mine, other = handed_over(port, 1000)
        print(f"hand-over, one connection:   mailflow {mine:6.0f}/s  smtplib {other:6.0f}/s  ratio {mine / other:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
