"""AG GRÜNDEN: a member proposes a working group; with enough supporting counties it stands."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import closing, roster
from mailflow.model.effects import Save
from mailflow.model.facts import Facts
from mailflow.model.records import Group, Membership, Person, Question


def run(call: Call) -> Done:
    name = _name(call)
    slug = roster.slug_of(name)
    if not slug:
        return Done("found_what", {}, ok=False)
    offer = call.facts.questions.get(str(call.order.args.get("offer", "")))
    if (there := _there(slug, offer, call.facts)) and there.state == "closed" and there.kind == "workgroup":
        return _opened_again(there, call)
    if there and there.state == "proposed" and call.sender and call.sender.status == "member":
        return Done("group_supported", *roster.supported(there, call.sender, call.facts, call.now))
    if there:
        return Done("group_there", {"group": there.name, "address": there.address, "slug": there.id}, ok=False)
    kind = call.facts.forum.kinds["workgroup"]
    founder = call.sender.id if call.sender and call.sender.status in {"member", "guest"} else ""
    group = Group(
        id=slug,
        name=kind.title.format(name=name),
        kind="workgroup",
        address=call.facts.forum.addresses.of("group", slug),
        topic=str(call.order.args.get("topic", "")),
        subject_tag=f"[{kind.title.format(name=name)}]",
        speakers=(founder,) if founder else (),
        state="active" if call.is_staff else "proposed",
        founded=call.now,
    )
    from_offer = (Save(replace(offer, details={**offer.details, "group": slug})),) if offer else ()
    context = {"group": group.name, "address": group.address, "topic": group.topic, "needed": roster.SUPPORTERS}
    joined = (Save(Membership(id=f"{slug}:{founder}", group=slug, person=founder, since=call.now)),) if founder else ()
    if call.is_staff:
        return Done("found_group", context, (Save(group), *joined, *roster.group_announced(group, (founder,), call.facts, call.sender)))
    return Done("group_proposed", context, (Save(group), *joined, *from_offer, *roster.support_asked(group, _founder(call), call)))


def shown(call: Call) -> Mapping[str, Any]:
    name = _name(call)
    title = call.facts.forum.kinds["workgroup"].title.format(name=name)
    return {"group": title if name else "", "needed": roster.SUPPORTERS, "stands": call.is_staff}


def _name(call: Call) -> str:
    return re.sub(r"^AG\s+", "", str(call.order.args.get("name", "")).strip(" :„“\"'"), flags=re.I)


def _there(slug: str, offer: Question | None, facts: Facts) -> Group | None:
    """The group that is there already: of this name, or proposed in answer to the same offer under another."""
    return facts.lists.get(slug) or (facts.lists.get(str(offer.details.get("group", ""))) if offer else None)


def _opened_again(group: Group, call: Call) -> Done:
    """The office and whoever spoke for a closed group open it again, with the people it had."""
    if not call.is_staff and (call.sender is None or call.sender.id not in group.speakers):
        return Done("group_closed", {"group": group.name, "office": call.facts.forum.addresses.of("office")}, ok=False)
    return Done("reopened", {"group": group.name, "address": group.address}, closing.opened_again(group, call.sender, call.facts))


def _founder(call: Call) -> Person:
    assert call.sender is not None  # Who.INSIDE
    return call.sender


COMMAND = Command(
    name="found_group",
    words=("AG GRÜNDEN", "ARBEITSGRUPPE GRÜNDEN", "GROUP CREATE", "CREATE GROUP", "FOUND GROUP"),
    usage="AG GRÜNDEN: Name der Gruppe",
    usage_en="GROUP CREATE: name of the group",
    help="schlägt eine Arbeitsgruppe vor; ab drei Landkreisen steht sie",
    help_en="proposes a working group; with three counties it stands",
    who=Who.INSIDE,
    risk=Risk.MANY,
    takes=("name", "topic"),
    run=run,
    shown=shown,
)
