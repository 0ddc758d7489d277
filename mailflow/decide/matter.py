"""Which matter an order is about, and why not if it cannot be."""

from __future__ import annotations

from mailflow.decide.command import Call, Done
from mailflow.model.effects import Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Application, Group, Hold


def application(call: Call) -> Application | Done:
    """The open application the order names, or what to answer instead."""
    number = str(call.order.args.get("case", ""))
    found = call.facts.matters.application(number)
    if found is None:
        return Done("unknown_case", {"case": number}, ok=False)
    if not found.is_open:
        context = {"case": found.id, "title": found.title, "state": found.state, "by": found.decided_by, "at": found.decided}
        return Done("already_decided", context, ok=False)
    return found


def hold(call: Call) -> Hold | Done:
    number = str(call.order.args.get("case", ""))
    found = call.facts.matters.hold(number)
    if found is None:
        return Done("unknown_case", {"case": number}, ok=False)
    if found.state != "held":
        context = {"case": found.id, "title": found.title, "state": found.state, "by": found.decided_by, "at": found.decided}
        return Done("already_decided", context, ok=False)
    return found


def hold_and_list(call: Call) -> tuple[Hold, Group] | Done:
    """The waiting post that the order names and where it would go."""
    found = hold(call)
    if isinstance(found, Done):
        return found
    group = call.facts.lists.get(found.group)
    return (found, group) if group else Done("unknown_case", {"case": found.id}, ok=False)


def application_or_hold(call: Call) -> Application | Hold | Done:
    number = str(call.order.args.get("case", ""))
    return hold(call) if call.facts.matters.hold(number) else application(call)


def colleagues_told(call: Call, application: Application, decision: str) -> tuple[Send, ...]:
    """The rest of the office hears who decided what, once it can no longer be taken back; who answers meanwhile is told at once."""
    context = {"case": application.id, "title": application.title, "decision": decision, "by": call.name, "at": call.now}
    others = [p for p in call.facts.people.staff() if call.sender is None or p.id != call.sender.id]
    return tuple(Send("office/decided", Mailbox(p.address, p.name), context, application.id, waits=True) for p in others)
