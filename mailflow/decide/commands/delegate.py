"""VERTRETUNG: somebody else may answer and write for the sender from a day, or at once, until another."""

from __future__ import annotations

from datetime import date
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.address import normal
from mailflow.model.effects import Save, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Delegation


def shown(call: Call) -> dict[str, Any]:
    return {"address": normal(str(call.order.args.get("address", ""))), "since": _day(call, "from"), "until": _day(call, "until")}


def run(call: Call) -> Done:
    address, since, until = shown(call).values()
    over = until is None or until < call.facts.today(call.now)
    if call.sender is None or until is None or over or address in {"", *call.facts.people.addresses(call.sender)}:
        return Done("delegate_how", {}, ok=False)
    id = f"{call.sender.id}:{address}"
    before = call.facts.records.get(Delegation, id)
    named = Delegation(id=id, version=before.version if before else 0, person=call.sender.id, address=address, since=since, until=until)
    context = {"who": call.sender.name, "seat": call.sender.seat, "since": since, "until": until}
    deputy = call.facts.people.by_address(address)
    told = Send("office/deputy", Mailbox(address, deputy.name if deputy else ""), context, call.sender.id, waits=True)
    return Done("delegate", shown(call), (Save(named), told))


def _day(call: Call, name: str) -> date | None:
    said = call.order.args.get(name)
    return date.fromisoformat(str(said)) if said else None


COMMAND = Command(
    name="delegate",
    words=("VERTRETUNG", "DEPUTY"),
    wishes=(
        "vertritt/vertreten mich {address}",
        "vertreten werde/werd {address}",
        "vertretung/stellvertretung/vertreter/vertreterin/stellvertreter/stellvertreterin mein/meine/meiner/meinen/als {address}",
        "vertretung meine/für_mich übernimmt/übernehmen/macht {address}",
        "deputy my {address}",
        "stand/stands/step/steps/fill/fills in_for_me {address}",
        "represented/represents by/me {address}",
    ),
    about=("urlaub", "urlaubs", "elternzeit", "abwesenheit"),
    usage="VERTRETUNG name@kreis.example vom 03.08. bis 21.08.2027",
    usage_en="DEPUTY name@kreis.example from 2027-08-03 until 2027-08-21",
    help="lässt jemanden bis zu einem Tag für Sie antworten und schreiben",
    help_en="lets somebody answer and write for you until a day",
    who=Who.INSIDE,
    risk=Risk.FINAL,
    takes=("address", "from", "until"),
    run=run,
    shown=shown,
)
