"""WEITER: the end of a pause."""

from dataclasses import replace

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    if call.sender is None or call.sender.paused_until is None:
        return Done("not_paused", {}, ok=False)
    return Done("resume", {"mode": call.sender.delivery}, (Save(replace(call.sender, paused_from=None, paused_until=None)),))


COMMAND = Command(
    name="resume",
    words=("WEITER", "RESUME"),
    usage="WEITER",
    usage_en="RESUME",
    help="beendet die Pause",
    help_en="ends the pause",
    who=Who.INSIDE,
    risk=Risk.OWN,
    run=run,
)
