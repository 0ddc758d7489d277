"""EINSCHRÄNKEN: the sender's data is kept and used for nothing until they say WEITER (Art. 18 DSGVO)."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.privacy import rights
from mailflow.model.effects import Save
from mailflow.model.records.people import FOR_GOOD


def run(call: Call) -> Done:
    assert call.sender is not None  # Who.INSIDE
    resting = replace(call.sender, paused_from=call.facts.today(call.now), paused_until=FOR_GOOD)
    return Done("restrict", {}, (Save(resting), *rights.office_told(call, "restrict")))


COMMAND = Command(
    name="restrict",
    words=("EINSCHRÄNKEN", "EINSCHRÄNKUNG", "RESTRICT"),
    wishes=("ein~schränken/schränk*/einschränkung verarbeitung/daten meiner/meine", "restrict processing/use my data"),
    usage="EINSCHRÄNKEN",
    usage_en="RESTRICT",
    help="behält Ihre Daten, benutzt sie aber nicht mehr, bis Sie WEITER schreiben",
    help_en="keeps your data and uses it no more, until you write RESUME",
    who=Who.INSIDE,
    risk=Risk.OWN,
    run=run,
)
