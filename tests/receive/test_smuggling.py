"""Smuggling (faults.md A1): whatever a sender's mail server passes on within a letter, one letter sent is one letter seen."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest

from mailflow.receive.door import Limits
from tests.receive.doors import Memory, greeted, opened

FORGED = b"MAIL FROM:<boss@kreis.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\nSubject: forged\r\n\r\nx"
EVERY_MIX = [b"".join(m) for n in range(7) for m in itertools.product((b"\r", b"\n", b".", b"a"), repeat=n)]
PUBLISHED = [
    # CVE-2023-51764 to -51766 and the tests that followed in other servers
    *(b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r", b"\r.\n", b"\r\r\n.\r\r\n", b"\n\n.\n\n"),
    *(b"\r\n\x00.\r\n", b"\r\n.\x00\r\n", b"\r\n.\r\x00\n", b"\r\x00\n.\r\n", b"\r\n\r.\r\n", b"\r\n.\r\r\n", b"\r\n\n.\r\n", b"\n\r.\n\r"),
    *(
        b"\r\n.\r\n",
        b"\r\n..\r\n",
        b".\r\n",
        b"\r\n.",
        b"\n.",
        b"\r.",
        b"\r\n .\r\n",
        b"\r\n.\t\r\n",
        b"\r\n. \r\n",
        b"\x0b.\x0b",
        b"\x85.\x85",
    ),
]
AS_IT_IS = Limits(errors=10**6, commands=10**6)


def as_sent(content: bytes) -> bytes:
    """What a correct mail server sends for a letter with this content: it doubles dots after CRLF and nowhere else."""
    return (b"Subject: x\r\n\r\n" + content + FORGED + b"\r\n").replace(b"\r\n.", b"\r\n..") + b".\r\n"


def answers(contents: Iterable[bytes], batch: int = 100) -> tuple[list[str], Memory]:
    """The answer to each letter; everything else must be answered as always."""
    intake, told, left = Memory(), [], iter(contents)
    with opened(intake, AS_IT_IS) as port, greeted(port) as client:
        while some := list(itertools.islice(left, batch)):
            client.send(b"".join(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@n.example>\r\nDATA\r\n" + as_sent(c) for c in some))
            for _ in some:
                assert [client.hear()[:3] for _ in range(3)] == ["250", "250", "354"]
                told.append(client.hear()[:3])
        assert client.say("NOOP").startswith("250"), "still in step"
    return told, intake


@pytest.mark.proves("A1")
@pytest.mark.parametrize("contents", [EVERY_MIX, PUBLISHED], ids=["5461 mixes", "published"])
def test_one_letter_sent_is_one_letter_seen(contents):
    told, intake = answers(contents)
    assert set(told) <= {"250", "554"}
    taken = [c for c, code in zip(contents, told, strict=True) if code == "250"]
    assert [raw for raw, *_ in intake.taken] == [b"Subject: x\r\n\r\n" + c + FORGED + b"\r\n" for c in taken]
    assert {sender for _, sender, *_ in intake.taken} == {"a@b.example"}


@pytest.mark.proves("A1")
def test_what_another_server_could_take_for_an_end_is_refused():
    ends = [b"a\n.\n", b"a\n.\r\n", b"a\r.\r", b"a\r.\r\n", b"a\n.\r", b"a\r.\n"]
    told, intake = answers(ends)
    assert told == ["554"] * len(ends)
    assert intake.taken == []
    assert answers([b"a\r\n.\r\n", b"a.\r\n", b"a\r\n.b"])[0] == ["250"] * 3
