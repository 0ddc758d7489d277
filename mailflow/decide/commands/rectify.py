"""BERICHTIGUNG: the sender's own name, function or telephone number (Art. 16 DSGVO)."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Save

FIELDS = {"contact_name": "name", "role": "role", "phone": "phone"}


def run(call: Call) -> Done:
    said = call.order.args.get("fields", {})
    new = {FIELDS[name]: str(value) for name, value in said.items() if name in FIELDS and value}
    if call.sender is None or not new:
        return Done("rectify_how", {}, ok=False)
    person = call.sender
    better = replace(person, name=new.get("name", person.name), role=new.get("role", person.role), phone=new.get("phone", person.phone))
    return Done("rectify", {"who": better.name, "role": better.role, "phone": better.phone}, (Save(better),))


COMMAND = Command(
    name="rectify",
    words=("BERICHTIGUNG", "PROFIL", "RECTIFY", "PROFILE"),
    usage="BERICHTIGUNG, dann je eine Zeile: Name:, Funktion:, Telefon:",
    usage_en="RECTIFY, then a line each: Name:, Role:, Phone:",
    help="ändert Ihren Namen, Ihre Funktion oder Ihre Telefonnummer",
    help_en="changes your name, function or telephone number",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("fields",),
    run=run,
)
