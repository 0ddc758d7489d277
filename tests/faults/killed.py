"""`mailflow` as it is, but with a plug to pull: python -m tests.faults.killed EVENT NUMBER mailflow-arguments...

The process kills itself (SIGKILL) at the NUMBER-th time EVENT is logged, which is done at the very place where it happens.
Its clock runs ahead by the seconds in the file that MAILFLOW_TEST_AHEAD names.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailflow import app, cli, maillog, service


class Plug(logging.Handler):
    """ "a>b" counts b only after an a."""

    def __init__(self, event: str, number: int) -> None:
        super().__init__()
        self.first, _, self.event = event.rpartition(">")
        self.left = number

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == self.first:
            self.first = ""
        elif not self.first and record.getMessage() == self.event:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _ahead(self: app.Clock) -> datetime:
    try:
        seconds = float(Path(os.environ["MAILFLOW_TEST_AHEAD"]).read_text("utf-8") or 0)
    except (OSError, ValueError):
        seconds = 0.0
    return datetime.now(UTC) + timedelta(seconds=seconds)


def main() -> None:
    event, number, *arguments = sys.argv[1:]
    app.Clock.now = _ahead  # type: ignore[method-assign]
    service.IDLE = service.TICK_EVERY = timedelta(seconds=0.2)
    listening = maillog.to_stderr

    def with_plug(*args: object, **named: object) -> None:
        listening()
        log = logging.getLogger("mailflow")
        log.handlers[0].setLevel(logging.INFO)
        log.setLevel(logging.DEBUG)
        if event != "never":
            log.addHandler(Plug(event, int(number)))

    maillog.to_stderr = with_plug
    cli.main(arguments)


if __name__ == "__main__":
    main()
