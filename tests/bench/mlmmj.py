"""mlmmj (Debian's package): no daemon; a program that reads one post and delivers it, started as a mail server's pipe would."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench.letters import letter, members
from tests.bench.sink import AUTHOR, CountingSink

SKELETON = Path("/usr/share/mlmmj/text.skel/en")
_NO_DELAY = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
int connect(int fd, const struct sockaddr *to, socklen_t size) {
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return ((int (*)(int, const struct sockaddr *, socklen_t)) dlsym(RTLD_NEXT, "connect"))(fd, to, size);
}
"""
"""Preloaded: as shipped, body and dot are two small writes, and every letter waits 40 ms for a delayed ACK."""


@dataclass(frozen=True, slots=True)
class Mlmmj:
    name = "mlmmj, VERP, TCP_NODELAY preloaded"
    folder: Path
    sink: CountingSink
    environment: Mapping[str, str]

    def post(self, size: int) -> float:
        """Seconds from the start of the program until the last copy is at the relay."""
        before, start = self.sink.count(), time.perf_counter()
        with ThreadPoolExecutor(1) as aside:
            delivering = aside.submit(self._receive, size, before)
            end = self.sink.wait(before + size)
            delivering.result()
        return end - start

    def flood(self, size: int, posts: int, at_a_time: int = 4) -> float:
        """Posts a second."""
        before, start = self.sink.count(), time.perf_counter()
        with ThreadPoolExecutor(at_a_time) as pool:
            list(pool.map(lambda n: self._receive(size, f"{before}-{n}"), range(posts)))
        return posts / (self.sink.wait(before + posts * size) - start)

    def _receive(self, size: int, number: object) -> None:
        raw = f"Return-Path: <{AUTHOR}>\n".encode() + letter(f"g{size}@lists.example", number).replace(b"\r\n", b"\n")
        # It finds its other programs beside itself, and only if it is called by its whole path.
        words = [shutil.which("mlmmj-receive") or "", "-F", "-L", f"{self.folder}/g{size}/"]
        subprocess.run(words, input=raw, env=dict(self.environment), check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def mlmmj(sink: CountingSink, sizes: Sequence[int]) -> Iterator[Mlmmj]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "nodelay.c").write_text(_NO_DELAY, "ascii")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "nodelay.so", folder / "nodelay.c", "-ldl"], check=True)
        for size in sizes:
            _make_list(folder / f"g{size}", f"g{size}", members(size), sink.port)
        yield Mlmmj(folder, sink, dict(os.environ) | {"LD_PRELOAD": str(folder / "nodelay.so")})


def _make_list(folder: Path, name: str, readers: Sequence[str], relay: int) -> None:
    """What mlmmj-make-ml does by asking questions."""
    rooms = (
        "incoming queue/discarded archive text subconf unsubconf bounce control moderation subscribers.d digesters.d requeue nomailsubs.d"
    )
    for room in rooms.split():
        (folder / room).mkdir(parents=True)
    (folder / "index").touch()
    for text in SKELETON.iterdir():
        shutil.copy(text, folder / "text")
    control = {
        "listaddress": f"{name}@lists.example",
        "owner": "owner@lists.example",
        "relayhost": "127.0.0.1",
        "smtpport": str(relay),
        "smtphelo": "lists.example",
        "noarchive": "",
        "customheaders": f"List-Id: <{name}.lists.example>\nPrecedence: list",
    }
    for key, value in control.items():
        (folder / "control" / key).write_text(value + "\n" if value else "", "ascii")
    for letter_ in sorted({reader[0] for reader in readers}):
        found = [reader for reader in readers if reader[0] == letter_]
        (folder / "subscribers.d" / letter_).write_text("\n".join(found) + "\n", "ascii")
