"""MODERIEREN: what one person writes to a list waits until somebody has looked at it."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import handover, holding, roster
from mailflow.model.address import normal
from mailflow.model.effects import Save
from mailflow.model.records import Group


def run(call: Call) -> Done:
    address, group = normal(str(call.order.args.get("address", ""))), _group(call)
    if not address:
        return Done("whose_posts", {}, ok=False)
    if isinstance(group, Done):
        return group
    moderated = Save(holding.writer(group, address, "moderated", call.facts))
    return Done("moderate", {"address": address, "group": group.name}, (moderated,))


def _group(call: Call) -> Group | Done:
    """The list that is named, or the only one for which the sender speaks."""
    own = handover.spoken_for(call.sender, call.facts) if call.sender and not call.order.args.get("group") else []
    return own[0] if len(own) == 1 else roster.group_named(call)


COMMAND = Command(
    name="moderate",
    words=("MODERIEREN", "MODERATE"),
    usage="MODERIEREN name@kreis.example AG Wohnen",
    usage_en="MODERATE name@kreis.example housing",
    help="lässt die Beiträge einer Person an eine Liste vorher ansehen",
    help_en="lets somebody look first at what one person posts to a list",
    who=Who.MODERATOR,
    risk=Risk.OTHERS,
    takes=("address", "group"),
    run=run,
)
