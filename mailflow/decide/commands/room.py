"""ARBEITSRAUM: a list for a few people until a day; each is asked first, and the office reads nothing of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists.roster import slug_of
from mailflow.model.effects import Ask, Effect, Save, Send
from mailflow.model.letter import Mailbox
from mailflow.model.records import Group, Membership, Person

LONGEST = timedelta(days=366)


def run(call: Call) -> Done:
    room, problems = _room(call)
    if room is None or call.sender is None:
        return Done("room_problem", {"problems": problems}, ok=False)
    effects: list[Effect] = [Save(room)]
    if not call.facts.lists.membership(room.id, call.sender.id):
        effects.append(Save(Membership(id=f"{room.id}:{call.sender.id}", group=room.id, person=call.sender.id, since=call.now)))
    guests = [p for p in _people(call) if p.id != call.sender.id and not call.facts.lists.membership(room.id, p.id)]
    context: dict[str, Any] = {"group": room.name, "topic": room.topic, "by": call.sender.name, "seat": call.sender.seat, "ends": room.ends}
    context |= {"people": [p.name for p in guests]}
    for person in guests:
        asked = question("room", room.id, (person.address,), call.now, f"{call.letter.id}:{person.id}", days=kinds()["room"].days)
        letter = Send("group/room_asked", Mailbox(person.address, person.name), context | {"name": person.name}, room.id, waits=True)
        effects.append(Ask(asked, (letter,)))
    done = context | {"address": room.address, "there": bool(room.version)}
    return Done("room", done, tuple(effects))


def shown(call: Call) -> Mapping[str, Any]:
    room, _ = _room(call)
    return {"room": {"group": room.name, "topic": room.topic, "ends": room.ends, "people": [p.name for p in _people(call)]}} if room else {}


def _people(call: Call) -> list[Person]:
    """Those named who are inside: a room is for people of the forum."""
    found = [call.facts.people.by_address(a) for a in call.order.args.get("addresses", ())]
    return [p for p in found if p and p.status in {"member", "guest", "staff"}]


def _room(call: Call) -> tuple[Group | None, list[str]]:
    """The room that the labelled lines describe, or the one of that name as they change it; else what is missing."""
    block: Mapping[str, str] = call.order.args.get("block", {})
    ends = date.fromisoformat(until) if (until := call.order.args.get("until")) else None
    name = block.get("titel") or str(call.order.args.get("name", "")).strip(" :")
    slug, today = slug_of(name), call.facts.today(call.now)
    there = call.facts.lists.get(slug) if slug else None
    own = there is not None and there.kind == "room" and call.sender is not None and call.sender.id in there.speakers
    named = call.order.args.get("addresses", ())
    missing = {
        "title": not slug,
        "taken": there is not None and not own,
        "people": not there and not _people(call),
        "unknown": bool(call.order.args.get("unknown_invitees")) or len(_people(call)) < len(named),
        "until": ends is None or not today < ends <= today + LONGEST,
    }
    problems = [what for what, is_missing in missing.items() if is_missing]
    if problems or call.sender is None:
        return None, problems
    if there:
        return replace(there, ends=ends, state="active", topic=block.get("thema") or block.get("text") or there.topic), []
    kind = call.facts.forum.kinds["room"]
    room = Group(
        id=slug,
        name=kind.title.format(name=name),
        kind="room",
        address=f"{kind.address.format(slug=slug)}@{call.facts.forum.addresses.domain}",
        topic=block.get("thema") or block.get("text", ""),
        speakers=(call.sender.id,),
        founded=call.now,
        ends=ends,
    )
    return room, []


COMMAND = Command(
    name="room",
    words=("ARBEITSRAUM", "CREATE ROOM"),
    usage="ARBEITSRAUM, dann je eine Zeile: Titel:, Mit: (E-Mail-Adressen), Bis:, Thema:",
    usage_en="CREATE ROOM, then one line each: Title:, With: (e-mail addresses), Until:, Topic:",
    help="richtet eine Liste für einige Personen ein, die an einem Tag endet; alle werden vorher gefragt",
    help_en="sets up a list for a few people that ends on a day; each is asked first",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("form", "name"),
    run=run,
    shown=shown,
)
