"""AUSTRETEN: somebody leaves the forum, at once or after a day; the office hears it, and nobody is left with an open tandem."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import guests
from mailflow.decide.seats import succession
from mailflow.model.effects import Save, Send
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    assert call.sender is not None  # strangers have nothing to leave
    context = dict(shown(call))
    if context["is_guest"] and (stay := guests.stay_of(call.sender.address, call.facts)):
        return Done("resign", context, guests.leaves(stay, call.sender, context["last_day"], call.facts, call.now))
    if call.is_staff and len(call.facts.people.staff()) == 1:
        return Done("erase_office", {}, ok=False)
    told = tuple(
        Send("office/resigned", Mailbox(p.address, p.name), context | {"name": p.name}, waits=True) for p in call.facts.people.staff()
    )
    if context["last_day"] is None:
        return Done("resign", context, (*succession.left(call.sender, call.facts, call.now, waits=True), *told))
    return Done("resign", context, (Save(replace(call.sender, left_on=context["last_day"])), *told))


def shown(call: Call) -> Mapping[str, Any]:
    """`last_day` is None where they leave at once."""
    said = call.order.args.get("day")
    day, person = date.fromisoformat(str(said)) if said else None, call.sender
    is_guest = person is not None and person.status == "guest"
    others = [p for p in call.facts.people.of_seat(person.seat) if p.id != person.id] if person else []
    return {
        "who": call.name,
        "seat": person.seat if person else "",
        "last_day": day if day and day > call.facts.today(call.now) else None,
        "is_guest": is_guest,
        "is_last": not others and not is_guest,
        "speaks_for": succession.speaks_for(person, call.facts) if person else [],
    }


COMMAND = Command(
    name="resign",
    words=("AUSTRETEN", "AUSTRITT", "RESIGN"),
    wishes=("kündig*/beend* mitgliedschaft", "resign/end membership"),
    usage="AUSTRETEN zum 31.12.2027",
    usage_en="RESIGN 2027-12-31",
    help="beendet Ihre Mitgliedschaft oder Ihren Gaststatus, sofort oder nach einem Tag",
    help_en="ends your membership or your time as a guest, at once or after a day",
    who=Who.INSIDE,
    risk=Risk.FINAL,
    takes=("day",),
    shown=shown,
    run=run,
)
