"""SUCHE: posts with these words, newest first, out of what the asker may read now; a number in reply brings the whole post."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists.archive import readable_by
from mailflow.model.finding import passage, wanted_in
from mailflow.model.records import Person

MOST = 10
_IN_THE_ARCHIVE = re.compile(r"^\s*(?:(?:im|in|das|dem|the)\s+)*archive?\s+(?:nach|zu[mr]?|for|about|on)\s+", re.I)
_ASKED_FOR = re.compile(
    r"\b(?:nach|zu[mr]?|über|for|about|on)\s+(?P<what>[^.?!,\n]{3,80}?)(?=\s+(?:durch|raus|heraus)\w*suchen\b|[.?!,\n]|$)", re.I
)


def run(call: Call) -> Done:
    wanted = _wanted(call)
    if call.sender is None or not wanted_in(wanted).words:
        return Done("search_what", {}, ok=False)
    if call.sender.status == "guest" and not call.facts.forum.guests.archive:
        return Done("archive_not_for_guests", {"office": call.facts.forum.addresses.of("office")}, ok=False)
    posts = call.facts.archive.found(wanted, _where(call, call.sender), MOST + 1, _begins(_limits(call)["before"], call))
    names = {group.id: group.name for group in call.facts.lists.with_archive()}
    hits = [
        {
            "number": number,
            "title": post.subject,
            "who": post.sender_name or post.sender,
            "place": post.place,
            "group": names[post.group],
            "at": post.at,
            "words": passage(post.text, wanted),
        }
        for number, post in enumerate(posts[:MOST], 1)
    ]
    details = {"title": wanted, "posts": {str(number): post.id for number, post in enumerate(posts[:MOST], 1)}}
    asked = question("found", "found", (call.letter.sender.address,), call.now, call.letter.id, days=kinds()["found"].days, details=details)
    return Done("search", {"words": wanted, **_limits(call), "hits": hits, "more": len(posts) > MOST}, asks=asked if hits else None)


def _wanted(call: Call) -> str:
    """What is looked for, without the place where all is looked for: "das Archiv durchsuchen nach Belegungsrecht"."""
    said = str(call.order.args.get("name", "")).splitlines()
    named = _IN_THE_ARCHIVE.sub("", said[0]).strip(" :?!.") if said else ""
    asked = _ASKED_FOR.search(call.order.words) if not named else None
    return asked["what"].strip() if asked else named


def _limits(call: Call) -> dict[str, Any]:
    """From which day on, before which day and in which list is looked, where that was said."""
    since, before = (date.fromisoformat(str(day)) if (day := call.order.args.get(name)) else None for name in ("since", "before"))
    return {"since": since, "before": before, "within": call.facts.lists.get(str(call.order.args.get("within", "")))}


def _where(call: Call, asker: Person) -> Mapping[str, datetime | None]:
    """The lists that the asker may read, as far as they want to look in them."""
    since, _, within = _limits(call).values()
    lists = {group: moment for group, moment in readable_by(asker, call.facts).items() if within is None or within.id == group}
    begins = _begins(since, call)
    return {group: max(begins, moment or begins) for group, moment in lists.items()} if begins else lists


def _begins(day: date | None, call: Call) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(call.facts.forum.timezone)) if day else None


COMMAND = Command(
    name="search",
    words=("SUCHE", "SUCHEN", "FINDE", "SEARCH", "FIND"),
    wishes=(
        "durch~suchen/durchsuchen archiv/beiträge",
        "raus~suchen/raussuchen/heraus~suchen/heraussuchen beitrag/beiträge",
        "search archive",
    ),
    usage="SUCHE Fahrdienst seit Januar",
    usage_en="SEARCH transport since January",
    help="findet Beiträge Ihrer Listen; Sie bekommen die zehn neuesten mit Datum",
    help_en="finds posts of your lists; you get the ten newest with their dates",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("name", "limits"),
    run=run,
)
