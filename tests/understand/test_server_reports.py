"""Delivery reports in the words of real servers: tests/corpus/reports/servers.txt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import vocabulary

from mailflow.model.letter import Envelope
from mailflow.understand.parse import letter_from_bytes

REPORTS = Path(__file__).parent.parent / "corpus" / "reports" / "servers.txt"


def _reports() -> Iterator[tuple[str, str, str]]:
    for block in REPORTS.read_text("utf-8").split("\n== ")[1:]:
        head, _, letter = block.partition("\n")
        server, _, wanted = head.rpartition(": ")
        yield server, wanted, letter


@pytest.mark.parametrize(("server", "wanted", "letter"), list(_reports()))
def test_what_servers_say(server, wanted, letter):
    raw = f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{letter}\nMessage-ID: <brief-1@forum.example>\n"
    found = letter_from_bytes(raw.replace("\n", "\r\n").encode(), Envelope("", ("bounce@forum.example",)), vocabulary()).bounce
    assert found
    kind, status, code, fate = (None if w == "-" else w for w in wanted.split(", "))
    assert (found.kind, found.status, found.smtp_code) == (kind, status, code and int(code))
    assert [r.address for r in found.recipients] == ["jan@kreis.example"]
    assert fate is None or found.address_invalid == (fate == "dead")
