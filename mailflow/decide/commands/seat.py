"""SITZ: who fills the seat of a Landkreis; its main person or deputy settles it, new addresses are asked first."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.decide.ahead import facts_after
from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.seats import seat as seats
from mailflow.model.address import normal
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Person, Seat

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")


def run(call: Call) -> Done:
    said: dict[str, str] = call.order.args.get("fields", {})
    seat = _seat(said.get("landkreis", ""), call)
    if seat is None or call.sender is None or not said.keys() & {"contact_name", "deputy", "mailbox", "colleague"}:
        return Done("seat", seats.shown(seat, call.facts) if seat else {"seat": "", "mailbox": "", "people": []}, ok=False)
    if call.sender.id not in {seat.main, seat.deputy} and not call.is_staff:
        return Done("seat_not_yours", seats.shown(seat, call.facts), ok=False)
    people = seats.voters(seat, call.facts)
    main, deputy = (_meant(said.get(field, ""), people) for field in ("contact_name", "deputy"))
    if unknown := _unknown(said, main, deputy):
        return Done("seat_who", seats.shown(seat, call.facts) | {"said": unknown}, ok=False)
    settled = replace(seat, main=main.id if main else seat.main, deputy=deputy.id if deputy else seat.deputy)
    if settled.main == settled.deputy:  # a deputy who becomes the main person changes places with them
        settled = replace(settled, deputy=seat.main if main else "")
    effects: list[Effect] = [Save(settled)]
    if settled != seat:
        effects += seats.told(settled, call.sender, facts_after(call.facts, effects), waits=True)
    asked = [_asked(field, said[field], settled, call) for field in ("mailbox", "colleague") if said.get(field)]
    context = seats.shown(settled, facts_after(call.facts, effects)) | {"asked": [ask.question.asked[0] for ask in asked]}
    return Done("seat_settled", context, (*effects, *asked))


def _seat(said: str, call: Call) -> Seat | None:
    """The sender's own; the office names one."""
    if not call.is_staff:
        return seats.seat_of(call.sender, call.facts) if call.sender else None
    fitting = {p.seat for p in call.facts.people.members() if said and said.casefold() in p.seat.casefold()}
    return seats.named(fitting.pop(), call.facts) if len(fitting) == 1 else None


def _unknown(said: dict[str, str], main: Person | None, deputy: Person | None) -> str:
    """The first value that names nobody of the seat, or no address where one is needed; "" if all is clear."""
    clear = {"contact_name": main, "deputy": deputy} | {field: _address_in(said.get(field, "")) for field in ("mailbox", "colleague")}
    return next((said[field] for field, found in clear.items() if said.get(field) and not found), "")


def _shown(call: Call) -> dict[str, str]:
    """The lines below the word, as they were understood."""
    fields: dict[str, str] = call.order.args.get("fields", {})
    return {name: fields.get(name, "") for name in ("landkreis", "contact_name", "deputy", "colleague", "mailbox")}


def _meant(said: str, people: tuple[Person, ...]) -> Person | None:
    """Who of the seat is named, by address or by words of the name; None if nobody or several."""
    address, words = _address_in(said), set(_ADDRESS.sub("", said).casefold().split())
    if address:
        return next((p for p in people if p.address == address), None)
    fitting = [p for p in people if words and words <= set(p.name.casefold().split())]
    return fitting[0] if len(fitting) == 1 else None


def _address_in(said: str) -> str:
    found = _ADDRESS.search(said)
    return normal(found[0]) if found else ""


def _asked(field: str, said: str, seat: Seat, call: Call) -> Ask:
    """Whoever is named is asked at that address, once it cannot be taken back any more."""
    assert call.sender is not None  # strangers settle nothing
    address, name = _address_in(said), _ADDRESS.sub("", said).strip(" ,;<>()")
    asked = question(field, seat.id, (address,), call.now, call.letter.id, days=kinds()[field].days, details={"name": name})
    context = {"name": name, "seat": seat.id, "by": call.sender.name, "address": address}
    return Ask(asked, (Send(f"seat/{field}_asked", Mailbox(address, name), context, seat.id, waits=True, language=call.sender.language),))


COMMAND = Command(
    name="seat",
    words=("SITZ", "SEAT"),
    usage="SITZ, dann je eine Zeile: Hauptansprechperson:, Stellvertretung:, Weitere Person:, Funktionspostfach:",
    usage_en="SEAT, then a line each: Contact person:, Deputy:, Further person:, Shared mailbox:",
    help="sagt, wer Ihren Landkreis im Forum vertritt, und legt es neu fest; wer neu ist, wird gefragt",
    help_en="tells who represents your district in the forum, and settles it anew; who is new is asked",
    who=Who.INSIDE,
    risk=Risk.FINAL,
    takes=("fields",),
    run=run,
    shown=_shown,
)
