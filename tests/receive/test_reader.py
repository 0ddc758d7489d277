"""Children with limits: a function that hangs, crashes or eats memory costs one call, the next one works."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailflow.receive import reader as reading
from mailflow.receive.reader import Reader, UnreadableError


def hang():
    while True:
        pass


def die():
    os.kill(os.getpid(), signal.SIGSEGV)


def eat():
    return len(bytearray(4 << 30))


def fail():
    raise ValueError("geheimer Text")


def pid_after(seconds):
    time.sleep(seconds)
    return os.getpid()


def double(n):
    return 2 * n


def expect_unreadable(reader, function):
    with pytest.raises(UnreadableError):
        reader.run(function)


PROGRAM = """
from mailflow.receive.reader import Reader
print("loaded", flush=True)
if __name__ == "__main__":
    reader = Reader(children=1)
    print(reader.run(abs, -42), flush=True)
    reader.close()
"""


def test_a_child_does_not_load_the_program_again(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run([sys.executable, str(tmp_path / "program.py")], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["loaded", "42"]


@pytest.fixture
def reader():
    reader = Reader(children=1, seconds=1.0)
    yield reader
    reader.close()


@pytest.mark.proves("B1", "B9")
@pytest.mark.parametrize("function", [hang, die, eat, fail])
def test_a_bad_call_is_told_and_the_next_one_works(reader, function):
    reader.run(double, 1)
    started = time.monotonic()
    with pytest.raises(UnreadableError) as error:
        reader.run(function)
    assert time.monotonic() - started < 10  # a second of processor time, on a busy machine too
    assert "geheim" not in str(error.value)
    assert reader.run(double, 21) == 42


@pytest.mark.proves("B9")
def test_one_child_reads_letter_after_letter_and_another_steps_in_where_it_hangs(monkeypatch):
    monkeypatch.setattr(reading, "_BRIEFLY", 0.2)
    reader = Reader(children=2, seconds=60)
    first = {reader.run(os.getpid) for _ in range(3)}
    assert len(first) == 1
    hanging = threading.Thread(target=expect_unreadable, args=(reader, hang))
    hanging.start()
    assert reader.run(os.getpid) not in first
    os.kill(*first, signal.SIGKILL)
    hanging.join(10)
    assert not hanging.is_alive()
    reader.close()


def test_when_the_rush_is_over_one_child_is_left(monkeypatch):
    monkeypatch.setattr(reading, "_BRIEFLY", 0.05)
    reader = Reader(children=2)
    with ThreadPoolExecutor(2) as pool:
        children = set(pool.map(lambda seconds: reader.run(pid_after, seconds), (0.5, 1.0)))
    assert len(children) == 2
    assert [Path(f"/proc/{child}").exists() for child in children].count(True) == 1
    assert reader.run(os.getpid) in children
    reader.close()


def test_the_gateway_does_not_load_what_only_its_children_need():
    loaded = "import sys, mailflow.cli, mailflow.service; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert not {"mailflow.understand.parse", "mailflow.receive.authentication", "alembic", "openpyxl", "icalendar", "nh3"} & set(names)
