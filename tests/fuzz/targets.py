"""What must hold for any bytes at all. Each target takes bytes and raises only if a promise is broken.

Run for a moment by hypothesis in `make test`, for minutes by atheris with `make fuzz` (faults.md section 5).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from mailflow.deliver.courier import Outgoing
from mailflow.deliver.session import Offers, Session
from mailflow.model import tokens
from mailflow.model.address import Addresses, normal
from mailflow.model.intent import Asked
from mailflow.model.letter import Envelope, Level
from mailflow.receive.conversation import _path_after
from mailflow.receive.wire import LetterData, Memory
from mailflow.store.outbox import Delivery
from mailflow.understand.by_machine.calendar import calendar_part
from mailflow.understand.decoding.mailbox import sole_mailbox
from mailflow.understand.intent import read
from mailflow.understand.proof import proof_of
from tests.understand.letters import TODAY, vocabulary

TRUSTED = ("mx.forum.example",)
EVERYTHING = Asked(
    offered=("approve", "reject", "release", "discard"),
    answers={"yes": ("ja", "yes"), "no": ("nein", "no")},
    form=(("Warum?", ""), ("Was bringen Sie mit?", "")),
    applies=True,
    rsvp=True,
    numbered={1: {"yes": ("ja",)}, 2: {}},
)
"""A question that lets a letter say whatever can be said."""
NOW = datetime(2027, 3, 16, 13, tzinfo=UTC)


def data_path(data: bytes) -> None:
    """In whatever pieces a letter comes, it ends at the first CRLF.CRLF and nowhere else, and no byte is lost."""
    cut, stream = (data[0] + 1, data[1:]) if data else (1, b"")
    whole, pieces = LetterData(1 << 20, Memory(1 << 22)), LetterData(1 << 20, Memory(1 << 22))
    rest = whole.feed(stream)
    left = b"".join(pieces.feed(stream[n : n + cut]) if not pieces.ended else stream[n : n + cut] for n in range(0, len(stream), cut))
    end = (b"\r\n" + stream).find(b"\r\n.\r\n")
    assert whole.ended == pieces.ended == (end >= 0)
    if whole.ended:
        assert rest == left == stream[end + 3 :]
        assert whole.letter() == pieces.letter()
        assert whole.defect() == pieces.defect()
        again = LetterData(1 << 20, Memory(1 << 22))
        assert again.feed((b"\r\n" + whole.letter()).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n") == b""
        assert again.letter() == whole.letter()


def letter(data: bytes) -> None:
    """Any letter is understood or said to be unreadable; nothing raises and no claim becomes proof."""
    found, _ = read(data, Envelope("a@b.example", ("ag-wohnen@forum.example",)), vocabulary(), EVERYTHING, TODAY)
    if found.proof.level > Level.CLAIMED:
        assert b"mx.forum.example" in data.lower()


def sender(data: bytes) -> None:
    """From and Authentication-Results: one mailbox or none, and proof only for the domain that passed."""
    author, _, results = data.decode("utf-8", "replace").partition("\n")
    box, _ = sole_mailbox([author])
    assert not box.address or box.address.count("@") == 1
    proof = proof_of([results], box.address, TRUSTED, [])
    if proof.level > Level.CLAIMED:
        assert box.address
        assert "mx.forum.example" in results.lower()
        assert "pass" in results.lower()


def report(data: bytes) -> None:
    """A delivery report of any shape to a return path is read as a letter and never as an order."""
    found, reading = read(data, Envelope("", ("bounce+1-x@forum.example",)), vocabulary(), EVERYTHING, TODAY)
    assert not (reading and reading.orders.orders and found.bounce)


def calendar(data: bytes) -> None:
    """A calendar object is read or it is none."""
    part = calendar_part(data)
    assert part is None or isinstance(part.uid, str)


def addresses(data: bytes) -> None:
    """No address of ours is guessed, and every address is one line."""
    text = data.decode("utf-8", "replace")
    assert tokens.delivery_of((b"key of a fuzzer",), "bounce", text) is None or len(text) > 16
    found = normal(text)
    assert not set(found) & set("\r\n\x00 <>")
    Addresses(domain="forum.example").destination(f"{text}@forum.example")


def commands(data: bytes) -> None:
    """What a client says after MAIL or RCPT, and what a person writes to the commands' address."""
    text = data.decode("utf-8", "replace")
    for keyword in ("FROM:", "TO:"):
        path, rest = _path_after(keyword, keyword + text)
        assert path is None or f"{path}>" in text
        assert ">" not in (path or "")
        assert rest in text
    read(written_to_commands(text), Envelope("anna@kreis.example", ("mailflow@forum.example",)), vocabulary(), EVERYTHING, TODAY)


def written_to_commands(text: str) -> bytes:
    head = "From: anna@kreis.example\r\nTo: mailflow@forum.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + text).encode("utf-8", "surrogatepass")


def relay(data: bytes) -> None:
    """Whatever a relay says, every letter has exactly one outcome, and its words can be kept."""
    session, waiting, told = Session(Offers(pipelining=len(data) % 2 == 0)), [_outgoing(n) for n in range(4)], []
    begun = 0
    for n in range(0, len(data), 7):
        if session.announced and session.ready and not session.finishing:
            session.finish()
        if session.free and waiting:
            session.announce(waiting.pop())
            begun += 1
        told += session.receive(data[n : n + 7])
    told += session.lost("end")
    assert len(told) == begun
    assert all(outcome.reply.isprintable() and len(outcome.reply) <= 600 for _, outcome in told)


def _outgoing(n: int) -> Outgoing:
    return Outgoing(Delivery(n, n, f"p{n}@x.example", 1, NOW), "bounce@f.example", b"", b"Subject: x\r\n\r\nHallo\r\n", 0.0)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (data_path, letter, sender, report, calendar, addresses, commands, relay)
}

SEEDS: dict[str, list[bytes]] = {
    "data_path": [b"\x04Subject: x\r\n\r\n..x\r\n.\r\nMAIL FROM:<a@b>\r\n", b"\x01\r\n.\n", b"\x02\n.\r\n\r\n.\r\n"],
    "letter": [
        b"From: Anna <anna@kreis.example>\r\nAuthentication-Results: mx.forum.example; dmarc=pass header.from=kreis.example\r\n\r\nJA\r\n",
        b"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Ja\r\n--b--\r\n",
    ],
    "sender": [
        b"Anna <anna@kreis.example>\nmx.forum.example; dmarc=pass header.from=kreis.example",
        b"a@b.example <c@d.example>\nmx.forum.example; dkim=pass header.d=d.example",
    ],
    "report": [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ],
    "calendar": [
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Berlin:20270601T100000\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ],
    "addresses": [
        b"bounce+12-abcdefghijklmnop",
        b"12-abcdefghijklmnop",
        "²-abcdefghijklmnop".encode(),
        b"antwort+abcdefghijklmnopqrstuvwxyz",
        b"ag-wohnen-beitreten",
    ],
    "commands": [
        b"<a@b.example> SIZE=10",
        b"ABMELDEN AG Wohnen\nPAUSE bis 30.03.2027\n",
        "FREIGEBEN M-2027-0001\nbitte lehnen Sie F-2027-0031 ab, Begründung: zu spät".encode(),
    ],
    "relay": [b"250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 taken\r\n", b"421 4.3.2 bye\r\n", b"250-a\r\n250 b\r\n550 5.1.1 no\r\n503 x\r\n"],
}
"""Where a fuzzer may begin."""
