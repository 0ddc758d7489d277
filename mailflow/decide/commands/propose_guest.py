"""GAST VORSCHLAGEN: a member proposes a guest; the office decides, and only then the guest is asked (R29)."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import proposing
from mailflow.model.address import normal
from mailflow.model.facts.people import INSIDE


def run(call: Call) -> Done:
    assert call.sender is not None  # Who.INSIDE
    address = normal(str(call.order.args.get("address", "")))
    known = call.facts.people.by_address(address)
    if known and known.status in INSIDE:
        return Done("guest_there", {"who": known.name, "status": known.status}, ok=False)
    missing = [name for name, found in (("address", address), ("lists", call.order.args.get("groups"))) if not found]
    if missing or call.sender.status == "guest":
        return Done("guest_how", {"missing": missing}, ok=False)
    fields = {**call.order.args.get("fields", {}), "contact_name": call.sender.address}
    order = replace(call.order, intent="add_guest", args={**call.order.args, "fields": fields})
    number, effects = proposing.proposed(order, address, call.sender, call.letter, call.facts, call.now)
    return Done("propose_guest", {"case": number, "address": address, "guest": proposing.called(order, address)}, effects)


COMMAND = Command(
    name="propose_guest",
    words=("GAST VORSCHLAGEN", "PROPOSE GUEST", "GUEST PROPOSE"),
    usage="GAST VORSCHLAGEN Vorname Name name@verband.example für AG Wohnen bis 31.12.2027, Einrichtung: ..., Zweck: ...",
    usage_en="PROPOSE GUEST name name@verband.example for AG Wohnen until 31.12.2027, Organisation: ..., Purpose: ...",
    help="schlägt dem Programmbüro einen Gast vor, für den Sie Ansprechperson sind",
    help_en="proposes a guest to the office, for whom you answer",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("address", "person", "groups", "until", "fields"),
    run=run,
)
