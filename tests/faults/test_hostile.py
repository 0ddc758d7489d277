"""Letters made to hurt, sent to a running gateway: each has an end, and meanwhile and afterwards the door answers and others are read."""

from __future__ import annotations

import os
import time

import pytest

from mailflow.model.letter import Envelope
from mailflow.receive.reader import Reader
from mailflow.receive.reading import letter_from_bytes
from tests.faults.scene import AUTHOR, LIST, READERS, post
from tests.faults.strace import watched
from tests.live.servers import answers, free_port, wait_for
from tests.receive.doors import greeted
from tests.understand.letters import vocabulary
from tests.understand.test_bombs import bombs

PART = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
NESTED = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(2000))
FORWARDED = "Content-Type: message/rfc822\r\n\r\n" * 900
LONGEST = 60_000
"""Of one line; the door refuses longer ones."""

HOSTILE = {
    "B1 semicolons": f"Content-Type: text/plain{';' * LONGEST}",
    "B1 parameters": f"Content-Type: text/plain{'; a*0*=x' * (LONGEST // 9)}",
    "B1 quotes": "Content-Disposition: attachment; filename=" + '\\"' * (LONGEST // 2),
    "B1 encoded words": f"Subject: {'=?utf-8?q?=41?= ' * (LONGEST // 16)}",
    "B1 comments in From": f"Sender: {'(' * LONGEST}",
    "B1 addresses": f"Cc: {'a@b.example,' * (LONGEST // 12)}",
    "B2 depth": NESTED,
    "B2 forwarded in forwarded": FORWARDED,
    "B2 parts": f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{PART * 20_000}--b--",
    "B2 headers": "X-A: y\r\n" * 10_000 + "X-B: z",
    "B3 unknown charset": "Content-Type: text/plain; charset=x-klingonisch",
    "B3 rot13": "Content-Type: text/plain; charset=rot13",
    "B3 broken base64": "Content-Transfer-Encoding: base64",
    "B3 UTF-7": "Content-Type: text/plain; charset=utf-7\r\nSubject: +ADw-script+AD4-",
    "B5 hidden name": "Content-Type: application/octet-stream; name*0*=''bericht.pdf%2e; name*1*=exe; name=bericht.pdf",
    "B6 break in a subject": "Subject: =?utf-8?q?Hallo=0D=0ABcc:_opfer@x.example?=\r\nReply-To: =?utf-8?b?gICA?= <a@b.example>",
    "B12 references": "References: " + "<a@b.example>\r\n " * 10_000 + "<c@d.example>",
    "B12 year 9999": "Date: Fri, 31 Dec 9999 23:59:59 -9999",
    "B12 year 1": "Date: Mon, 01 Jan 0001 00:00:00 +9999\r\nMessage-ID: <a@b.example>\r\nMessage-ID: <c@d.example>",
}


@pytest.mark.proves("B1", "B2", "B3", "B5", "B6", "B9", "B12")
def test_hostile_letters_have_an_end_and_hold_up_nobody(scene):
    stage = scene()
    stage.start()
    slowest = 0.0
    with greeted(stage.port) as hostile, greeted(stage.port) as honest:
        for number, headers in enumerate(HOSTILE.values()):
            assert hostile.letter(post(f"boese-{number}", extra=headers), LIST, sender=AUTHOR)[:3] == "250"
            if number % 4 == 0:
                began = time.monotonic()
                assert honest.letter(post(f"gut-{number}"), LIST, sender=AUTHOR)[:3] == "250"
                slowest = max(slowest, time.monotonic() - began)
    honests = (len(HOSTILE) + 3) // 4
    letters = len(HOSTILE) + honests
    wait_for(lambda: len(stage.rows("SELECT id FROM inbox WHERE state <> 'new'")) == letters, 100, "every letter having an end")
    assert not stage.died()
    assert slowest < 5, f"an honest sender waited {slowest:.1f} seconds"
    good = stage.rows("SELECT state, verdict FROM inbox WHERE message_id LIKE '<post-gut-%' ORDER BY id")
    assert good == [("done", "accept")] * honests
    stage.drain()
    got = [copy.raw for copy in stage.relay.taken]
    assert len([raw for raw in got if b"<post-gut-" in raw]) == READERS * honests
    heads = [raw.partition(b"\r\n\r\n")[0].lower() for raw in got]
    assert not [head for head in heads if b"\nbcc:" in head], "no decoded line break becomes a header"


@pytest.mark.proves("A4")
def test_endless_lines_from_twenty_connections_take_little_memory(scene):
    stage = scene(RECEIVE__MAX_SIZE_MB="5", RECEIVE__MEMORY_MB="60")
    stage.start()
    before, clients = stage.running[0].resident(), []
    for _ in range(20):
        client = greeted(stage.port)
        client.send(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<%s>\r\nDATA\r\n" % LIST.encode())
        clients.append(client)
    chunk = b"a" * 1_000_000
    # A gigabyte each, if anybody let them.
    cut = [client.is_cut_off_while_sending(chunk, 1000) for client in clients]
    assert all(cut)
    assert stage.running[0].resident() - before < 120_000
    stage.deliver(post("danach"))
    for client in clients:
        client.close()


@pytest.mark.proves("B11")
def test_whoever_reads_bombs_opens_no_connection(tmp_path):
    reader, port = Reader(children=1), free_port()
    child = reader.run(os.getpid)
    with watched(child, "socket,connect,sendto,execve", tmp_path / "bombs"):
        for raw in bombs():
            reader.run(letter_from_bytes, raw, Envelope("a@b.example", (LIST,)), vocabulary())
    with watched(child, "socket,connect,sendto,execve", tmp_path / "proof"):
        assert not reader.run(answers, port)
    reader.close()
    assert "connect(" in (tmp_path / "proof").read_text("utf-8"), "it would have been seen"
    assert "(" not in (tmp_path / "bombs").read_text("utf-8")
