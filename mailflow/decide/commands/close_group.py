"""AG SCHLIESSEN: a working group or a room takes no more posts; what was written stays readable for its people."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import closing, roster


def run(call: Call) -> Done:
    group = roster.group_named(call)
    if isinstance(group, Done):
        return group
    if group.kind not in {"workgroup", "room"}:
        return Done("not_to_close", {"group": group.name}, ok=False)
    context = {"group": group.name, "people": call.facts.lists.size(group.id)}
    return Done("close_group", context, closing.closed(group, call.sender, call.letter.id, call.facts, call.now, waits=True))


COMMAND = Command(
    name="close_group",
    words=("AG SCHLIESSEN", "ARBEITSGRUPPE SCHLIESSEN", "RUHEND STELLEN", "CLOSE GROUP", "GROUP CLOSE", "GROUP PAUSE"),
    usage="AG SCHLIESSEN AG Wohnen",
    usage_en="CLOSE GROUP housing",
    help="schließt eine Arbeitsgruppe oder einen Arbeitsraum; die Beiträge bleiben lesbar, AG GRÜNDEN öffnet wieder",
    help_en="closes a working group or a room; its posts stay readable, GROUP CREATE opens it again",
    who=Who.MODERATOR,
    risk=Risk.RIGHTS,
    deletes=True,
    takes=("group",),
    run=run,
)
