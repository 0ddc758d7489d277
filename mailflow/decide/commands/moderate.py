"""MODERIEREN: what one person writes to a list waits until somebody has looked at it."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import holding, roster
from mailflow.model.address import normal
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    address, group = normal(str(call.order.args.get("address", ""))), roster.group_named(call)
    if not address:
        return Done("whose_posts", {}, ok=False)
    if isinstance(group, Done):
        return group
    moderated = Save(holding.writer(group, address, "moderated", call.facts))
    return Done("moderate", {"address": address, "group": group.name}, (moderated,))


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
