"""AUFGABE: somebody of a group or room is asked to do something until a day."""

from collections.abc import Mapping
from datetime import date

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import tasks
from mailflow.model.records import Task


def run(call: Call) -> Done:
    task, problems = _task(call)
    if task is None:
        return Done("task_problem", {"problems": problems}, ok=False)
    return Done("task", tasks.shown(task, call.facts), tasks.given(task, call.facts, call.now, call.letter.id, waits=True))


def _task(call: Call) -> tuple[Task | None, list[str]]:
    """The task that the letter describes, or what is missing in it."""
    block: Mapping[str, str] = call.order.args.get("block", {})
    until = date.fromisoformat(said) if (said := call.order.args.get("until")) else None
    who, what = block.get("wer", ""), block.get("was") or block.get("titel") or block.get("text", "")
    person = call.sender if who.casefold() in {"ich", "me"} else tasks.meant(who, call.facts)
    named = tuple(call.order.args.get("groups", ()))
    group = tasks.shared_group(call.sender, person, named, call.facts) if call.sender and person else ""
    missing = {
        "who": person is None,
        "group": person is not None and not group,
        "what": not what,
        "until": until is None or until < call.facts.today(call.now),
    }
    problems = [name for name, is_missing in missing.items() if is_missing]
    if problems or person is None or until is None or call.sender is None:
        return None, problems
    number = call.facts.next_number("W", Task, call.now)
    return Task(id=number, group=group, what=what, who=person.id, giver=call.sender.id, until=until, opened=call.now), []


COMMAND = Command(
    name="task",
    words=("AUFGABE", "GIVE TASK"),
    usage="AUFGABE Landkreis oder Name: was zu tun ist, bis 15.04.2027",
    usage_en="GIVE TASK, then one line each: Who:, What:, Until:",
    help="gibt jemandem aus Ihrer Gruppe eine Aufgabe; wer sie hat, wird erinnert, Sie hören, was daraus wird",
    help_en="gives somebody of your group a task; they are reminded, you hear what becomes of it",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("form", "person"),
    run=run,
)
