"""TERMINABFRAGE: anybody of a group asks the others which of several dates suit; the best one becomes an invitation."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.groupwork import polling, surveys
from mailflow.decide.groupwork.meetings import DEFAULT_LENGTH
from mailflow.decide.groupwork.voting import counted_at
from mailflow.model.records import Group, Survey

DAYS = timedelta(days=7)
"""How long the others have where nobody names a day."""


def run(call: Call) -> Done:
    survey, problems = _survey(call)
    if survey is None:
        return Done("poll_problem", {"problems": problems}, ok=False)
    context = surveys.shown(survey, call.facts) | {"count": len(surveys.people_asked(survey, call.facts))}
    return Done("poll_dates", context, surveys.opened(survey, call.facts, call.now))


def shown(call: Call) -> Mapping[str, Any]:
    survey, _ = _survey(call)
    return {"survey": surveys.shown(survey, call.facts)} if survey else {}


def _group(call: Call) -> Group | None:
    """The group or room that is named, or the sender's only one; they have to be on its list, the office need not."""
    lists, named = call.facts.lists, (call.order.args.get("group"), *call.order.args.get("groups", ()))
    mine = {m.group for m in lists.of_person(call.sender.id)} if call.sender else set()
    found = [g for g in lists.all() if g.kind in {"workgroup", "room"} and (g.id in named if any(named) else g.id in mine)]
    return found[0] if len(found) == 1 and (found[0].id in mine or call.is_staff) else None


def _survey(call: Call) -> tuple[Survey | None, list[str]]:
    """The poll that the labelled lines describe, or what is missing in them."""
    block: Mapping[str, str] = call.order.args.get("block", {})
    group, dates, today = _group(call), _dates(call), call.facts.today(call.now)
    until = date.fromisoformat(said) if (said := call.order.args.get("until")) else today + DAYS
    title = block.get("titel") or block.get("frage", "")
    missing = {
        "group": group is None,
        "title": not title,
        "dates": bool(call.order.args.get("unread_dates")) or not polling.FEWEST <= len(dates) <= polling.MOST,
        "until": until < today or any(start <= counted_at(until, call.facts) for start, _ in dates),
    }
    problems = [what for what, is_missing in missing.items() if is_missing]
    if problems or group is None or call.sender is None:
        return None, problems
    survey = Survey(
        id=call.facts.next_number("U", Survey, call.now),
        kind="dates",
        group=group.id,
        title=title,
        text=block.get("text", ""),
        starter=call.sender.id,
        opened=call.now,
        until=until,
        dates=dates,
        place=block.get("ort", ""),
        dial_in=block.get("einwahl", ""),
    )
    return survey, []


def _dates(call: Call) -> tuple[tuple[datetime, datetime], ...]:
    """Beginnings and ends, in their order."""
    named = [(datetime.fromisoformat(start), end) for start, end in call.order.args.get("dates", ())]
    return tuple(sorted((start, datetime.fromisoformat(end) if end else start + DEFAULT_LENGTH) for start, end in named))


COMMAND = Command(
    name="poll_dates",
    words=("TERMINABFRAGE", "TERMINUMFRAGE", "POLL DATES"),
    usage="TERMINABFRAGE, dann je eine Zeile: Titel:, An: (Ihre Gruppe), Termine: (je Zeile einer), Bis:, Ort: (oder Einwahl:), Text:",
    usage_en="POLL DATES, then one line each: Title:, To: (your group), Dates: (one a line), Until:, Place: (or Dial-in:), Text:",
    help="fragt Ihre Gruppe, welcher Termin passt; der beste wird zur Einladung an alle",
    help_en="asks your group which date suits; the best one becomes an invitation to all",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("form", "group"),
    run=run,
    shown=shown,
)
