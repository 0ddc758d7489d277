"""The letters and readers that all programs are measured with."""

from __future__ import annotations

from tests.bench.sink import AUTHOR

_LINE = "Guten Tag, anbei der Stand unserer Umfrage zum Wohnraum für Geflüchtete.\r\n"


def members(count: int) -> list[str]:
    """The author first; the others over twenty letters and a hundred domains, as on a real list."""
    return [AUTHOR] + [f"{'abcdefghijklmnopqrst'[n % 20]}{n}@kreis{n % 97}.example" for n in range(1, count)]


def letter(to: str, number: object, size: int = 5120) -> bytes:
    """A post as an office writes it, about `size` bytes."""
    head = [
        f"From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <{AUTHOR}>",
        f"To: <{to}>",
        f"Subject: Umfrage {number}",
        "Date: Tue, 24 Nov 2026 10:00:00 +0100",
        f"Message-ID: <{number}.bench@kreis0.example>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        "",
    ]
    # Nobody writes the same words twice; who gets them twice takes the second for a copy of the first.
    body = (f"Umfrage {number}\r\n" + _LINE * (size // len(_LINE) + 1)).encode()[:size].decode("utf-8", "ignore")
    return "\r\n".join(head).encode() + body.encode() + b"\r\n"
