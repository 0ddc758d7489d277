"""Several workers on one PostgreSQL share the work: everybody gets every letter once, and status sees who works."""

from __future__ import annotations

import contextlib
import email
import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.live.servers import digests_due, gateway, postgres, send, sink, standing, wait_for
from tests.live.test_gateway import DOMAIN, MARA, READERS, post
from tests.typed import typed

WORKERS, POSTS = 3, 12


@contextlib.contextmanager
def workers(folder, settings, number):
    environment = {"PATH": os.environ["PATH"], **settings}
    with (folder / "workers.log").open("w") as log:
        words = [sys.executable, "-m", "mailflow", "work"]
        processes = [subprocess.Popen(words, cwd=folder, env=environment, stderr=log, text=True) for _ in range(number)]
        try:
            yield processes
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=40)


@pytest.mark.live
@pytest.mark.proves("H8")
def test_three_workers_beside_a_gateway(tmp_path):
    with postgres() as url, sink() as (relay, port):
        settings = {
            "MAILFLOW__STORE__URL": url,
            "MAILFLOW__DELIVER__RELAY": f"smtp://127.0.0.1:{port}",
            "MAILFLOW__SECURITY__KEY_FILE": str(tmp_path / "key"),
            "MAILFLOW__OFFICE__COORDINATES_UNTIL": "",
            "MAILFLOW__DIGEST__WEEKDAY": f"{digests_due():%A}".lower(),
        }
        with gateway(tmp_path, **settings) as (smtp, web, _), workers(tmp_path, settings, WORKERS) as running:
            wait_for(lambda: len(standing(web)["workers"]) == 1 + WORKERS, 60, "all of them at work")
            for number in range(POSTS):
                send(smtp, post(f"Frage {number}"), MARA, f"ag-wohnen@{DOMAIN}")
            wait_for(lambda: len(relay.got) >= POSTS * len(READERS), 60, "every copy at the relay")
            got = Counter((to, email.message_from_bytes(raw)["Message-ID"]) for _, [to], raw in relay.got)
            assert set(got.values()) == {1}
            assert len(got) == POSTS * len(READERS)
            running[0].terminate()
            assert running[0].wait(timeout=40) == 0
            assert "all well" in typed(tmp_path, "status", **settings).stdout
            now = standing(web)
            assert len(now["workers"]) == WORKERS
            assert now["inbox"] == {"new": 0, "done": POSTS, "set_aside": 0}
            assert now["ok"] is True
    assert '"level": "error"' not in (tmp_path / "workers.log").read_text()
