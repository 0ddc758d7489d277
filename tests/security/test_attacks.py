"""Attacks with real signatures over the real SMTP door; `tests/security/test_matrix.py` tries each with every command."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conversation import Forum, letter

from mailflow import flow
from mailflow.explain import Judge
from mailflow.receive.smtp import smtp_door
from mailflow.settings import Settings
from tests.faults.scene import lasting_port
from tests.security.attacks import ATTACKS, BOTE, START, VICTIM, ZONE, own, page, written
from tests.security.names import nameserver

COMMANDS, ORDER = "mailflow@forum-test.example", "ZUSTELLUNG wöchentlich"
GROUP, MARA = "ag-wohnen@forum-test.example", "mara.lindtner@kreis-stade.example"


@pytest.fixture(scope="module")
def names():
    with nameserver(ZONE) as address:
        yield address


class Door:
    """A forum behind its own SMTP door."""

    def __init__(self, names: str, folder: Path) -> None:
        self._folder = folder
        self.forum = Forum(START, settings=Settings(store={"url": "sqlite://"}, security={"nameservers": [names]}))
        # Nobody in front of us: what an Authentication-Results says counts for nothing.
        self.forum.app.__dict__["_forum"] = replace(self.forum.app.forum(), trusted_authserv=())
        self.port, self._loop, self._end, self._ready = lasting_port(), asyncio.new_event_loop(), asyncio.Event(), threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    async def _serve(self) -> None:
        door = await smtp_door(self.forum.app.intake(), f"127.0.0.1:{self.port}")
        self._ready.set()
        await self._end.wait()
        await door.close()

    def send(self, raw: bytes, envelope: str = BOTE, to: str = COMMANDS):
        with contextlib.suppress(smtplib.SMTPResponseException), smtplib.SMTP("127.0.0.1", self.port, timeout=15) as smtp:
            smtp.sendmail(envelope, [to], raw)
        house = self.forum.app.house()
        while flow.one_letter(house):
            pass
        return self.forum.left()

    def explained(self, raw: bytes, envelope: str, to: str = COMMANDS):
        """What `mailflow explain` says of the letter in this forum."""
        file = self._folder / "letter.eml"
        file.write_bytes(raw)
        return Judge(self.forum.app, None).told(file, envelope, (to,), START)

    def weekly(self) -> bool:
        with self.forum.facts() as facts:
            return facts.people.by_address(VICTIM).delivery == "weekly"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)


@pytest.fixture
def door(names, tmp_path) -> Iterator[Door]:
    opened = Door(names, tmp_path)
    yield opened
    opened.close()


@pytest.mark.proves("B4", "D1", "D2", "D3", "D4", "D6", "D12")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[1])
def test_an_attack_changes_nothing(door, attack):
    door.send(ATTACKS[attack](ORDER))
    assert not door.weekly()


@pytest.mark.parametrize("raw", [lambda: own(written(ORDER)), lambda: own(page(f"<p>{ORDER}</p>"))])
def test_the_same_order_signed_and_plain_is_done(door, raw):
    """Without this the attacks could fail because nobody understands the order."""
    door.send(raw())
    assert door.weekly()


@pytest.mark.proves("D1", "A13")
def test_an_old_signed_order_sent_again_by_whoever_has_it_is_not_done_again(door):
    old = own(written(ORDER))
    door.send(old, VICTIM)
    door.send(own(written("ZUSTELLUNG einzeln")), VICTIM)
    assert not door.weekly()
    for envelope in (VICTIM, BOTE, "other@evil.example", ""):
        door.send(old, envelope)
        door.send(b"Received: from evil.example by mx.example; Tue, 16 Mar 2027 11:00:00 +0100\r\n" + old, envelope)
        door.send(b"X-Unsigned: " + envelope.encode() + b"\r\n" + old, envelope)
        door.send(old.replace(b"\r\n\r\n", b"\r\nX-Unsigned: " + envelope.encode() + b"\r\n\r\n").replace(b"ZUSTELLUNG ", b"ZUSTELLUNG  "))
    assert not door.weekly()
    told = door.explained(old, VICTIM)
    assert told["verdict"] == {"action": "discard", "reason": "repeated"}


@pytest.mark.proves("D1")
@pytest.mark.parametrize("victim", [VICTIM, MARA])
def test_a_guessed_reference_releases_nothing(door, victim):
    post = letter("fremd@evil.example", GROUP, "Darf ich?", "Anfrage", START, proven=False)
    held = door.send(post, BOTE, GROUP)
    assert held
    for reference in ("<M-2027-0001@forum-test.example>", held[0].message["Message-ID"]):
        raw = letter(victim, "buero@forum-test.example", "freigeben", "AW", START, proven=False, headers=f"In-Reply-To: {reference}\n")
        door.send(raw, victim, "buero@forum-test.example")
    with door.forum.facts() as facts:
        assert facts.matters.hold("M-2027-0001").state == "held"
