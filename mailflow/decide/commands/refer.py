"""EMPFEHLEN: a member tells a colleague elsewhere of the forum; one letter goes there, nothing is kept of them."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.address import normal
from mailflow.model.effects import Send
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    address = normal(str(call.order.args.get("address", "")))
    if call.sender is None or not address or call.facts.people.by_address(address):
        return Done("refer_how", {}, ok=False)
    context = {"by": call.sender.name, "seat": call.sender.seat, "apply": call.facts.forum.addresses.of("applications")}
    letter = Send("onboarding/referred", Mailbox(address), context, waits=True, language=call.sender.language)
    return Done("refer", {"address": address}, (letter,))


COMMAND = Command(
    name="refer",
    words=("EMPFEHLEN", "REFER"),
    usage="EMPFEHLEN name@kreis.example",
    usage_en="REFER name@kreis.example",
    help="schickt einer Kolleg:in in einem anderen Landkreis einen Brief über das Forum",
    help_en="sends a colleague in another district a letter about the forum",
    who=Who.INSIDE,
    risk=Risk.FINAL,
    takes=("address",),
    run=run,
)
