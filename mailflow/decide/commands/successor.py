"""NACHFOLGE: the sender leaves, at once or on a day, and names who follows; that person is asked."""

from datetime import date

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.seats import succession
from mailflow.model.address import normal
from mailflow.model.records import Person


def run(call: Call) -> Done:
    address, name = normal(str(call.order.args.get("address", ""))), str(call.order.args.get("person", ""))
    name = name if " " in name else ""
    said = call.order.args.get("day")
    day = date.fromisoformat(str(said)) if said else None
    known = call.facts.people.by_address(address) if address else None
    if call.sender is None or not address or (known and not _may_follow(known, call.sender)):
        return Done("successor_how", {}, ok=False)
    context = {"address": address, "successor": name, "day": day, "seat": call.sender.seat}
    effects = succession.asked_to_follow(call.sender, address, name, day, call.facts, call.now, call.letter.id)
    return Done("successor", context, effects)


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
)
