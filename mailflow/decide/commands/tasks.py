"""OFFENE AUFGABEN: who has still to do what, in the groups and rooms of whoever asks."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import tasks


def run(call: Call) -> Done:
    mine = {m.group for m in call.facts.lists.of_person(call.sender.id)} if call.sender else set()
    return Done("tasks", {"tasks": tasks.of_groups(mine, call.facts)})


COMMAND = Command(
    name="tasks",
    words=("OFFENE AUFGABEN", "AUFGABEN LISTE", "LIST TASKS"),
    usage="OFFENE AUFGABEN",
    usage_en="LIST TASKS",
    help="zeigt, wer in Ihren Gruppen noch was zu tun hat",
    help_en="shows who has still to do what in your groups",
    who=Who.INSIDE,
    risk=Risk.OWN,
    run=run,
)
