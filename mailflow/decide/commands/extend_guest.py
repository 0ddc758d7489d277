"""GAST VERLÄNGERN: a guest stays until a later day."""

from dataclasses import replace
from datetime import date

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import guests
from mailflow.model.effects import Effect, Save, Send
from mailflow.model.facts import Facts
from mailflow.model.letter import Mailbox
from mailflow.model.records import Guest


def run(call: Call) -> Done:
    guest, said = guests.stay_of(str(call.order.args.get("address", "")), call.facts), call.order.args.get("until")
    until = date.fromisoformat(str(said)) if said else None
    if guest is None or guest.state != "here":
        return Done("unknown_guest", {"address": call.order.args.get("address", "")}, ok=False)
    if until is None or until < call.facts.today(call.now):
        return Done("guest_until_when", guests.shown(guest, call.facts), ok=False)
    context = guests.shown(replace(guest, until=until), call.facts)
    return Done("extend_guest", context, extended(guest, until, call.facts, waits=True))


def extended(guest: Guest, until: date, facts: Facts, *, waits: bool) -> tuple[Effect, ...]:
    """The guest and who answers for them hear the new day; the office knows."""
    later = replace(guest, until=until)
    others = [m for m in guests.concerned(guest, facts) if not facts.people.is_staff(m.address)]
    context = guests.shown(later, facts)
    told = [
        Send("guest/stays", m, context | {"name": m.name, "stays": True, "own": m.address == guest.id}, guest.id, waits=waits)
        for m in (Mailbox(guest.id, guest.name), *others)
    ]
    return (Save(later), *told)


COMMAND = Command(
    name="extend_guest",
    words=("GAST VERLÄNGERN", "GUEST EXTEND", "EXTEND GUEST"),
    usage="GAST VERLÄNGERN name@verband.example bis 31.12.2028",
    usage_en="GUEST EXTEND name@verband.example until 31.12.2028",
    help="lässt einen Gast länger bleiben",
    help_en="lets a guest stay longer",
    who=Who.STAFF,
    risk=Risk.RIGHTS,
    takes=("address", "until"),
    run=run,
)
