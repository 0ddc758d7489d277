"""Children with limits: a function that hangs, crashes or eats memory costs one call, the next one works."""

import os
import signal
import time

import pytest

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


def double(n):
    return 2 * n


@pytest.fixture
def reader():
    reader = Reader(children=1, seconds=1.0)
    yield reader
    reader.close()


@pytest.mark.proves("B1", "B9")
@pytest.mark.parametrize("function", [hang, die, eat, fail])
def test_a_bad_call_is_told_and_the_next_one_works(reader, function):
    started = time.monotonic()
    with pytest.raises(UnreadableError) as error:
        reader.run(function)
    assert time.monotonic() - started < 10  # a second of processor time, on a busy machine too
    assert "geheim" not in str(error.value)
    assert reader.run(double, 21) == 42
