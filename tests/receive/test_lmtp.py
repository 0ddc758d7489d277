"""What a mail server sees at the LMTP door: one answer per accepted recipient, on every path."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailflow.receive.door import Limits
from tests.receive.doors import GOOD, Client, Memory, greeted, opened

LHLO = "LHLO mx.example"


def delivered(client: Client, data: bytes, *recipients: str) -> list[str]:
    """The answers to a letter: the first, and as many more as recipients were accepted."""
    client.say("MAIL FROM:<a@b.example>")
    accepted = sum(client.say(f"RCPT TO:<{r}>").startswith("250") for r in recipients)
    assert client.say("DATA").startswith("354")
    client.send(data + b".\r\n")
    answers = [client.hear() for _ in range(accepted)]
    assert client.say("NOOP").startswith("250")  # nothing more, nothing less was said
    return answers


@pytest.mark.proves("A8")
@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_good_letter_is_answered_once_per_recipient(count: int) -> None:
    intake = Memory()
    with opened(intake, kind="lmtp") as port, greeted(port, LHLO) as client:
        assert delivered(client, GOOD, *(f"m{i}@n.example" for i in range(count))) == ["250 2.0.0 angenommen als L1"] * count
    assert intake.taken[0][2:] == (tuple(f"m{i}@n.example" for i in range(count)), "lmtp")


def test_refused_recipients_are_not_answered_again_and_doubles_are() -> None:
    intake = Memory()
    with opened(intake, kind="lmtp") as port, greeted(port, LHLO) as client:
        assert len(delivered(client, GOOD, "a@n.example", "nobody@n.example", "A@n.example")) == 2
    assert intake.taken[0][2] == ("a@n.example",)


@pytest.mark.proves("A8")
@pytest.mark.parametrize(
    ("intake", "data", "answer"),
    [
        (Memory(), b"Subject: x\r\n\r\n" + b"a" * 3000 + b"\r\n", "552"),
        (Memory(), b"Subject: x\r\n\r\na\n.\nb\r\n", "554"),
        (Memory(fails=RuntimeError("innen")), GOOD, "451"),
    ],
)
def test_every_other_end_is_answered_once_per_recipient_too(intake: Memory, data: bytes, answer: str) -> None:
    with opened(intake, Limits(max_size=2000), kind="lmtp") as port, greeted(port, LHLO) as client:
        answers = delivered(client, data, "a@n.example", "b@n.example", "c@n.example")
    assert [a[:3] for a in answers] == [answer] * 3


def test_it_is_not_smtp() -> None:
    with opened(Memory(), kind="lmtp") as port, Client(port) as client:
        assert "LMTP" in client.greeting
        assert client.say("EHLO x").startswith("500")
        assert client.say("LHLO x").startswith("250")


def test_it_listens_on_a_unix_socket(tmp_path: Path) -> None:
    intake, path = Memory(), str(tmp_path / "lmtp")
    with opened(intake, Limits(per_peer=1), kind="lmtp", listen=f"unix:{path}"):
        with greeted(path, LHLO) as one, greeted(path, LHLO) as two:
            assert delivered(one, GOOD, "a@n.example") == ["250 2.0.0 angenommen als L1"]
            assert delivered(two, GOOD, "a@n.example") == ["250 2.0.0 angenommen als L2"]
    assert not Path(path).exists()
