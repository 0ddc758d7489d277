"""The post room's view of a real forum: mailboxes out of the store, letters sent to our own SMTP door."""

from __future__ import annotations

import email
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import decode_header, make_header

from mailflow.model.facts import Facts
from mailflow.model.forum import Forum
from mailflow.store import postroom
from mailflow.store.records import SqlRecords
from mailflow.store.store import Store
from mailflow.web.postroom import LetterLine, MailboxLine

ROLES = {"staff": "Programmbüro", "member": "Mitglied", "guest": "Gast", "left": "ausgeschieden"}
STRANGER = "noch kein Mitglied"


@dataclass(frozen=True, slots=True)
class LocalRooms:
    """Implements `web.postroom.PostRoom`. `smtp` is host:port of the gateway's own door, `signed` gives the signed number of a copy."""

    store: Store
    forum: Forum
    smtp: str
    signed: Callable[[int], str]
    clock: Callable[[], datetime]
    forward: Callable[[timedelta], datetime]
    opened: Callable[[bytes], bytes]
    """A letter of the outbox as its recipient gets it."""
    return_path: Callable[[int], str]
    """Where a machine answers to a copy."""

    def now(self) -> datetime:
        return self.clock()

    def advance(self, minutes: int) -> datetime:
        return self.forward(timedelta(minutes=minutes))

    def authserv_id(self) -> str:
        return self.forum.trusted_authserv[0] if self.forum.trusted_authserv else ""

    def mailboxes(self) -> Sequence[MailboxLine]:
        with self.store.reading() as connection:
            facts = Facts(self.forum, SqlRecords(connection))
            seen = {t.address: t for t in postroom.traffic(connection)}
            people = {p.address: p for p in [*facts.people.staff(), *facts.people.inside()]}
        lines = []
        for address in [*people, *(a for a in seen if a and a not in people and not self.forum.addresses.is_ours(a))]:
            person, traffic = people.get(address), seen.get(address)
            lines.append(
                MailboxLine(
                    address=address,
                    name=person.name if person else "",
                    role=ROLES[person.status] if person else STRANGER,
                    place=person.seat if person else "",
                    letters=traffic.letters if traffic else 0,
                    newest=traffic.newest if traffic else None,
                )
            )
        return lines

    def letters(self, address: str) -> Sequence[LetterLine]:
        with self.store.reading() as connection:
            got = postroom.received(connection, address)
            wrote = postroom.written(connection, address)
        lines = [_received(one) for one in got] + [_written(one) for one in wrote]
        return sorted(lines, key=lambda line: line.at, reverse=True)

    def raw(self, letter_id: str) -> bytes | None:
        kind, _, id = letter_id.partition("-")
        with self.store.reading() as connection:
            if kind == "in" and id.isdigit():
                raw = postroom.raw_received(connection, int(id), self.signed(int(id)), self.opened)
                return raw and f"Return-Path: <{self.return_path(int(id))}>\r\n".encode() + raw
            return postroom.raw_written(connection, id) if kind == "out" else None

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> str:
        host, _, port = self.smtp.rpartition(":")
        try:
            with smtplib.SMTP(host.strip("[]"), int(port), timeout=30) as smtp:
                refused = smtp.sendmail(sender, list(recipients), raw)
        except smtplib.SMTPRecipientsRefused as e:
            return "; ".join(f"{code} {text.decode('utf-8', 'replace')}" for code, text in e.recipients.values())
        except smtplib.SMTPResponseException as e:
            error = e.smtp_error.decode("utf-8", "replace") if isinstance(e.smtp_error, bytes) else str(e.smtp_error)
            return f"{e.smtp_code} {error}"
        except OSError as e:
            return f"451 {e}"
        return "250 angenommen" + (f", außer für {', '.join(refused)}" if refused else "")

    def addresses(self) -> Sequence[tuple[str, str]]:
        of = self.forum.addresses.of
        with self.store.reading() as connection:
            groups = Facts(self.forum, SqlRecords(connection)).lists.all()
        fixed = [
            (of("applications"), "Anmeldung und Fragen zur Mitgliedschaft"),
            (of("commands"), "Befehle, zum Beispiel HILFE"),
            (of("office"), "Programmbüro"),
        ]
        lists = [(g.address, f"Liste {g.name}") for g in groups]
        joins = [(of("join", g.id), f"{g.name} beitreten") for g in groups if g.kind == "workgroup"]
        return [*fixed, *lists, *joins]


def _received(one: postroom.Received) -> LetterLine:
    # While a letter is on its way its `due` is the end of a lease, which says nothing to a reader.
    waits = one.due if one.state == "queued" else None
    sender, subject = _head(one.raw)
    return LetterLine(f"in-{one.id}", "in", sender, subject, at=one.finished or one.created, waits_until=waits)


def _written(one: postroom.Written) -> LetterLine:
    sender, subject = _head(one.raw)
    return LetterLine(f"out-{one.id}", "out", sender, subject, at=one.at, waits_until=None)


def _head(raw: bytes) -> tuple[str, str]:
    """(From, Subject), decoded for display."""
    head = email.message_from_bytes(raw.partition(b"\r\n\r\n")[0][:65536])
    return _shown(str(head.get("From", ""))), _shown(str(head.get("Subject", "")))


def _shown(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))[:300]
    except (LookupError, ValueError):
        return value[:300]
