"""Backed up while it runs, lost, restored: nothing leaves until a person says so; then everything flows, on either database."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys

import pytest

from tests.live.servers import gateway, postgres, send, sink, standing, wait_for
from tests.live.test_gateway import DOMAIN, MARA, READERS, post
from tests.typed import typed

pytestmark = [pytest.mark.live, pytest.mark.proves("I9")]


def said(folder, settings, *words):
    done = typed(folder, *words, **settings)
    assert done.returncode == 0, done.stderr
    return done.stdout


def restored(folder, settings, *words, status=0):
    """In a process of its own: it holds the store until it ends."""
    env = {"PATH": os.environ["PATH"], **settings}
    done = subprocess.run(
        [sys.executable, "-m", "mailflow", "restore", *words], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    return done


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_backed_up_lost_and_restored(tmp_path, target):
    with contextlib.ExitStack() as stack:
        relay, port = stack.enter_context(sink())
        common = {"MAILFLOW__DELIVER__RELAY": f"smtp://127.0.0.1:{port}", "MAILFLOW__SECURITY__KEY_FILE": str(tmp_path / "key")}
        old = common | {"MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/old.db"}
        new = common | {"MAILFLOW__STORE__URL": f"sqlite:///{tmp_path}/new.db" if target == "sqlite" else stack.enter_context(postgres())}
        with gateway(tmp_path, **old) as (smtp, _, _):
            send(smtp, post("Vor der Sicherung."), MARA, f"ag-wohnen@{DOMAIN}")
            wait_for(lambda: len(relay.got) == len(READERS), what="the first post")
            saved = said(tmp_path, old, "backup", "forum.backup")
            assert "key file" in saved
            assert str(tmp_path / "key") in saved
        relay.got.clear()

        told = restored(tmp_path, new, "--erased", "old.erased", "forum.backup")
        assert "Nothing leaves until: mailflow release" in told.stdout
        assert "warning" not in told.stderr
        with gateway(tmp_path, **new) as (smtp, web, _):
            send(smtp, post("Nach der Sicherung."), MARA, f"ag-wohnen@{DOMAIN}")
            wait_for(lambda: standing(web)["outbox"]["queued"] == len(READERS), what="the second post in the outbox")
            assert "restored from a backup" in said(tmp_path, new, "status")
            assert said(tmp_path, new, "release", "--dry-run").count("leaves") == len(READERS)
            assert relay.got == []
            refused = restored(tmp_path, new, "--replace", "forum.backup", status=1)
            assert re.search("another mailflow process|other connections", refused.stderr), refused.stderr
            assert "released" in said(tmp_path, new, "release")
            wait_for(lambda: len(relay.got) == len(READERS), what="the second post after the release")
            assert standing(web)["held"] is None
        assert all("Nach der" in raw.decode() for _, _, raw in relay.got)
