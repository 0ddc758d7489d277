"""Watched from outside the process, by its system calls: no 250 before the letter's bytes have been flushed to disk."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

import pytest

from tests.faults.scene import AUTHOR, LIST, post
from tests.faults.strace import watched
from tests.receive.doors import greeted

CONNECTIONS, EACH = 10, 6


@dataclass
class Calls:
    """What strace saw, by the number of the line: a call has begun in its line and ended in that line or a later one."""

    lines: list[str]

    def written(self, mark: str) -> int:
        """Where the bytes with this mark were written to the write-ahead log."""
        return self._first(rf"pwrite64\(\d+<[^>]*-wal>.*{mark}")

    def told(self, letter: str) -> int:
        return self._first(rf"send(?:to|msg)\(.*angenommen als {letter}")

    def flushes(self) -> list[tuple[int, int]]:
        """(begun, ended) of every successful flush of the write-ahead log."""
        found, begun = [], {}
        for number, line in enumerate(self.lines):
            thread = line.split()[0]
            if re.search(r"f(?:data)?sync\(\d+<[^>]*-wal>", line):
                begun[thread] = number
            if re.search(r"f(?:data)?sync.*= 0$", line) and thread in begun:
                found.append((begun.pop(thread), number))
        return found

    def _first(self, pattern: str) -> int:
        return next((number for number, line in enumerate(self.lines) if re.search(pattern, line)), -1)


@pytest.mark.proves("I2", "c4", "c5")
def test_every_250_comes_after_a_flush_of_its_letter_and_letters_share_flushes(scene, tmp_path):
    stage = scene()
    stage.start()
    told: dict[str, str] = {}

    def sender(number: int) -> None:
        with greeted(stage.port) as client:
            for n in range(EACH):
                mark = f"marke-{number}-{n}-ende"
                answer = client.letter(post(mark, text=mark), LIST, sender=AUTHOR)
                assert answer.startswith("250"), answer
                told[mark] = answer.rpartition(" ")[2]

    with watched(stage.running[0].pid, "fsync,fdatasync,pwrite64,sendto,sendmsg", tmp_path / "calls"):
        threads = [threading.Thread(target=sender, args=(number,)) for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    calls = Calls((tmp_path / "calls").read_text("utf-8", "replace").splitlines())
    flushes = calls.flushes()
    for mark, letter in told.items():
        written, said = calls.written(mark), calls.told(letter)
        assert 0 <= written < said, f"{mark} was written before it was acknowledged"
        assert any(written < begun and ended < said for begun, ended in flushes), f"{mark} was acknowledged before it was flushed"
    assert len(told) == CONNECTIONS * EACH
    first, last = min(map(calls.written, told)), max(map(calls.told, told.values()))
    assert len([begun for begun, _ in flushes if first < begun < last]) < len(told), "letters that come together share a flush"
