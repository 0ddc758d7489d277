"""GNU Mailman 3 core with lists of as many members as are measured."""

from __future__ import annotations

import contextlib
import json
import os
import smtplib
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.letters import letter, members
from tests.bench.sink import AUTHOR, CountingSink
from tests.live.mailman import running

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


@contextlib.contextmanager
def mailman(sink: CountingSink, sizes: Sequence[int]) -> Iterator[Mailman]:
    with running(sink.port) as server:
        for size in sizes:
            _make_list(server.programs, server.folder, server.rest, size)
        yield Mailman(server.lmtp, server.pid, sink)


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
