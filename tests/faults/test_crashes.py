"""kill -9 at every step of a letter's way (faults.md section 4): nothing lost, nothing twice but what the relay may have had."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import re
import signal
from datetime import UTC, datetime

import pytest

from tests.faults.scene import CONNECTIONS, OFFICE, READERS, Scene, lasting_port, post
from tests.live.servers import digests_due, empty_database, wait_for
from tests.receive.imap_server import PASSWORD, imap_server

pytestmark = pytest.mark.timeout(3600)
ROUNDS = int(os.environ.get("MAILFLOW_ROUNDS", "1"))

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
    "c13 on file": "written down",
    "c13": "delivered",
}


@pytest.fixture(params=["sqlite", "postgresql", "postgresql, 4 workers"])
def stage(request, scene) -> Scene:
    """A forum on each kind of store; SQLite runs one process by construction."""
    if request.param == "sqlite":
        return scene()
    return scene(request.getfixturevalue("database"), 4 if "4" in request.param else 1)


@pytest.mark.proves("c1", "c2", "c3", "c4", "c6", "c7", "c8", "c9", "c12", "c13", "I6", "B10", "A13")
def test_a_kill_at_every_point(stage):
    """At each point a post; the sender comes again if it was told nothing; then everything is as if nothing had been."""
    stage.start()
    stage.send_half(post("c1"))
    stage.recover()
    assert stage.rows("SELECT count(*) FROM letter") == [(0,)]
    for (point, event), turn in itertools.product(POINTS.items(), range(ROUNDS)):
        stage.pull_plug_at(event, 3 if point in {"c12", "c13"} else 1)
        raw = post(f"{point.replace(' ', '')}-{turn}")
        told = stage.send(raw)
        wait_for(stage.died, 60, f"a gateway coming to {event}")
        stage.recover()
        if not told:
            stage.deliver(raw)
        stage.drain()
        stage.check(posts=len(stage.told))


@pytest.mark.proves("c6", "c9", "H8")
def test_the_others_take_over_what_one_of_four_had_in_hand(scene, database):
    stage = scene(database, 4)
    stage.start()
    for event in ("claimed", "leased"):
        stage.pull_plug_at(event)
        told = stage.send(post(event))
        wait_for(stage.died, 60, f"a gateway coming to {event}")
        stage.bury()
        assert len(stage.running) == 3
        stage.outlive()
        stage.start()
        if not told:
            stage.deliver(post(event))
        stage.drain()
        stage.check(posts=len(stage.told))


@pytest.mark.proves("H8")
@pytest.mark.parametrize("event", ["claimed", "performed", "leased"])
def test_a_frozen_worker_does_nothing_twice_when_it_thaws(scene, database, event):
    stage = scene(database, 2)
    stage.start()
    stage.pull_plug_at(event, signal=signal.SIGSTOP)
    stage.send(post(event))
    wait_for(stage.plug_is_pulled, 60, f"a gateway coming to {event}")
    stage.outlive()
    if event != "performed":
        # What is frozen within its transaction keeps the row; everything else the other one has taken over.
        stage.drain()
    stage.thaw()
    stage.deliver(post(event))
    stage.drain()
    assert stage.check(posts=1) == 0


@pytest.mark.proves("I6", "H8")
def test_a_second_process_on_an_embedded_store_is_refused(scene):
    stage = scene()
    stage.start()
    assert stage.gateway("work").wait() == 1
    assert "in use by another mailflow process" in stage.log()


@pytest.mark.proves("c5", "c14")
def test_a_kill_right_after_250_for_a_post_and_for_a_bounce(scene):
    stage = scene()
    stage.start()
    stage.deliver(post(1))
    stage.recover()
    stage.drain()
    [copy] = [t for t in stage.relay.taken if t.recipient == "m5@kreis5.example"]
    bounce = post("bounce", "mailer-daemon@kreis5.example", to=copy.sender, text=DEAD, extra=REPORT)
    for _ in range(2):
        stage.deliver(bounce, "", copy.sender)
        stage.recover()
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


@pytest.mark.proves("c18")
@pytest.mark.parametrize("event", ["taken", "claimed", "performed>committing", "decided"])
def test_a_kill_after_a_click_whose_answer_is_lost(scene, event):
    """The mail program hears nothing and clicks again: one leaves once, and hears of it once."""
    port = lasting_port()
    stage = scene(WEB__LISTEN=f"127.0.0.1:{port}", WEB__PUBLIC_URL="https://forum-demo.example")
    stage.start()
    stage.deliver(post(1))
    stage.drain()
    [copy] = [t.raw.decode() for t in stage.relay.taken if t.recipient == "m5@kreis5.example"]
    link = re.search(r"<https://forum-demo\.example(/u/[^>]+)>", copy)[1]

    def click() -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            door = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            door.request("POST", link, "List-Unsubscribe=One-Click")
            return door.getresponse().status == 200
        return False

    stage.pull_plug_at(event)
    click()
    wait_for(stage.died, 60, "the kill")
    stage.recover()
    wait_for(click, 30, "an answer to the second click")
    stage.drain()
    assert len([t for t in stage.relay.taken if b"Subject: Abgemeldet" in t.raw]) == 1
    assert stage.rows("SELECT count(*) FROM journalentry WHERE what = 'remove' AND kind = 'Membership'") == [(1,)]


@pytest.mark.proves("c10", "c11", "H1")
@pytest.mark.parametrize("phase", ["rcpt", "dot"])
def test_a_kill_while_the_relay_has_the_letter(stage, phase):
    stage.start()
    seen = itertools.count()

    def script(at, number, recipient):
        if at == phase and next(seen) == 4:
            for gateway in stage.running:
                os.kill(gateway.pid, signal.SIGKILL)
            return "drop"
        return None

    stage.relay.script = script
    stage.deliver(post(1))
    wait_for(stage.died, 60, "the kill")
    stage.recover()
    stage.drain()
    # At RCPT too: the dot of the letter before came in the same segment, and its 250 may still be on its way.
    assert stage.check(posts=1) <= CONNECTIONS * stage.workers


@pytest.mark.proves("c13")
def test_a_worker_of_another_forum_leaves_alone_what_a_dead_one_wrote_down(scene, cluster):
    ours, other = scene(empty_database(cluster), DELIVER__CONNECTIONS="1"), scene(empty_database(cluster))
    ours.start()
    other.start()
    ours.pull_plug_at("written down", READERS // 2)
    ours.deliver(post(1))
    wait_for(ours.died, 60, "the kill")
    other.deliver(post(2))
    other.drain()
    ours.recover()
    ours.drain()
    assert ours.check(posts=1) <= 1


@pytest.mark.proves("c17", "B13", "I6")
def test_a_kill_at_every_point_of_a_letter_in_the_mailbox(scene):
    """Fetched, committed, put away: whoever dies in between fetches the letter again, and it has its effects once."""
    with imap_server() as server:
        mailbox = {"HOST": "127.0.0.1", "PORT": str(server.port), "TLS": "none", "USER": "forum", "PASSWORD": PASSWORD}
        settings = {f"RECEIVE__IMAP__{key}": value for key, value in (mailbox | {"DONE_FOLDER": "erledigt"}).items()}
        stage = scene(**settings)
        stage.start()
        for number, point in enumerate(("fetched", "fetched>committing", "taken", "put away"), 1):
            stage.pull_plug_at(point)
            stage.leave_in(server, post(number))
            wait_for(stage.died, 60, f"the gateway coming to {point}")
            stage.recover()
            wait_for(lambda n=number: len(server.folders["erledigt"]) == n, 60, "the letter being put away")
            stage.drain()
            stage.check(posts=number)
        assert server.folders["INBOX"] == []


@pytest.mark.proves("c6", "B9", "B10")
def test_a_letter_that_kills_three_times_is_set_aside_and_the_others_flow(scene):
    stage = scene()
    for attempt in range(3):
        stage.pull_plug_at("claimed")
        stage.start()
        if attempt == 0:
            stage.send(post(1))
        wait_for(stage.died, 60, "the kill")
    stage.start()
    wait_for(lambda: stage.rows("SELECT state FROM inbox") == [("set_aside",)], what="the letter being set aside")
    stage.deliver(post(2))
    wait_for(lambda: len(stage.relay.taken) >= READERS, what="the other letter")


@pytest.mark.proves("c15", "I8")
def test_a_kill_while_digests_are_written(stage):
    stage.start()
    stage.deliver(post(1))
    stage.drain()
    stage.pull_plug_at("performed>committing")
    stage.ahead((digests_due() - datetime.now(UTC)).total_seconds())
    wait_for(stage.died, 60, "the kill")
    stage.recover()
    digests = "SELECT o.recipient, count(*) FROM outbox o JOIN mail m ON m.id = o.mail WHERE m.kind LIKE 'digest%' GROUP BY o.recipient"
    wait_for(lambda: len(stage.rows(digests)) >= READERS, 60, "a digest for everybody")
    stage.drain()
    stage.check(posts=1)
    assert {count for _, count in stage.rows(digests)} == {1}


@pytest.mark.proves("c16", "E5")
def test_a_kill_while_the_office_decides(stage):
    stage.start()
    events = ["taken", "claimed", "performed>committing", "leased"]
    for number, event in enumerate(events, 1):
        stranger = f"fremd{number}@anderswo.example"
        stage.deliver(post(f"fremd{number}", stranger), stranger)
        stage.drain()
        asked = [t.raw.decode() for t in stage.relay.taken if t.recipient == OFFICE][-1]
        reply = next(line.partition(": ")[2] for line in asked.split("\r\n") if line.startswith("Reply-To:"))
        stage.pull_plug_at(event)
        decision = post(f"ja{number}", OFFICE, to=reply, text="FREIGEBEN")
        told = stage.send(decision, OFFICE, reply)
        wait_for(stage.died, 60, "the kill")
        stage.recover()
        if not told:
            stage.deliver(decision, OFFICE, reply)
        stage.drain()
        stage.check(posts=number)
        copies = [t for t in stage.relay.taken if t.raw.count(f"<post-fremd{number}@".encode()) and b"List-Id" in t.raw]
        assert len({t.recipient for t in copies}) == READERS
    assert stage.rows("SELECT DISTINCT state FROM hold") == [("released",)]
