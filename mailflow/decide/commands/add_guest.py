"""GAST AUFNEHMEN: the office names a guest, the lists, who answers for them and the last day; the guest is asked first."""

from __future__ import annotations

from datetime import date
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import guests
from mailflow.decide.seats import seat as seats
from mailflow.model.address import normal
from mailflow.model.facts.people import INSIDE
from mailflow.model.records import Group, Guest, Person


def run(call: Call) -> Done:
    address, contact, missing = normal(str(call.order.args.get("address", ""))), _contact(call), _missing(call)
    if call.sender is None or missing or contact is None:
        return Done("guest_how", {"missing": missing}, ok=False)
    known = call.facts.people.by_address(address)
    if known and known.status in INSIDE:
        return Done("guest_there", {"who": known.name, "status": known.status}, ok=False)
    guest = _guest(call, address, contact)
    asked = guests.asked(guest, call.sender, call.letter.lang, call.facts, call.now, call.letter.id)
    return Done("add_guest", guests.shown(guest, call.facts), asked)


def _shown(call: Call) -> dict[str, Any]:
    """The guest as they were understood, nothing where something is missing."""
    contact = _contact(call)
    if contact is None or _missing(call):
        return {}
    return guests.shown(_guest(call, normal(str(call.order.args["address"])), contact), call.facts)


def _missing(call: Call) -> list[str]:
    found = {"address": call.order.args.get("address"), "lists": _lists(call), "contact": _contact(call)}
    return [name for name, value in found.items() if not value]


def _guest(call: Call, address: str, contact: Person) -> Guest:
    args, fields = call.order.args, call.order.args.get("fields", {})
    return Guest(
        id=address,
        version=before.version if (before := call.facts.people.guest(address)) else 0,
        name=name if " " in (name := str(args.get("person", ""))) else "",
        institution=fields.get("organisation", ""),
        kind=fields.get("guest_kind", ""),
        purpose=fields.get("purpose", ""),
        contact=contact.id,
        lists=tuple(group.id for group in _lists(call)),
        until=date.fromisoformat(args["until"]) if args.get("until") else guests.last_day(call.facts, call.now),
        rights=call.facts.forum.guests.version,
    )


def _lists(call: Call) -> list[Group]:
    named = [call.facts.lists.get(slug) for slug in call.order.args.get("groups", ())]
    return [group for group in named if group and group.state == "active"]


def _contact(call: Call) -> Person | None:
    """Somebody inside, by address, by name, or the main person of a Landkreis; None if nobody or several."""
    said = str(call.order.args.get("fields", {}).get("contact_name", ""))
    if by_address := call.facts.people.by_address(said):
        return by_address if by_address.status in {"member", "staff"} else None
    named = call.facts.people.named(said)
    words = [w for w in said.casefold().split() if w not in {"lk", "landkreis", "kreis"}]
    districts = {p.seat for p in call.facts.people.members() if words and all(w in p.seat.casefold().split() for w in words)}
    if len(named) == 1:
        return named[0]
    return call.facts.people.get(seats.named(districts.pop(), call.facts).main) if len(districts) == 1 else None


COMMAND = Command(
    name="add_guest",
    words=("GAST AUFNEHMEN", "GUEST ADD", "ADD GUEST"),
    usage="GAST AUFNEHMEN Vorname Name name@verband.example für Forum bis 31.12.2027, Kontakt: Landkreis, Einrichtung: ..., Zweck: ...",
    usage_en="GUEST ADD name name@verband.example for Forum until 31.12.2027, Contact: district, Organisation: ..., Purpose: ...",
    help="fragt eine Person, ob sie Gast sein möchte; wer mitliest, hört es einen Tag vorher und kann widersprechen",
    help_en="asks somebody whether they want to be a guest; whoever reads along hears it a day before and may object",
    who=Who.STAFF,
    risk=Risk.RIGHTS,
    takes=("address", "person", "groups", "until", "fields"),
    run=run,
    shown=_shown,
)
