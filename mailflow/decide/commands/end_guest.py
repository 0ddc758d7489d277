"""GAST BEENDEN: a guest leaves before their last day."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import guests


def run(call: Call) -> Done:
    guest = guests.stay_of(str(call.order.args.get("address", "")), call.facts)
    if guest is None or guest.state in {"declined", "ended"}:
        return Done("unknown_guest", {"address": call.order.args.get("address", "")}, ok=False)
    effects = guests.ended(guest, call.sender, call.facts, call.now, waits=True)
    return Done("end_guest", guests.shown(guest, call.facts), effects)


COMMAND = Command(
    name="end_guest",
    words=("GAST BEENDEN", "GUEST END", "END GUEST"),
    usage="GAST BEENDEN name@verband.example",
    usage_en="GUEST END name@verband.example",
    help="beendet den Gaststatus; der Gast hört es",
    help_en="ends a guest's time here; the guest is told",
    who=Who.STAFF,
    risk=Risk.RIGHTS,
    takes=("address",),
    deletes=True,
    run=run,
)
