"""NACHFOLGE: the sender leaves, at once or on a day, and names who follows; that person is asked."""

from datetime import date
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.seats import succession
from mailflow.model.address import normal
from mailflow.model.effects import Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person


def run(call: Call) -> Done:
    address, name = normal(str(call.order.args.get("address", ""))), str(call.order.args.get("person", ""))
    name = name if " " in name else ""
    said = call.order.args.get("day")
    day = date.fromisoformat(str(said)) if said else None
    known = call.facts.people.by_address(address) if address else None
    if call.sender and not address:
        return Done("successor_how", {}, _office_told(call, call.sender, day))
    if call.sender is None or (known and not _may_follow(known, call.sender)):
        return Done("successor_how", {}, ok=False)
    context = {"address": address, "successor": name, "day": day, "seat": call.sender.seat}
    effects = succession.asked_to_follow(call.sender, address, name, day, call.facts, call.now, call.letter.id)
    return Done("successor", context, effects)


def _office_told(call: Call, leaver: Person, day: date | None) -> tuple[Send, ...]:
    """Nobody has to remember: should no name come, the office knows whom to ask."""
    context = {"who": leaver.name, "seat": leaver.seat, "day": day, "said": call.letter.new_text}
    staff = [p for p in call.facts.people.staff() if p.id != leaver.id]
    return tuple(Send("office/leaves", Mailbox(p.address, p.name), context | {"name": p.name}, leaver.id) for p in staff)


def _shown(call: Call) -> dict[str, Any]:
    said = call.order.args.get("day")
    name, address = str(call.order.args.get("person", "")), normal(str(call.order.args.get("address", "")))
    return {"successor": name, "address": address, "day": date.fromisoformat(str(said)) if said else None}


def _may_follow(known: Person, leaver: Person) -> bool:
    """Somebody of the same seat, such as the deputy; nobody changes another seat this way."""
    return known.id != leaver.id and known.seat == leaver.seat


COMMAND = Command(
    name="successor",
    words=("NACHFOLGE", "NACHFOLGER", "NACHFOLGERIN", "SUCCESSOR"),
    wishes=(
        "nachfolger/nachfolgerin/nachfolge {address}",
        "folgt/übernimmt {address} nach/stelle/aufgabe/aufgaben/meine",
        "gehe/geh/gehen rente/ruhestand/pension",
    ),
    usage="NACHFOLGE Vorname Name name@kreis.example ab 31.03.2027",
    usage_en="SUCCESSOR name name@kreis.example from 2027-03-31",
    help="nennt, wer Ihnen nachfolgt; diese Person wird gefragt und bekommt eine Übergabemappe",
    help_en="names who follows you; that person is asked and gets a folder to begin with",
    who=Who.INSIDE,
    risk=Risk.FINAL,
    takes=("address", "person", "day"),
    run=run,
    shown=_shown,
)
