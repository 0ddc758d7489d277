"""What the program understands of a letter and would do with it, changing nothing (contract.md section 4)."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mailflow import flow
from mailflow.app import App
from mailflow.decide.by_intent import intent_of
from mailflow.decide.route import Route
from mailflow.model.address import normal
from mailflow.model.effects import Decision
from mailflow.model.facts import Facts, handled_id
from mailflow.model.intent import ApplicationRecord, Reading
from mailflow.model.letter import Envelope, Letter, proof_in_words
from mailflow.model.records import RECORDS, Application, Hold, JournalEntry, Meeting, Post, Question, SentLetter
from mailflow.model.store import Records
from mailflow.model.vocabulary import Vocabulary
from mailflow.receive import envelope
from mailflow.receive.reader import UnreadableError
from mailflow.store import inbox
from mailflow.store.records import MemoryRecords, SqlRecords
from mailflow.store.seed import seed_from

A_DAY = 24 * 3600.0


class Judge:
    """Reads letters against one forum; every letter is judged on the forum as it stands."""

    def __init__(self, app: App, seed: Path | None) -> None:
        self._app = app
        self._seeded = seed_from(seed) if seed else None
        if seed is None:
            app.database.check()

    def told(self, file: Path, sender: str | None, recipients: tuple[str, ...], now: datetime | None) -> dict[str, Any]:
        """The JSON object of one letter."""
        raw = file.read_bytes()
        head = envelope.head_of(raw)
        came_with = _envelope(head, sender, recipients)
        moment = now or _date(head) or self._app.clock.now()
        try:
            letter, reading, route, decision, facts = self._judged(raw, came_with, moment, _handled(head))
        except UnreadableError as e:
            return _unread(file, str(e))
        return _told(file, letter, reading, route, decision, facts)

    def _judged(self, raw: bytes, envelope: Envelope, now: datetime, own: str) -> tuple[Letter, Reading, Route, Decision, Facts]:
        if self._seeded is not None:
            return self._read(raw, envelope, _as_of(self._seeded, now, own), now, frozenset())
        with self._app.store.reading() as connection:
            stored = SqlRecords(connection)
            # A copy, because the reading child cannot share a connection.
            copied = MemoryRecords(record for kind in RECORDS if kind is not JournalEntry for record in stored.all(kind))
            closed = self._app.seal("arrived").closed
            kept = {r: closed(r.encode()).decode() for r in envelope.recipients}
            digest = inbox.digest_of(closed(raw))
            had_it = frozenset(r for r, kept_as in kept.items() if inbox.had_effects(connection, digest, kept_as))
        return self._read(raw, envelope, copied, now, had_it)

    def _read(
        self, raw: bytes, envelope: Envelope, records: Records, now: datetime, had_it: frozenset[str]
    ) -> tuple[Letter, Reading, Route, Decision, Facts]:
        facts = Facts(self._app.forum_in(records), records)
        vocabulary = self._vocabulary(facts)
        nameservers = self._app.settings.security.nameservers
        judged = self._app.reader.run(_first_explained, raw, envelope, facts, now, vocabulary, nameservers, had_it)
        return (*judged, facts)

    def _vocabulary(self, facts: Facts) -> Vocabulary:
        sent = frozenset(s.id for s in facts.records.all(SentLetter)) if self._seeded is not None else frozenset[str]()
        posts = facts.records.all(Post)
        return flow.vocabulary_of(facts, {p.id: p.text for p in posts}, sent, posts)


def _first_explained(
    raw: bytes,
    envelope: Envelope,
    facts: Facts,
    now: datetime,
    vocabulary: Vocabulary,
    nameservers: tuple[str, ...],
    had_it: frozenset[str],
) -> tuple[Letter, Reading, Route, Decision]:
    """Runs in the reading child: one letter, judged for its first recipient."""
    return next(flow.explained(raw, envelope, facts, now, vocabulary, nameservers, had_it))


def _as_of(seeded: list[Any], now: datetime, own: str) -> MemoryRecords:
    """The seed's forum at that moment: a case exists from its date on, and `own` names the letter itself as handled."""
    later = {r.id for r in seeded if isinstance(r, Application) and r.opened > now} | {
        r.id for r in seeded if isinstance(r, Hold) and r.at > now
    }
    later.add(own)
    gone = {r.id for r in seeded if isinstance(r, Question) and r.about in later}
    kept = [r for r in seeded if r.id not in later and r.id not in gone and getattr(r, "question", "") not in gone]
    return MemoryRecords(_open(r, now) for r in kept)


def _open(record: Any, now: datetime) -> Any:
    """Questions of a seed stay open as long as the seed says so, whatever the day of the letter."""
    return replace(record, expires=None) if isinstance(record, Question) and record.state == "open" else record


def _envelope(head: Any, sender: str | None, recipients: tuple[str, ...]) -> Envelope:
    came_from = envelope.sender(head) if sender is None else normal(sender)
    if recipients:
        return Envelope(came_from, tuple(normal(r) for r in recipients))
    return Envelope(came_from, envelope.delivered_to(head))


def _date(head: Any) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(str(head.get("Date", "")))
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo and 2000 < moment.year < 2100 else None


def _handled(head: Any) -> str:
    """The record that calls this letter handled, if it may be the very letter that was: it answers another and came when it was written.

    A seed names the letters handled before, but not when. One under their name that answers nothing, or comes days after its date,
    is a replay.
    """
    received = email.utils.parsedate_tz(str(head.get("Received", "")).rpartition(";")[2])
    written = _date(head)
    if not received or not written or not head.get("In-Reply-To"):
        return ""
    took = email.utils.mktime_tz(received) - written.timestamp()
    return handled_id(str(head.get("Message-ID", "")).strip()) if abs(took) < A_DAY else ""


def _unread(file: Path, why: str) -> dict[str, Any]:
    return {
        "file": str(file),
        "intent": "Unreadable",
        "why": why,
        "proof": {"level": "claimed", "why": ""},
        "verdict": {"action": "set_aside", "reason": why},
        "effects": [],
        "defects": [why],
        "understood": {},
    }


def _told(file: Path, letter: Letter, reading: Reading, route: Route, decision: Decision, facts: Facts) -> dict[str, Any]:
    return {
        "file": str(file),
        "intent": intent_of(letter, reading, route),
        "why": _why(letter, reading, route),
        "proof": {"level": letter.proof.level.value, "why": letter.proof.why, "words": proof_in_words(decision.proof or letter.proof.told)},
        "verdict": {"action": decision.verdict.action, "reason": decision.verdict.reason},
        "effects": [str(e) for e in decision.effects],
        "defects": list(letter.defects),
        "understood": {
            "letter": _letter(letter),
            "automatic": _automatic(letter),
            "orders": _orders(letter, reading, route, decision),
            "application": _application(reading, facts),
            "bounce": _bounce(letter),
            "calendar": _calendar(letter, reading, route, decision, facts),
        },
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "from": letter.sender.address,
        "from_name": letter.sender.name,
        "subject_base": letter.subject_base,
        "new_text": letter.new_text,
        "has_quote": letter.has_quote,
        "is_forward": letter.is_forward,
        "lang": letter.lang,
        "attachments": [{"name": a.name, "size": a.size, "type": a.type} for a in letter.attachments],
        "segments": _segments(letter),
    }


def _segments(letter: Letter) -> list[dict[str, Any]]:
    """Every written line with what it is taken for and why, so that a wrong cut can be seen."""
    lines = letter.text.split("\n")
    return [asdict(s) | {"lines": lines[s.first - 1 : s.last]} for s in letter.segments]


def _why(letter: Letter, reading: Reading, route: Route) -> str:
    """What made the program take the letter for what it names."""
    if letter.bounce:
        return letter.bounce.reason
    if letter.automatic:
        return letter.automatic.why
    if letter.calendar:
        return f"carries a calendar object ({letter.calendar.method or 'no method'})"
    if route.question:
        return f"answers what was asked: {route.question.kind} {route.question.about}"
    if reading.application and intent_of(letter, reading, route) == "Application":
        return "asks to be taken in" if reading.application.is_application else f"went to {route.destination.place}"
    if reading.orders:
        return "words of commands: " + ", ".join([*(o.intent for o in reading.orders.orders), *(why for _, why in reading.orders.unclear)])
    return f"went to {route.destination.place}"


def _automatic(letter: Letter) -> dict[str, Any] | None:
    if letter.automatic is None:
        return None
    found = letter.automatic
    return {
        "kind": found.kind,
        "why": found.why,
        "must_not_trigger_reply": True,
        "absent_until": found.absent_until,
        "deputy": found.deputy,
    }


_SHOWN_ARGS = {"case", "reason", "text", "group", "address", "mode", "from", "until"}


def _orders(letter: Letter, reading: Reading, route: Route, decision: Decision) -> dict[str, Any]:
    if letter.automatic or letter.bounce:
        return {"outcome": "ignore", "commands": [], "unresolved": []}
    outcome = decision.understood.get("outcome", "none") if reading.orders else "none"
    unclear = [{"words": words, "why": why} for words, why in reading.orders.unclear]
    unresolved = [found["words"] for found in unclear]
    if outcome == "none" or outcome == "record":
        outcome = "ask_back" if decision.verdict.action == "ask_back" and route.destination.place != "group" else "none"
    if outcome == "act" and letter.proof.failed:
        outcome = "deny"
    orders = reading.orders.orders if outcome == "act" else ()
    done = decision.understood.get("done", ())
    fates = list(zip(orders, done if len(done) == len(orders) else [True] * len(orders), strict=True))
    commands = [{"intent": o.intent, "args": _args(o.args)} for o, ok in fates if ok]
    unresolved += [o.words for o, ok in fates if not ok]
    return {"outcome": outcome, "commands": commands, "unresolved": unresolved, "unclear": unclear}


def _args(args: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in args.items() if k in _SHOWN_ARGS}


def _application(reading: Reading, facts: Facts) -> dict[str, Any] | None:
    found = reading.application
    if found is None:
        return None
    flags = list(found.flags)
    if found.is_application and any(_is_taken(r, facts) for r in found.records):
        flags.append("duplicate_landkreis")
    records = [_record(r) for r in found.records] if found.is_application else []
    return {"is_application": found.is_application, "records": records, "flags": list(dict.fromkeys(flags))}


def _is_taken(record: ApplicationRecord, facts: Facts) -> bool:
    if not record.landkreis:
        return False
    waiting = any(a.title == record.landkreis for a in facts.matters.applications())
    return waiting or any(p.status == "member" for p in facts.people.of_seat(record.landkreis))


def _record(record: ApplicationRecord) -> dict[str, Any]:
    shown = {k: (list(v) if isinstance(v, tuple) else v) for k, v in asdict(record).items()}
    empty = {k: (v if v not in ("", []) or k in {"topics", "missing"} else None) for k, v in shown.items()}
    return empty | {"missing_fields": list(record.missing), "motivation": record.motivation}


def _bounce(letter: Letter) -> dict[str, Any] | None:
    if letter.bounce is None:
        return None
    found = letter.bounce
    return {
        "kind": found.kind,
        "recipients": [asdict(r) for r in found.recipients],
        "status": found.status,
        "smtp_code": found.smtp_code,
        "address_invalid": found.address_invalid,
        "original_message_id": found.original_message_id,
        "forged": found.reason == "forged",
        "new_address": found.new_address,
    }


def _calendar(letter: Letter, reading: Reading, route: Route, decision: Decision, facts: Facts) -> dict[str, Any] | None:
    outcome = decision.understood.get("outcome", "ignore")
    if (part := letter.calendar) is not None:
        delegate = {"name": part.delegate.name, "address": part.delegate.address} if part.delegate else None
        return {
            "uid": part.uid,
            "method": part.method,
            "attendee": part.attendee,
            "partstat": part.partstat if outcome == "record" else None,
            "guests": part.guests,
            "comment": part.comment or letter.new_text,
            "delegate": delegate,
            "recurrence_id": part.recurrence_id,
            "counter": asdict(part.counter) if part.counter else None,
            "outcome": outcome,
        }
    meeting = _meeting_answered(route, facts)
    if letter.automatic or meeting is None or reading.rsvp is None:
        return None
    rsvp = reading.rsvp
    substitute: dict[str, str | None] | None = (
        {"name": rsvp.delegate_name, "address": rsvp.delegate_address or None} if rsvp.delegate_name or rsvp.delegate_address else None
    )
    return {
        "uid": meeting.uid,
        "method": None,
        "attendee": letter.sender.address,
        "partstat": rsvp.partstat if outcome == "record" else None,
        "guests": rsvp.guests,
        "comment": rsvp.comment or letter.new_text,
        "delegate": substitute,
        "recurrence_id": None,
        "counter": None,
        "outcome": outcome,
    }


def _meeting_answered(route: Route, facts: Facts) -> Meeting | None:
    return facts.matters.meeting(route.question.about) if route.question and route.question.kind == "rsvp" else None
