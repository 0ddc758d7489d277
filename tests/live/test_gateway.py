"""The whole program as a process: real sockets in, a real relay out, stopped politely."""

from __future__ import annotations

import email
import json
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime

import pytest
from conversation import letter

from tests.live.servers import ROOT, free_port, gateway, need, postfix, postgres, send, sink, wait_for
from tests.typed import typed

pytestmark = pytest.mark.live
MARA, DOMAIN = "mara.lindtner@kreis-stade.example", "forum-demo.example"
READERS = {MARA, "obermoos@kreis-guetersloh.example", "integration@kreis-dithmarschen.example"}


def post(text: str = "Liebe alle, wer hat Erfahrung mit Belegrechten?") -> bytes:
    raw = letter(MARA, f"ag-wohnen@{DOMAIN}", text, "Belegrechte", datetime.now(UTC))
    return raw.replace(b"mx.forum-test.example", b"mx.forum-demo.example")


def test_a_post_goes_in_by_smtp_and_out_by_the_relay(tmp_path):
    with sink() as (relay, port), gateway(tmp_path, MAILFLOW__DELIVER__RELAY=f"smtp://127.0.0.1:{port}") as (smtp, web, process):
        send(smtp, post(), MARA, f"ag-wohnen@{DOMAIN}")
        wait_for(lambda: len(relay.got) == len(READERS), what="the fan-out")
        assert {r for _, recipients, _ in relay.got for r in recipients} == READERS
        assert all(len(recipients) == 1 for _, recipients, _ in relay.got)
        assert all(sender.startswith("bounce+") for sender, _, _ in relay.got)
        message = email.message_from_bytes(relay.got[0][2])
        assert message["List-Id"] == f'"AG Wohnen" <ag-wohnen.{DOMAIN}>'
        assert message["Precedence"] == "list"
        health = json.load(urllib.request.urlopen(f"http://127.0.0.1:{web}/health", timeout=5))
        assert health["outbox"]["delivered"] == len(READERS)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0
    log = (tmp_path / "gateway.log").read_text()
    assert "Belegrechte" not in log
    assert MARA not in log


def test_a_relay_that_is_away_loses_nothing(tmp_path):
    port = free_port()
    with gateway(tmp_path, MAILFLOW__DELIVER__RELAY=f"smtp://127.0.0.1:{port}") as (smtp, web, _):
        send(smtp, post(), MARA, f"ag-wohnen@{DOMAIN}")

        def waiting():
            health = json.load(urllib.request.urlopen(f"http://127.0.0.1:{web}/health", timeout=5))
            return health if health["relay_says"] else None

        health = wait_for(waiting, what="the relay's absence being told")
        assert health["outbox"]["queued"] + health["outbox"]["leased"] == len(READERS)
        assert "no connection" in health["relay_says"]


def test_a_taken_port_is_told_in_one_sentence(tmp_path):
    with gateway(tmp_path) as (smtp, _, _):
        again = subprocess.run(
            [sys.executable, "-m", "mailflow", "run"],
            cwd=tmp_path,
            env={
                "PATH": "/usr/bin",
                "MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/other.db",
                "MAILFLOW__RECEIVE__SMTP": f"127.0.0.1:{smtp}",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert again.returncode == 1
        assert str(smtp) in again.stderr
        assert "Traceback" not in again.stderr


def test_a_second_process_on_one_sqlite_store_is_refused(tmp_path):
    with gateway(tmp_path) as (_, web, process):
        assert process.stdout
        assert process.stdout.readline() == f"Post room: http://127.0.0.1:{web}/   (Ctrl-C ends it)\n"
        again = subprocess.run(
            [sys.executable, "-m", "mailflow", "run"],
            cwd=tmp_path,
            env={"PATH": "/usr/bin", "MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/mailflow.db"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert again.returncode == 1
        assert "another mailflow process" in again.stderr


def test_postfix_in_front_and_behind(tmp_path):
    """Postfix takes the letter, hands it over by LMTP, and carries the copies away."""
    need("postfix", "/usr/sbin/postfix")
    lmtp = free_port()
    with sink() as (readers, port):
        routes = {DOMAIN: f"lmtp:inet:[127.0.0.1]:{lmtp}"}
        routes |= {address.partition("@")[2]: f"smtp:[127.0.0.1]:{port}" for address in READERS}
        with postfix(routes) as front:
            settings = {"MAILFLOW__DELIVER__RELAY": f"smtp://127.0.0.1:{front}", "MAILFLOW__RECEIVE__LMTP": f"127.0.0.1:{lmtp}"}
            with gateway(tmp_path, **settings):
                send(front, post(), MARA, f"ag-wohnen@{DOMAIN}")
                wait_for(lambda: len(readers.got) == len(READERS), 40, "delivery through Postfix")
    assert {r for _, recipients, _ in readers.got for r in recipients} == READERS


def test_the_same_on_postgresql(tmp_path):
    with postgres() as url, sink() as (relay, port):
        settings = {"MAILFLOW__STORE__URL": url, "MAILFLOW__DELIVER__RELAY": f"smtp://127.0.0.1:{port}"}
        settings["MAILFLOW__SECURITY__KEY_FILE"] = str(tmp_path / "key")
        with gateway(tmp_path, **settings) as (smtp, _, _):
            first = post()
            send(smtp, first, MARA, f"ag-wohnen@{DOMAIN}")
            wait_for(lambda: len(relay.got) == len(READERS), what="the fan-out")
            send(smtp, first, MARA, f"ag-wohnen@{DOMAIN}")
            send(smtp, post("Noch eine Frage."), MARA, f"ag-wohnen@{DOMAIN}")
            wait_for(lambda: len(relay.got) == 2 * len(READERS), what="the second post, and the first only once")


def test_the_pipe(tmp_path):
    store = {"MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/m.db"}
    assert typed(tmp_path, "seed", str(ROOT / "config/demo.json"), **store).returncode == 0
    words, letter_bytes = ("receive", "--from", MARA, "--to"), post()
    taken = subprocess.run(
        [sys.executable, "-m", "mailflow", *words, f"ag-wohnen@{DOMAIN}"],
        input=letter_bytes,
        env={"PATH": "/usr/bin", **store},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert taken.returncode == 0, taken.stderr
    refused = typed(tmp_path, *words, f"gibtesnicht@{DOMAIN}", given=post(), **store)
    assert refused.returncode == 1
    assert "gibtesnicht" in refused.stderr
    status = json.loads(typed(tmp_path, "status", "--json", **store).stdout)
    assert status["inbox"]["new"] == 1
    again = typed(tmp_path, *words, f"ag-wohnen@{DOMAIN}", given=letter_bytes, **store)
    assert again.returncode == 0
    assert again.stdout == taken.stdout.decode(), "the same letter twice is one"
