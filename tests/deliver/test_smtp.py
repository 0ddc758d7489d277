"""The relay's replies decide whose fate is sealed: the recipient's, the letter's, or nobody's."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from mailflow.deliver.courier import Away, Deferred, Failed, Outgoing, Refused, Sent, Uncertain
from mailflow.deliver.smtp import Relay
from mailflow.store.outbox import Delivery

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
STUFFED = b"Subject: Gruss\r\n\r\n..Punkt am Anfang\r\nEnde\r\n"


@contextmanager
def relay(**replies):
    """A scripted relay: the reply per command, or a function of the socket to misbehave with."""
    server = socket.create_server(("127.0.0.1", 0))
    got = []

    def serve():
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines:
                _say(client, replies.get("banner", "220 hier"))
                for line in lines:
                    word = line.split()[0].upper().decode() if line.split() else ""
                    if not _say(client, replies.get(word.lower(), {"DATA": "354 los", "QUIT": "221 tschuess"}.get(word, "250 gut"))):
                        break
                    if word == "DATA" and replies.get("data", "354").startswith("354"):
                        body = b""
                        while not body.endswith(b"\r\n.\r\n"):
                            body += lines.readline()
                        got.append(body)
                        if not _say(client, replies.get("dot", "250 angenommen")):
                            break
                    if word == "QUIT":
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}", got
    finally:
        server.close()


def _say(client, reply):
    if reply == "drop":
        return False
    client.sendall(reply.encode() + b"\r\n")
    return True


def deliver(url):
    """The outcome for one letter to one recipient."""
    courier = Relay(url)
    courier.take(Outgoing(Delivery(1, 1, "anna@kreis.example", 1, NOW), "bounce+1-x@forum.example", b"", STUFFED, time.monotonic() + 60))
    told = []
    while not told:
        told = courier.outcomes(5)
    courier.rest()
    [(_, outcome)] = told
    return outcome


def test_a_letter_arrives_as_it_was_written():
    with relay() as (url, got):
        assert isinstance(deliver(url), Sent)
    assert got == [STUFFED + b".\r\n"]


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ({"banner": "421 zu viel"}, Away),
        ({"mail": "451 spaeter"}, Away),
        ({"mail": "550 wir moegen euch nicht"}, Refused),
        ({"rcpt": "451 4.7.1 greylisted"}, Deferred),
        ({"rcpt": "421 zu viel"}, Deferred),
        ({"rcpt": "550 5.1.1 unbekannt"}, Failed),
        ({"rcpt": "drop"}, Deferred),
        ({"data": "554 nein"}, Refused),
        ({"data": "451 spaeter"}, Away),
        ({"dot": "451 spaeter"}, Deferred),
        ({"dot": "554 Inhalt"}, Refused),
        ({"dot": "drop"}, Uncertain),
    ],
)
def test_what_a_reply_means(replies, outcome):
    with relay(**replies) as (url, _):
        assert isinstance(deliver(url), outcome)


def test_no_relay_there_is_nobodys_fault():
    assert isinstance(deliver("smtp://127.0.0.1:1"), Away)
