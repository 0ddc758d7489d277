"""The log as a vocabulary: one function per thing that can happen to a letter, one JSON line each, no personal text."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_log = logging.getLogger("mailflow")
_encoded = json.JSONEncoder(ensure_ascii=False).encode
# No line says which thread or process wrote it, so nobody needs to look that up for each.
logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def to_stderr(level: int = logging.INFO) -> None:
    """Sends the mail log to standard error, one JSON object per line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLine())
    _log.handlers[:] = [handler]
    _log.setLevel(level)
    _log.propagate = False


def also(handler: logging.Handler) -> None:
    """Shows every event to `handler` as well; `happened` says what a record of it tells."""
    _log.addHandler(handler)
    if _log.level == logging.NOTSET:
        _log.setLevel(logging.INFO)


def happened(record: logging.LogRecord) -> Sequence[Mapping[str, Any]]:
    """What a record tells, once for each time that its event happened."""
    facts: Mapping[str, Any] | Sequence[Mapping[str, Any]] = getattr(record, "facts", {})
    return [facts] if isinstance(facts, Mapping) else facts


def no_longer(handler: logging.Handler) -> None:
    _log.removeHandler(handler)


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            # The type only: an exception's text may hold what somebody wrote.
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return "\n".join(_encoded({**line, **facts}) for facts in happened(record))


def _where(traceback: Any) -> str:
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    return f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}" if traceback else ""


def short(address: str) -> str:
    """An address as the log may show it: eight hex digits that are the same for the same address."""
    return hashlib.sha256(address.encode()).hexdigest()[:8]


def _event(event: str, level: int = logging.INFO, *, exc: bool = False, **facts: object) -> None:
    _events(event, facts, level, exc=exc)


def _events(
    event: str, facts: Mapping[str, object] | Sequence[Mapping[str, object]], level: int = logging.INFO, *, exc: bool = False
) -> None:
    if _log.isEnabledFor(level):
        # Made here, because the logger would look up who called it, at twice the cost of the line itself.
        record = logging.LogRecord(_log.name, level, "", 0, event, None, sys.exc_info() if exc else None)
        record.facts = facts
        _log.handle(record)


def _step(event: str, **facts: object) -> None:
    """A step between two events: for whoever looks closely (level debug), and where the fault tests pull the plug."""
    if _log.isEnabledFor(logging.DEBUG):
        _log.debug(event, extra={"facts": facts})


def arrived(door: str, size: int) -> None:
    _step("arrived", door=door, size=size)


def committing() -> None:
    _step("committing")


def claimed(letter: str, attempt: int) -> None:
    _step("claimed", letter=letter, attempt=attempt)


def performed(cause: str) -> None:
    _step("performed", cause=cause)


def leased(deliveries: int) -> None:
    _step("leased", deliveries=deliveries)


def handed_over(delivery: int) -> None:
    _step("handed over", delivery=delivery)


def written_down(results: int) -> None:
    _step("written down", results=results)


def taken(letter: str, door: str, recipients: int, size: int, seconds: float) -> None:
    """`seconds` from the end of the letter until it was flushed to disk."""
    _event("taken", letter=letter, door=door, recipients=recipients, size=size, seconds=round(seconds, 4))


def refused(door: str, code: int, reason: str) -> None:
    _event("refused", door=door, code=code, reason=reason)


def decided(letter: str, recipient: str, action: str, reason: str, effects: int, seconds: float) -> None:
    """`seconds` from the letter's receipt until its effects were committed."""
    _event("decided", letter=letter, recipient=short(recipient), action=action, reason=reason, effects=effects, seconds=round(seconds, 4))


def set_aside(letter: str, reason: str) -> None:
    _event("set aside", logging.WARNING, letter=letter, reason=reason)


def again(letter: str, attempt: int, reason: str) -> None:
    _event("again", logging.WARNING, letter=letter, attempt=attempt, reason=reason)


def delivered(copies: Iterable[tuple[int, str, str]]) -> None:
    """(delivery, recipient, reply) of each: a line for each, all handed to the log together."""
    if told := [{"delivery": delivery, "recipient": short(recipient), "reply": reply[:80]} for delivery, recipient, reply in copies]:
        _events("delivered", told)


def not_delivered(delivery: int, recipient: str, state: str, reply: str) -> None:
    _event("not delivered", logging.WARNING, delivery=delivery, recipient=short(recipient), state=state, reply=reply[:200])


def fetched(uid: int) -> None:
    _step("fetched", uid=uid)


def put_away(uid: int) -> None:
    _step("put away", uid=uid)


def left_in_mailbox(uid: int, reason: str) -> None:
    """A letter in the mailbox we fetch from that was not taken, or not moved: a person has to look."""
    _event("left in mailbox", logging.WARNING, uid=uid, reason=reason[:200])


def mailbox_away(reason: str, seconds: float) -> None:
    _event("mailbox away", logging.WARNING, reason=reason, pause=round(seconds))


def relay_away(reason: str, seconds: float) -> None:
    _event("relay away", logging.WARNING, reason=reason[:200], pause=round(seconds))


def list_server_away(reason: str) -> None:
    _event("list server away", logging.WARNING, reason=reason[:200])


def not_on_roster(address: str, reason: str) -> None:
    """The list server takes everybody of a list but this reader."""
    _event("not on roster", logging.ERROR, reader=short(address), reason=reason[:200])


def ticked(jobs: int) -> None:
    if jobs:
        _event("ticked", jobs=jobs)


def alarm(kinds: list[str], why_untold: str = "") -> None:
    """Something stands still and the office was told, or (level error) could not be told."""
    _event("alarm", logging.ERROR if why_untold else logging.WARNING, kinds=kinds, untold=why_untold[:200])


def well_again(kinds: list[str]) -> None:
    _event("well again", kinds=kinds)


def started(what: str, where: str) -> None:
    _event("started", what=what, where=where)


def stopped(what: str) -> None:
    _event("stopped", what=what)


def template_broken(reason: str) -> None:
    """The site's own letter could not be written; the shipped one went instead."""
    _event("template broken", logging.ERROR, reason=reason[:300])


def own_fault(id: str, where: str) -> None:
    """An error of ours, with the id a client was told and the exception's type and place."""
    _event("own fault", logging.ERROR, exc=True, id=id, at_stage=where)
