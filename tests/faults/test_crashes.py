"""kill -9 at every step of a letter's way (faults.md section 4): nothing lost, nothing twice but what the relay may have had."""

from __future__ import annotations

import contextlib
import os
import signal
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.faults.scene import OFFICE, READERS, Scene, post, scene
from tests.live.servers import postgres, wait_for

POINTS = {
    "c2": "arrived",
    "c3": "arrived>committing",
    "c4": "taken",
    "c6": "claimed",
    "c7": "performed",
    "c7 in COMMIT": "performed>committing",
    "c8": "decided",
    "c9": "leased",
    "c12": "handed over",
    "c13": "delivered",
}
EVERY_POINT = pytest.mark.parametrize("point", POINTS)
proves_points = pytest.mark.proves("c2", "c3", "c4", "c6", "c7", "c8", "c9", "c12", "c13", "I6", "B10", "A13")


def one_kill(stage: Scene, point: str, number: int = 1, *, in_worker: bool = False) -> None:
    """A post; the plug at that point; the sender comes again if it was told nothing; then everything is as if nothing had been."""
    stage.start(POINTS[point], number, in_worker=in_worker)
    raw, sent = post(point.replace(" ", "")), 1
    told = stage.send(raw)
    while not stage.died() and sent < 40:
        with_luck = wait_until_died(stage)
        if not with_luck:
            stage.send(post(f"{point.replace(' ', '')}-{sent}"))
            sent += 1
    assert stage.died(), f"{POINTS[point]} never came"
    stage.start()
    if not told:
        stage.deliver(raw)
    stage.drain()
    stage.check(posts=len(stage.told))


def wait_until_died(stage: Scene) -> bool:
    try:
        return bool(wait_for(stage.died, 1.5))
    except AssertionError:
        return False


@proves_points
@EVERY_POINT
def test_a_kill_at_every_point(tmp_path, point):
    with scene(tmp_path) as stage:
        one_kill(stage, point, 3 if point in {"c12", "c13"} else 1)


@proves_points
@pytest.mark.parametrize("point", ["c3", "c6", "c7 in COMMIT", "c8", "c12"])
def test_a_kill_at_points_on_postgresql(tmp_path, point):
    with postgres(tmp_path) as url, scene(tmp_path, url) as stage:
        one_kill(stage, point)


@pytest.mark.proves("c6", "c7", "c9", "c12", "H8")
@pytest.mark.parametrize("point", ["c7", "c9", "c12"])
def test_a_kill_of_one_of_four_workers(tmp_path, point):
    with postgres(tmp_path) as url, scene(tmp_path, url, workers=4) as stage:
        one_kill(stage, point, in_worker=True)


@pytest.mark.proves("I6")
def test_a_second_process_on_an_embedded_store_is_refused(tmp_path):
    with scene(tmp_path) as stage:
        stage.start()
        second = stage._spawn("work", "never", 1)
        assert second.wait(timeout=30) == 1
        assert "in use by another mailflow process" in (tmp_path / "gateway.log").read_text("utf-8")


@pytest.mark.proves("c1")
def test_a_sender_cut_off_in_the_middle(tmp_path):
    with scene(tmp_path) as stage:
        stage.start()
        with contextlib.suppress(OSError):
            stage.send_half(post(1))
        stage.start()
        assert stage.rows("SELECT count(*) FROM letter") == [(0,)]
        stage.deliver(post(1))
        stage.drain()
        stage.check(posts=1)


@pytest.mark.proves("c5", "c14")
def test_a_kill_right_after_250_for_a_post_and_for_a_bounce(tmp_path):
    with scene(tmp_path) as stage:
        stage.start()
        stage.deliver(post(1))
        stage.kill()
        stage.start()
        stage.drain()
        [copy] = [t for t in stage.relay.taken if t.recipient == "m5@kreis5.example"]
        bounce = post("bounce", "mailer-daemon@kreis5.example", to=copy.sender, text=DEAD, extra=REPORT)
        stage.deliver(bounce, "", copy.sender)
        stage.kill()
        stage.start()
        stage.deliver(bounce, "", copy.sender)
        stage.drain()
        stage.check(posts=1)
        assert stage.rows("SELECT bounces FROM person WHERE address = 'm5@kreis5.example'") == [(1,)]


REPORT = 'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"'
DEAD = "\r\n".join(
    [
        "--b",
        "Content-Type: text/plain",
        "",
        "unbekannt",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; kreis5.example",
        "",
        "Final-Recipient: rfc822; m5@kreis5.example",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 unknown",
        "",
        "--b--",
    ]
)


@pytest.mark.proves("c10", "c11", "H1")
@pytest.mark.parametrize("phase", ["rcpt", "dot"])
def test_a_kill_while_the_relay_has_the_letter(tmp_path, phase):
    with scene(tmp_path) as stage:
        stage.start()
        seen = []

        def script(at, number, recipient):
            if at == phase:
                seen.append(recipient)
                if len(seen) == 5:
                    os.kill(stage.processes[0].pid, signal.SIGKILL)
                    return "drop"
            return None

        stage.relay.script = script
        stage.deliver(post(1))
        wait_for(stage.died, 20, "the kill")
        stage.start()
        stage.drain()
        assert stage.check(posts=1) <= (4 if phase == "dot" else 3)


@pytest.mark.proves("c6", "B9", "B10")
def test_a_letter_that_kills_three_times_is_set_aside_and_mended_by_hand(tmp_path):
    with scene(tmp_path) as stage:
        for attempt in range(3):
            stage.start("claimed")
            if attempt == 0:
                stage.send(post(1))
            wait_for(stage.died, 20, "the kill")
        stage.start()
        wait_for(lambda: stage.rows("SELECT state FROM inbox") == [("set_aside",)], what="the letter being set aside")
        stage.deliver(post(2))
        wait_for(lambda: len(stage.relay.taken) >= READERS, what="the other letter")


@pytest.mark.proves("c15", "I8")
@pytest.mark.parametrize("event", ["performed", "performed>committing"])
def test_a_kill_while_digests_are_written(tmp_path, event):
    with scene(tmp_path) as stage:
        stage.start()
        stage.deliver(post(1))
        stage.drain()
        stage.stop()
        now = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin"))
        friday = (now + timedelta(days=(4 - now.weekday()) % 7 or 7)).replace(hour=9, minute=30)
        stage.ahead((friday - now).total_seconds())
        stage.start(event)
        wait_for(stage.died, 30, "the kill")
        stage.start()
        digests = "SELECT o.recipient, count(*) FROM outbox o JOIN mail m ON m.id = o.mail WHERE m.kind LIKE 'digest%' GROUP BY o.recipient"
        wait_for(lambda: len(stage.rows(digests)) >= READERS, 30, "a digest for everybody")
        stage.drain()
        stage.check(posts=1)
        assert {count for _, count in stage.rows(digests)} == {1}


@pytest.mark.proves("c16", "E5")
@pytest.mark.parametrize("event", ["arrived", "taken", "claimed", "performed", "performed>committing", "decided", "leased"])
def test_a_kill_while_the_office_decides(tmp_path, event):
    with scene(tmp_path) as stage:
        stage.start()
        stage.deliver(post("fremd", "fremd@anderswo.example"), "fremd@anderswo.example")
        stage.drain()
        asked = next(t.raw.decode() for t in stage.relay.taken if t.recipient == OFFICE)
        reply = next(line.partition(": ")[2] for line in asked.split("\r\n") if line.startswith("Reply-To:"))
        stage.stop()
        stage.start(event)
        decision = post("ja", OFFICE, to=reply, text="FREIGEBEN")
        told = stage.send(decision, OFFICE, reply)
        wait_for(stage.died, 20, "the kill")
        stage.start()
        if not told:
            stage.deliver(decision, OFFICE, reply)
        stage.drain()
        stage.check(posts=1)
        assert stage.rows("SELECT state FROM hold") == [("released",)]
        copies = [t for t in stage.relay.taken if t.raw.count(b"<post-fremd@anderswo.example>") and b"List-Id" in t.raw]
        assert len({t.recipient for t in copies}) == READERS
