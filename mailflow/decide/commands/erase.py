"""LÖSCHUNG: the sender is taken out of everything that is kept (Art. 17 DSGVO)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining import tandem
from mailflow.decide.lists import handover
from mailflow.decide.privacy import rights
from mailflow.model.effects import Erase
from mailflow.model.facts.people import INSIDE


def run(call: Call) -> Done:
    if call.is_staff and len(call.facts.people.staff()) == 1:
        return Done("erase_office", {}, ok=False)
    if not rights.kept_of(call):
        return Done("nothing_kept", {}, ok=False)
    with_posts = bool(call.order.args.get("posts"))
    alone = call.sender is not None and call.sender.status in INSIDE and len(call.facts.people.of_seat(call.sender.seat)) == 1
    context = {"with_posts": with_posts, "days": _days(call)}
    told = rights.office_told(call, "erased_last" if alone else "erased")
    tandems = tandem.without(call.sender, call.facts, call.now) if call.sender else ()
    # Whoever is asked who follows is not told whom: the name is gone.
    groups = handover.without(replace(call.sender, name=""), call.facts, call.now, waits=False) if call.sender else ()
    return Done("erase", context, (*tandems, *groups, Erase(rights.theirs(call), with_posts), *told))


def shown(call: Call) -> Mapping[str, Any]:
    kept = rights.kept_of(call)
    return {
        "with_posts": bool(call.order.args.get("posts")),
        "posts": len(kept.get("Post", ())),
        "days": _days(call),
        "seat": call.sender.seat if call.sender else "",
    }


def _days(call: Call) -> int:
    """How old letters of others, and copies of what was sent, become before the deletion run takes them."""
    return max(call.facts.forum.retention.letters, call.facts.forum.retention.deliveries)


COMMAND = Command(
    name="erase",
    words=("LÖSCHUNG", "DATENLÖSCHUNG", "ERASE", "ERASE ME"),
    wishes=("lösch*/gelöscht daten/angaben/alles meine/meiner/über_mich/von_mir/mich", "delete/erase my data"),
    usage="LÖSCHUNG",
    usage_en="ERASE",
    help="löscht Ihre Daten; LÖSCHUNG mit Beiträgen auch, was Sie geschrieben haben",
    help_en="erases your data; ERASE with posts also what you wrote",
    who=Who.ANYONE,
    risk=Risk.FINAL,
    takes=("posts",),
    deletes=True,
    shown=shown,
    run=run,
)
