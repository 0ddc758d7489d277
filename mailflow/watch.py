"""Looks after the house, and tells the office what stands still past the queue that may be the one that is stuck."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from mailflow import maillog
from mailflow.app import App
from mailflow.deliver.herald import carried
from mailflow.model.effects import Decision, Send, Verdict
from mailflow.model.letter import Mailbox
from mailflow.perform import compose
from mailflow.perform.apply import perform
from mailflow.store import marks
from mailflow.store.standing import standing
from mailflow.troubles import OVER, UNTOLD, Told, Trouble, is_well_again, news, troubles

_TOLD = "alarm:"


@dataclass
class Watch:
    """What was told is kept in the store, so that several processes tell once; while the store cannot be used, in memory."""

    app: App
    _memory: dict[str, Told] = field(default_factory=dict)
    _staff: tuple[Mailbox, ...] = ()

    def standing(self) -> dict[str, Any]:
        """How the house stands; `ok` says whether it does its work, `troubles` what does not. Raises what the store raises."""
        value, found, told = self._looked()
        grave = any(t.grave for t in found) or any(t.instance == UNTOLD for t in told.values())
        return {"ok": not grave, "troubles": [t.kind for t in found], **value}

    def round(self) -> None:
        """Looks once and tells what is new, or that all is well again."""
        now = self.app.clock.now()
        try:
            _, found, told = self._looked()
            self._remember_staff()
            if found or self._memory or any(t.instance != OVER for t in told.values()):
                self._tell_and_note(found, now)
        except Exception:
            maillog.own_fault(secrets.token_hex(4), "watch")
            for trouble in news([Trouble("store")], self._memory, now):
                self._memory[trouble.kind] = Told(now, trouble.instance if self._raised([trouble], now) else UNTOLD)

    def _looked(self) -> tuple[dict[str, Any], list[Trouble], dict[str, Told]]:
        app = self.app
        with app.store.reading() as connection:
            value = standing(connection, app.clock.now())
            told = {kind: Told(*mark) for kind, mark in marks.with_prefix(connection, _TOLD).items()}
        folder = app.database.file.parent if app.database.file else None
        value["free_mb"] = shutil.disk_usage(folder).free // 1_000_000 if folder else None
        return value, list(troubles(value, app.settings.alarm)), told

    def _tell_and_note(self, found: list[Trouble], now: datetime) -> None:
        fresh, over = self._claimed(found, now)
        if over:
            self._told("alarm/well", {"kinds": over}, now)
            maillog.well_again(over)
        if fresh and self._raised(fresh, now):
            self._note({t.kind: Told(now, t.instance) for t in fresh}, now)

    def _claimed(self, found: list[Trouble], now: datetime) -> tuple[list[Trouble], list[str]]:
        """Takes it on this process to tell (what is new, kinds that are well again): noted first, so that no other process does.

        What is new counts as untold until it has been told: if this process dies meanwhile, somebody tries again.
        """
        with self.app.store.writing(now) as tx:
            # The first statement locks: processes on one PostgreSQL look one after the other.
            marks.put(tx.connection, "watch", now)
            told = {kind: Told(*mark) for kind, mark in marks.with_prefix(tx.connection, _TOLD).items()} | self._memory
            fresh = news(found, told, now)
            over = [k for k, t in told.items() if t.instance not in (OVER, UNTOLD)] if is_well_again(found, told) else []
            changed = {t.kind: Told(now, UNTOLD) for t in fresh}
            if not found:
                changed = {kind: Told(t.at, OVER) for kind, t in told.items()}
            for kind, t in (self._memory | changed).items():
                marks.put(tx.connection, _TOLD + kind, t.at, t.instance)
        self._memory = {}
        return fresh, over

    def _note(self, told: dict[str, Told], now: datetime) -> None:
        with self.app.store.writing(now) as tx:
            for kind, t in told.items():
                marks.put(tx.connection, _TOLD + kind, t.at, t.instance)

    def _raised(self, fresh: list[Trouble], now: datetime) -> bool:
        """Tells of these troubles; False if nobody could be reached."""
        why = self._told("alarm/trouble", {"troubles": [asdict(t) for t in fresh]}, now)
        maillog.alarm([t.kind for t in fresh], why)
        return not why

    def _told(self, template: str, context: dict[str, Any], now: datetime) -> str:
        """Writes to everybody who is to be told; returns why that failed, "" if it went out."""
        sends = tuple(Send(template, reader, context, key=now.isoformat()) for reader in self._whom())
        if not sends:
            return "nobody to tell: set office.staff or alarm.address"
        try:
            return self._carried(sends, now)
        except Exception as e:
            # Whatever is broken besides: that nobody was told must stand in the log.
            return f"own fault: {type(e).__name__}"

    def _carried(self, sends: tuple[Send, ...], now: datetime) -> str:
        app, alarm, deliver = self.app, self.app.settings.alarm, self.app.settings.deliver
        relay, password = (alarm.relay, alarm.password) if alarm.relay else (deliver.relay, deliver.password)
        if relay:
            addresses = app.forum().addresses
            return carried(relay, password, addresses.domain, addresses.of("office"), self._written(sends, now))
        # Without any relay letters stay in the house: the post room shows this one like the others.
        with app.store.writing(now, cause=f"alarm-{now:%Y%m%dT%H%M%S}", actor="watch") as tx:
            perform(Decision(Verdict("accept", sends[0].template), sends), tx, app.hands())
        return ""

    def _written(self, sends: tuple[Send, ...], now: datetime) -> list[tuple[str, bytes]]:
        hands, letters = self.app.hands(), []
        for send in sends:
            id = compose.message_id(hands.key, hands.forum, "alarm", send, None)
            raw = compose.own_letter(send, hands.templates, hands.forum, message_id=id, reply_to="", now=now)
            letters.append((send.to.address, raw))
        return letters

    def _remember_staff(self) -> None:
        # When the store cannot be asked any more, it is too late to ask it whom to tell, and from which address.
        self.app.forum()
        with self.app.facts() as facts:
            self._staff = tuple(Mailbox(person.address, person.name) for person in facts.people.staff())

    def _whom(self) -> tuple[Mailbox, ...]:
        """The staff, and the alarm's own address."""
        settings = self.app.settings
        staff = self._staff or tuple(Mailbox(s.address, s.name) for s in settings.office.staff)
        second = (Mailbox(settings.alarm.address),) if settings.alarm.address else ()
        return (*staff, *second)
