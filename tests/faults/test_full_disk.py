"""A disk that fills up at every step: nothing is half stored, and everything goes on when there is room again."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from blank import differences
from conversation import Forum
from sqlalchemy.exc import OperationalError

from mailflow import flow
from mailflow.settings import Settings
from mailflow.store import inbox, outbox
from mailflow.store.engine import Database
from mailflow.store.schema import upgrade
from tests.faults.scene import AUTHOR, LIST, post
from tests.live.servers import wait_for
from tests.receive.doors import greeted

MARA, GROUP = "mara.lindtner@kreis-stade.example", "ag-wohnen@forum-test.example"


class Disk:
    """A small disk that can be filled to the last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill(self, leave: int = 0) -> None:
        free = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize
        with self._ballast.open("ab") as ballast, contextlib.suppress(OSError):
            ballast.write(b"x" * max(0, free - leave))

    def free(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.getuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)], check=False).returncode:
        pytest.skip("a small disk can be mounted as root only")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.proves("A14")
def test_a_full_disk_stops_every_step_and_harms_none(disk):
    forum = Forum(datetime(2027, 3, 16, 10, tzinfo=UTC), settings=Settings(store={"url": f"sqlite:///{disk.folder}/m.db"}))
    raw = post("voll", MARA, to=GROUP, text="x" * 200_000).replace(b"mx.forum-demo", b"mx.forum-test")
    intake, house, postman = forum.app.intake(), forum.app.house(), forum.app.postman()

    disk.fill()
    with pytest.raises(OperationalError, match="full"):
        intake.take(raw, MARA, [GROUP], "smtp").result()
    assert counts(forum) == ({}, {})
    disk.free()
    intake.take(raw, MARA, [GROUP], "smtp").result()

    disk.fill()
    with pytest.raises(OperationalError, match="full"):
        while True:
            flow.one_letter(house)
    assert counts(forum) == ({"new": 1}, {})
    disk.free()
    with forum.app.store.writing(forum.clock.now()) as tx:
        inbox.give_back(tx.connection)
    assert flow.one_letter(house)
    assert counts(forum) == ({"done": 1}, {"queued": 3})

    disk.fill()
    with pytest.raises(OperationalError, match="full"):
        while True:
            postman.round(0)
    disk.free()
    while postman.round(0):
        pass
    assert counts(forum)[1] == {"delivered": 3}
    with forum.app.store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    forum.app.database.close()


def counts(forum: Forum) -> tuple[dict[str, int], dict[str, int]]:
    with forum.app.store.reading() as connection:
        return inbox.counts(connection), outbox.counts(connection)


@pytest.mark.proves("A14", "I10")
def test_an_upgrade_on_a_full_disk_can_be_repeated(disk):
    database = Database(f"sqlite:///{disk.folder}/m.db")
    with database.writing() as connection:
        upgrade(connection, "0001")
    disk.fill(leave=60_000)
    with pytest.raises(OperationalError):
        database.upgrade()
    database.close()
    disk.free()
    database.upgrade()
    with database.reading() as connection:
        assert differences(connection) == []
    database.close()


@pytest.mark.proves("A14")
def test_the_door_asks_senders_to_come_back_while_there_is_little_room(disk, scene):
    stage = scene(f"sqlite:///{disk.folder}/m.db", RECEIVE__MAX_SIZE_MB="0.5")
    stage.start()
    with greeted(stage.port) as client:
        disk.fill(leave=1_400_000)
        assert client.say(f"MAIL FROM:<{AUTHOR}>") == "452 4.3.1 Kein Platz im Moment / no room right now"
        disk.free()
        assert client.letter(post("Platz"), LIST, sender=AUTHOR).startswith("250")
    wait_for(lambda: len(stage.relay.taken) == 12, 60, "the copies")
    stage.stop()
