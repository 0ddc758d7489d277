"""A county gives us only a mailbox: letters come out of a real Dovecot, by STARTTLS and by TLS."""

from __future__ import annotations

import contextlib
import http.server
import json
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mailflow.receive.imap import Account, greeting
from tests.live.dovecot import Mailbox, dovecot
from tests.live.servers import gateway, sink, standing, wait_for
from tests.live.test_gateway import DOMAIN, MARA, READERS, post

pytestmark = pytest.mark.live


def settings(mailbox: Mailbox, tls: str = "none", **more: str) -> dict[str, str]:
    port = mailbox.imaps if tls == "ssl" else mailbox.imap
    values = {"HOST": "127.0.0.1", "PORT": str(port), "TLS": tls, "USER": mailbox.user, "PASSWORD": mailbox.password}
    values |= {"DONE_FOLDER": "erledigt", "UNCLEAR_FOLDER": "Prüfen"} | more
    return {f"MAILFLOW__RECEIVE__IMAP__{key}": value for key, value in values.items()}


def in_one_mailbox(raw: bytes) -> bytes:
    return f"X-Original-To: ag-wohnen@{DOMAIN}\r\n".encode() + raw


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_post_comes_out_of_a_mailbox_and_goes_to_everybody(tmp_path, tls, monkeypatch):
    with dovecot() as mailbox, sink() as (relay, port):
        monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.folder / "cert.pem"))
        mailbox.put(in_one_mailbox(post()), MARA)
        relayed = {"MAILFLOW__DELIVER__RELAY": f"smtp://127.0.0.1:{port}"}
        with gateway(tmp_path, **relayed, **settings(mailbox, tls, POLL_SECONDS="600")) as (_, web, process):
            wait_for(lambda: len(relay.got) == len(READERS), what="the post that lay there")
            mailbox.put(in_one_mailbox(post("Und noch etwas.")), MARA)
            wait_for(lambda: len(relay.got) == 2 * len(READERS), what="the one that Dovecot tells of")
            mailbox.put(post("An niemanden von uns.").replace(DOMAIN.encode(), b"anderswo.example"), MARA)
            wait_for(lambda: mailbox.folders() == {"INBOX": 0, "erledigt": 2, "Prüfen": 1}, what="the letters being put away")
            wait_for(lambda: standing(web)["mailbox"]["unclear"] == 1, what="somebody hearing of the third")
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
    assert {recipient for _, recipients, _ in relay.got for recipient in recipients} == READERS
    log = [json.loads(line) for line in (tmp_path / "gateway.log").read_text("utf-8").splitlines()]
    assert not [line for line in log if line["event"] in ("own fault", "mailbox away")]
    assert mailbox.password not in (tmp_path / "gateway.log").read_text("utf-8")


def test_a_mailbox_that_takes_no_passwords_is_opened_with_a_token_from_a_command(tmp_path):
    token = tmp_path / "token"
    with whose_token({"ya29.good": "forum"}) as url, dovecot(tokens=url) as mailbox:
        account = Account("127.0.0.1", mailbox.user, port=mailbox.imap, tls="none", token_command=("cat", str(token)))
        for written, said in (("ya29.good\n", ""), ("ya29.old\n", "login refused"), ("ya29.good\n", "")):
            token.write_text(written)
            assert greeting(account).startswith(said) if said else greeting(account) == ""
        assert greeting(replace(account, token_command=(), password=mailbox.password)).startswith("login refused")


@contextlib.contextmanager
def whose_token(owners: dict[str, str]) -> Iterator[str]:
    """What an identity provider says of tokens: the mailbox they open, or 401."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # http.server's name
            owner = owners.get(self.path.partition("token=")[2])
            self.send_response(200 if owner else 401)
            self.end_headers()
            self.wfile.write(json.dumps({"mailbox": owner} if owner else {"error": "invalid_token"}).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/?token="
        server.shutdown()


def test_what_is_wrong_with_the_mailbox_is_told_in_words(tmp_path):
    with dovecot() as mailbox:
        account = Account("127.0.0.1", mailbox.user, mailbox.password, mailbox.imap, tls="none")
        assert greeting(replace(account, port=mailbox.imaps, tls="ssl")).startswith("no TLS")
        assert "Login" not in (mailbox.folder / "dovecot.log").read_text(), "whom nobody vouches for gets no password"
        assert greeting(account) == ""
        assert "Nirgends" in greeting(replace(account, folder="Nirgends"))
        assert greeting(replace(account, password="falsch")).startswith("login refused")
