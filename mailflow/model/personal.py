"""The inventory of personal data: of every column, whether it tells something of a person, and what erasing does to it.

A column that is missing here fails `tests/model/test_personal.py`: whoever adds one says what it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mailflow.model import records as r
from mailflow.model.fingerprint import Fingerprints
from mailflow.model.intent import ApplicationRecord
from mailflow.model.records import Record
from mailflow.model.store import Records

Erasing = Literal["remove", "blacken", "keep"]
"""The record goes; it stays without what is personal; it stays as it is."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What the forum keeps of people in one kind of record."""

    personal: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    """The fields by which it is somebody's: they hold an address or a person's id, or several."""
    erasing: Erasing = "keep"


@dataclass(frozen=True, slots=True)
class Theirs:
    """By what somebody's records are found: their addresses, and their id where they are a person of the forum."""

    addresses: tuple[str, ...]
    person: str = ""

    def owns(self, value: object) -> bool:
        mine = {*self.addresses, self.person} - {""}
        return bool(mine & set(value)) if isinstance(value, tuple | list) else value in mine


ALWAYS = ("id", "version")
INVENTORY: Mapping[type[Record], Holding] = {
    r.Person: Holding(
        (
            "name",
            "address",
            "seat",
            "role",
            "phone",
            "language",
            "delivery",
            "paused_from",
            "paused_until",
            "joined",
            "left_on",
            "bounces",
            "last_bounce",
        ),
        ("status",),
        ("id",),
        "remove",
    ),
    r.PersonAddress: Holding(("person",), (), ("id", "person"), "remove"),
    r.Delegation: Holding(("person", "address", "since", "until"), (), ("person", "address"), "remove"),
    r.Consent: Holding(
        ("address", "request", "letter", "said", "proof", "ended_by"),
        ("purpose", "edition", "wording", "asked", "agreed", "ended"),
        ("address",),
        "blacken",
    ),
    r.Seat: Holding(("main", "deputy", "mailbox"), (), ("main", "deputy", "mailbox"), "blacken"),
    r.Guest: Holding(
        ("name", "institution", "kind", "purpose", "contact", "lists", "until", "rights", "agreed", "agreed_by", "reads_from"),
        ("state",),
        ("id",),
        "remove",
    ),
    r.Group: Holding(
        ("speakers",),
        ("name", "kind", "address", "name_en", "topic", "subject_tag", "aliases", "state", "founded", "ends"),
        ("speakers",),
        "blacken",
    ),
    r.Membership: Holding(("group", "person", "since", "delivery"), (), ("person",), "remove"),
    r.Writer: Holding(("address", "treatment"), ("group",), ("address",), "remove"),
    r.Question: Holding(
        ("asked", "answer", "answered_by", "orders", "details"),
        ("kind", "about", "opened", "expires", "state", "answered", "reminded"),
        ("asked", "answered_by"),
        "blacken",
    ),
    r.SentLetter: Holding(("to",), ("question", "about", "sent", "address_hash", "answerable_until", "strikes"), ("to",), "blacken"),
    r.Said: Holding(("by", "text", "letter", "proof"), ("about", "at"), ("by",), "remove"),
    r.Application: Holding(
        ("sender", "sender_name", "record", "interest", "interest_seen_by", "registration", "language", "decided_by", "reason"),
        ("state", "flags", "opened", "round", "deferred_until", "decided"),
        ("sender",),
        "blacken",
    ),
    r.Introduction: Holding(
        ("mentor", "newcomer", "state", "begins", "introduced", "done"), ("application",), ("mentor", "newcomer"), "remove"
    ),
    r.Hold: Holding(
        ("sender", "sender_name", "title", "text", "files", "left_out", "letter", "proof", "language", "vouched", "message_id"),
        ("group", "thread", "rule", "reason", "state", "needs_our_name", "at", "decided", "decided_by"),
        ("sender",),
        "remove",
    ),
    r.Post: Holding(
        ("sender", "sender_name", "text", "letter"),
        ("group", "place", "subject", "thread", "at", "level", "stopped"),
        ("sender",),
        "blacken",
    ),
    r.Meeting: Holding(
        ("organiser", "organiser_name"),
        ("uid", "title", "start", "end", "place", "dial_in", "text", "places", "audience", "sequence", "state", "answers_told"),
        ("organiser",),
        "blacken",
    ),
    r.Invitation: Holding(
        ("address", "name", "partstat", "guests", "comment", "arrival", "leaving", "meals", "access", "delegate", "answered"),
        ("meeting",),
        ("address",),
        "remove",
    ),
    r.Vote: Holding(
        ("starter",), ("group", "question", "answers", "text", "opened", "until", "secret", "state", "about"), ("starter",), "blacken"
    ),
    r.Paper: Holding(
        ("author",),
        ("kind", "group", "title", "edition", "text", "files", "districts", "post", "state", "published", "standing"),
        ("author",),
        "blacken",
    ),
    r.Task: Holding(("who", "giver", "what"), ("group", "until", "opened", "state"), ("who", "giver"), "remove"),
    r.Survey: Holding(
        ("starter",),
        ("kind", "group", "title", "text", "opened", "until", "state", "dates", "place", "dial_in"),
        ("starter",),
        "blacken",
    ),
    r.Topic: Holding(("starter", "supporters"), ("title", "opened", "state"), ("starter", "supporters"), "blacken"),
    r.Period: Holding((), ("ran",)),
    r.Erasure: Holding((), ("at", "with_posts")),
    r.Charter: Holding((), ("name", "domain", "timezone", "addresses", "trusted_authserv", "external_markers", "counties")),
    r.JournalEntry: Holding(
        ("actor", "text", "before"),
        ("at", "letter", "about", "what", "kind", "record", "after_version", "undoable_until"),
        ("actor",),
        "blacken",
    ),
}
"""Every kind of record. Journal lines are blackened by `store.erasing`, which keeps their chain whole."""

LETTERS: Mapping[str, Holding] = {
    "letter": Holding(("raw", "sender", "peer"), ("digest", "door", "received"), ("sender",), "blacken"),
    "inbox": Holding(
        (),
        (
            "letter",
            "recipient",
            "key",
            "state",
            "attempts",
            "lease",
            "message_id",
            "understood",
            "verdict",
            "reason",
            "said",
            "proven",
            "finished",
        ),
    ),
    "mail": Holding(("raw",), ("message_id", "kind", "about", "cause", "personal", "confidential", "created"), (), "blacken"),
    "outbox": Holding(
        ("recipient", "reply"),
        ("mail", "message_id", "state", "priority", "due", "expires", "waits", "attempts", "owner", "finished"),
        ("recipient",),
        "blacken",
    ),
    "postwords": Holding((), ("id", "post", "words")),
    "ledger": Holding((), ("n", "line", "hash")),
    "relay": Holding((), ("failures", "paused_until", "since", "reason", "minute", "in_minute", "day", "in_day")),
    "mark": Holding((), ("at", "text")),
}
"""The tables beside the records: letters in and out, and what the house remembers of itself."""


def found(kind: type[Record], theirs: Theirs, records: Records) -> Iterator[Record]:
    """What the forum keeps of somebody in this kind of record."""
    seen: set[str] = set()
    for field in INVENTORY[kind].by:
        for record in _candidates(kind, field, theirs, records):
            if record.id not in seen and theirs.owns(getattr(record, field)):
                seen.add(record.id)
                yield record


def _candidates(kind: type[Record], field: str, theirs: Theirs, records: Records) -> Iterable[Record]:
    if field in _SEVERAL.get(kind, ()):
        return records.all(kind)
    mine: dict[str, Any] = {field: [value for value in (*theirs.addresses, theirs.person) if value]}
    return records.all(kind, **mine)


_SEVERAL: Mapping[type[Record], tuple[str, ...]] = {r.Group: ("speakers",), r.Question: ("asked",), r.Topic: ("supporters",)}
"""Fields that hold several at once."""


def everything(theirs: Theirs, records: Records) -> dict[str, list[dict[str, Any]]]:
    """All records of somebody as plain values, by kind: what they may know (Art. 15 DSGVO)."""
    kept = {kind.__name__: [_told(record) for record in found(kind, theirs, records)] for kind in INVENTORY}
    return {name: rows for name, rows in kept.items() if rows}


def _told(record: Record) -> dict[str, Any]:
    """Without what may tell of others (Art. 15(4)), and what is a secret or says nothing."""
    values = {name: getattr(record, name) for name in (f.name for f in dataclasses.fields(record)) if name not in _NOT_TOLD}
    return {
        name: dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value
        for name, value in values.items()
        if value not in ("", (), None, 0)
    }


_NOT_TOLD = ("version", "orders", "details", "before", "address_hash", "answerable_until", "strikes", "vouched", "after_version")


def blackened(record: Record, theirs: Theirs, prints: Fingerprints) -> Record:
    """The record without what it tells of this person."""
    match record:
        case r.Seat():
            main, deputy, mailbox = ("" if theirs.owns(value) else value for value in (record.main, record.deputy, record.mailbox))
            return replace(record, main=main, deputy=deputy, mailbox=mailbox)
        case r.Consent():
            whose = prints.of(record.address)
            id = f"{record.purpose}:{record.edition}:{whose}"
            return replace(record, id=id, address=whose, request="", letter="", said="", proof="", ended_by="")
        case r.Group():
            return replace(record, speakers=tuple(s for s in record.speakers if not theirs.owns(s)))
        case r.Question():
            asked = tuple(a for a in record.asked if not theirs.owns(a))
            answered_by = "" if theirs.owns(record.answered_by) else record.answered_by
            state = "revoked" if record.state == "open" and not asked else record.state
            return replace(record, asked=asked, answered_by=answered_by, answer="", orders=(), details={}, state=state)
        case r.Application():
            return _blackened_application(record)
        case r.Post():
            return replace(record, sender="", sender_name="", letter="")
        case r.Meeting():
            return replace(record, organiser="", organiser_name="")
        case r.Vote() | r.Survey():
            return replace(record, starter="")
        case r.Topic():
            starter = "" if theirs.owns(record.starter) else record.starter
            return replace(record, starter=starter, supporters=tuple(s for s in record.supporters if not theirs.owns(s)))
        case r.Paper():
            return replace(record, author="")
        case r.SentLetter():
            return replace(record, to="", question="", address_hash="")
    return record


def _blackened_application(application: r.Application) -> r.Application:
    """District and days stay: they tell of the county, not of a person."""
    old = application.record
    county = ApplicationRecord(landkreis=old.landkreis, ags=old.ags, bundesland=old.bundesland, organisation=old.organisation)
    state = "withdrawn" if application.is_open else application.state
    return replace(
        application, state=state, sender="", sender_name="", record=county, interest=(), registration=None, reason="", deferred_until=None
    )
