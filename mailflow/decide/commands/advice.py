"""KOLLEGIALE BERATUNG: a question from practice to all members or one's own group; the answers come back in one letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import advising, surveys
from mailflow.model.records import Group, Survey


def run(call: Call) -> Done:
    survey, problems = _survey(call)
    if survey is None:
        return Done("advice_problem", {"problems": problems}, ok=False)
    context = surveys.shown(survey, call.facts) | {"count": len(surveys.people_asked(survey, call.facts))}
    return Done("advice", context, surveys.opened(survey, call.facts, call.now))


def shown(call: Call) -> Mapping[str, Any]:
    survey, _ = _survey(call)
    return {"survey": surveys.shown(survey, call.facts)} if survey else {}


def _group(call: Call) -> Group | None:
    """The list that is named, if the sender is on it; without a name, all members."""
    lists, named = call.facts.lists, tuple(call.order.args.get("groups", ()))
    mine = {m.group for m in lists.of_person(call.sender.id)} if call.sender else set()
    found = [g for g in lists.all() if (g.id in named if named else g.kind == "everyone") and g.kind in {"everyone", "workgroup", "room"}]
    return found[0] if found and (found[0].id in mine or call.is_staff) else None


def _survey(call: Call) -> tuple[Survey | None, list[str]]:
    """The question that the labelled lines describe, or what is missing in them."""
    block: Mapping[str, str] = call.order.args.get("block", {})
    group, today = _group(call), call.facts.today(call.now)
    until = date.fromisoformat(said) if (said := call.order.args.get("until")) else advising.last_day(today)
    title = block.get("frage") or block.get("titel", "")
    missing = {"group": group is None, "title": not title, "until": until < today}
    problems = [what for what, is_missing in missing.items() if is_missing]
    if problems or group is None or call.sender is None:
        return None, problems
    survey = Survey(
        id=call.facts.next_number("U", Survey, call.now),
        kind="advice",
        group=group.id,
        title=title,
        text=block.get("text", ""),
        starter=call.sender.id,
        opened=call.now,
        until=until,
    )
    return survey, []


COMMAND = Command(
    name="advice",
    words=("KOLLEGIALE BERATUNG", "ASK COLLEAGUES"),
    usage="KOLLEGIALE BERATUNG, dann je eine Zeile: Frage:, Text: (Ihr Fall, ohne Namen), auch An: (Ihre Gruppe) und Bis:",
    usage_en="ASK COLLEAGUES, then one line each: Question:, Text: (your case, without names), also To: (your group) and Until:",
    help="fragt die anderen Mitglieder um Rat; nach fünf Werktagen bekommen Sie alle Antworten in einem Brief",
    help_en="asks the other members for advice; after five working days you get all answers in one letter",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("form",),
    run=run,
    shown=shown,
)
