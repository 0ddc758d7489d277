"""EINLADEN: a meeting, an invitation of their own for each invitee, and answers by calendar or plain words."""

from collections.abc import Mapping
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import meetings


def shown(call: Call) -> Mapping[str, Any]:
    return meetings.shown(call)


def run(call: Call) -> Done:
    return meetings.invited(call)


COMMAND = Command(
    name="invite",
    words=("EINLADEN", "EINLADUNG", "INVITE"),
    usage="EINLADEN, dann je eine Zeile: Titel:, An:, Beginn:, Ende:, Ort: (oder Einwahl:), Text:",
    usage_en="INVITE, then one line each: Title:, To:, Start:, End:, Place: (or Dial-in:), Text:",
    help="lädt zu einem Treffen ein und sammelt die Antworten",
    help_en="invites to a meeting and collects the answers",
    who=Who.FELLOW,
    risk=Risk.MANY,
    takes=("block",),
    run=run,
    shown=shown,
)
