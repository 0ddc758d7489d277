"""ADRESSE ÄNDERN: a further address of the sender, asked for a yes first; letters go there from then on, the old one still counts."""

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.address import normal
from mailflow.model.effects import Ask, Send
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    address = normal(str(call.order.args.get("address", "")))
    known = call.facts.people.by_address(address) if address else None
    if call.sender is None or not address or (known and known.id != call.sender.id):
        return Done("address_how", {}, ok=False)
    asked = question("address", call.sender.id, (address,), call.now, call.letter.id, days=kinds()["address"].days)
    context = {"name": call.sender.name, "before": call.sender.address, "address": address}
    letter = Send(
        "seat/address_asked", Mailbox(address, call.sender.name), context, call.sender.id, waits=True, language=call.sender.language
    )
    return Done("address", {"address": address, "before": call.sender.address}, (Ask(asked, (letter,)),))


COMMAND = Command(
    name="address",
    words=("ADRESSE ÄNDERN", "NEUE ADRESSE", "ADRESSE", "ADDRESS", "CHANGE ADDRESS"),
    usage="ADRESSE ÄNDERN name@kreis.example",
    usage_en="ADDRESS name@kreis.example",
    help="schickt Ihre Post an eine neue Adresse, sobald von dort ein JA kommt; die alte gilt weiter",
    help_en="sends your letters to a new address once a YES comes from there; the old one still counts",
    who=Who.INSIDE,
    risk=Risk.FINAL,
    takes=("address",),
    run=run,
)
