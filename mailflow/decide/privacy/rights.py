"""The rights of those whose data the forum keeps: whose data a letter is about, and what the office has to hear of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from mailflow.decide.command import Call
from mailflow.model.effects import Note, Send
from mailflow.model.letter import Mailbox
from mailflow.model.personal import Theirs, everything

ONE_MONTH = timedelta(days=30)
"""To answer in (Art. 12(3) DSGVO)."""


def theirs(call: Call) -> Theirs:
    """By what the writer's own records are found."""
    writer = call.letter.sender.address
    if call.sender is None:
        return Theirs((writer,))
    addresses = dict.fromkeys((call.sender.address, *call.facts.people.addresses(call.sender)))
    return Theirs(tuple(addresses), call.sender.id)


def kept_of(call: Call) -> dict[str, list[dict[str, Any]]]:
    return everything(theirs(call), call.facts.records)


def as_json(kept: dict[str, list[dict[str, Any]]]) -> str:
    return json.dumps(kept, ensure_ascii=False, indent=1, default=str)


def office_told(call: Call, right: str, text: str = "") -> tuple[Send | Note, ...]:
    """The office hears which right somebody uses and until when it has to be dealt with; the day is in the journal."""
    until = call.facts.today(call.now) + ONE_MONTH
    seat = call.sender.seat if call.sender else ""
    context = {"who": call.name, "seat": seat, "right": right, "text": text, "until": until}
    staff = [p for p in call.facts.people.staff() if call.sender is None or p.id != call.sender.id]
    told = tuple(Send("office/data_right", Mailbox(p.address, p.name), context | {"name": p.name}, key=right) for p in staff)
    return (*told, Note(call.letter.id, f"data right: {right}, to be answered until {until}"))
