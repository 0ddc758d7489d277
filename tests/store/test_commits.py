"""Group commit: who stops waiting takes nobody along."""

from __future__ import annotations

from concurrent.futures import CancelledError
from threading import Event

import pytest

from mailflow.store.commits import GroupCommit
from mailflow.store.engine import Database


@pytest.mark.proves("A13")
@pytest.mark.parametrize("moment", ["waiting for the flush before", "in the flush"])
def test_a_client_that_hangs_up_while_its_letter_is_flushed_takes_nobody_along(moment):
    begun, disk = Event(), Event()

    def slowly(connection, things):
        begun.set()
        assert disk.wait(10)
        return things

    commits = GroupCommit(Database("sqlite://"), slowly)
    first = commits.submit("first")
    assert begun.wait(10)
    second = commits.submit("second")
    (first if moment == "in the flush" else second).cancel()
    third = commits.submit("third")
    disk.set()
    assert third.result(10) == "third"
    assert first.result(10) == "first"
    if moment != "in the flush":
        with pytest.raises(CancelledError):
            second.result(10)
    commits.close()
