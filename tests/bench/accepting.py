"""Letters of 5 kB taken in and flushed to disk before their 250, by Postfix and by us, with one client and with ten."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import median_of
from tests.bench.ours import DOMAIN
from tests.bench.report import Row
from tests.bench.sink import poured
from tests.live.servers import gateway, postfix

LETTERS = 2000


def measured() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with gateway(folder) as (ours, _, _), postfix({DOMAIN: "discard:"}) as theirs:
            for sessions in (1, 10):
                mine, other = (
                    median_of(lambda port=port, sessions=sessions: LETTERS / poured(port, LETTERS, sessions, to=f"forum@{DOMAIN}"))
                    for port in (ours, theirs)
                )
                yield Row(f"durable acceptance, {sessions} connection(s)", "letters/s", mine, {"Postfix smtpd": other})
