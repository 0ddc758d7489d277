"""VERTRETUNG BEENDEN: from now on nobody, or one of them no longer, answers and writes for the sender."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.address import normal
from mailflow.model.effects import Effect, Remove, Save, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Delegation


def run(call: Call) -> Done:
    today, named = call.facts.today(call.now), normal(str(call.order.args.get("address", "")))
    deputies = call.facts.people.deputies(call.sender) if call.sender else []
    ending = [d for d in deputies if d.until >= today and named in {"", d.address}]
    if not ending:
        return Done("end_delegation_none", {"address": named}, ok=False)
    effects = [effect for delegation in ending for effect in (_ended(delegation, today), _told(delegation, call))]
    return Done("end_delegation", {"addresses": [d.address for d in ending]}, tuple(effects))


def _ended(delegation: Delegation, today: date) -> Effect:
    """Its last day was yesterday, so that who stood in can be told why an answer of theirs does not count any more."""
    has_begun = delegation.since is None or delegation.since < today
    return Save(replace(delegation, until=today - timedelta(days=1))) if has_begun else Remove(delegation)


def _told(delegation: Delegation, call: Call) -> Send:
    deputy = call.facts.people.by_address(delegation.address)
    to = Mailbox(delegation.address, deputy.name if deputy else "")
    return Send("office/deputy_ended", to, {"who": call.name}, delegation.person, waits=True)


COMMAND = Command(
    name="end_delegation",
    words=("VERTRETUNG BEENDEN", "VERTRETUNG BEENDET", "VERTRETUNG ENDET", "VERTRETUNG ENDE", "END DEPUTY"),
    wishes=(
        "vertretung/stellvertretung beende/beenden/beendet/endet/ende/zu_ende/vorbei/auf~heben/widerrufe/widerrufen",
        "vertritt mich nicht_mehr",
        "deputy end/ends/ended/over/revoke",
    ),
    usage="VERTRETUNG BEENDEN",
    usage_en="END DEPUTY",
    help="beendet Ihre Vertretung sofort; mit einer Adresse nur die dieser Person",
    help_en="ends your deputy's time at once; with an address only that person's",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("address",),
    run=run,
)
