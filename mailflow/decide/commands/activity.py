"""AKTIVITÄT: any member invites all others to a visit, an excursion, a telephone round; who says yes when all places are taken waits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import meetings


def run(call: Call) -> Done:
    if not call.is_staff and (call.sender is None or call.sender.status != "member"):
        return Done("invite_problem", {"problems": ["guest"]}, ok=False)
    done = meetings.invited(_to_all(call))
    return Done("activity", done.context, done.effects) if done.ok else done


def shown(call: Call) -> Mapping[str, Any]:
    return meetings.shown(_to_all(call))


def _to_all(call: Call) -> Call:
    """A new meeting for all other members; changes of one that stands go by EINLADEN, which looks whose it is."""
    args = {name: value for name, value in call.order.args.items() if name not in {"case", "groups", "addresses", "unknown_invitees"}}
    others = tuple(p.address for p in call.facts.people.members() if call.sender is None or p.id != call.sender.id)
    return replace(call, order=replace(call.order, args=args | {"addresses": others, "all_members": False}))


COMMAND = Command(
    name="activity",
    words=("AKTIVITÄT", "PROPOSE ACTIVITY"),
    usage="AKTIVITÄT, dann je eine Zeile: Titel:, Beginn:, Ende:, Ort: (oder Einwahl:), Plätze: (wenn begrenzt), Text:",
    usage_en="PROPOSE ACTIVITY, then one line each: Title:, Start:, End:, Place: (or Dial-in:), Places: (if limited), Text:",
    help="lädt alle Mitglieder zu Ihrer Hospitation, Exkursion oder Telefonrunde ein; mit Warteliste, wenn die Plätze begrenzt sind",
    help_en="invites all members to your visit, excursion or telephone round; with a waiting list where places are limited",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("form",),
    run=run,
    shown=shown,
)
