"""SUCHE: posts with these words, newest first, out of what the asker may read now; a number in reply brings the whole post."""

from mailflow.decide.archive import readable_by
from mailflow.decide.asking import kinds, question
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.finding import beginnings, passage

MOST = 10


def run(call: Call) -> Done:
    said = str(call.order.args.get("name", "")).splitlines()
    wanted = said[0].strip(" :?!.") if said else ""
    if call.sender is None or not beginnings(wanted):
        return Done("search_what", {}, ok=False)
    posts = call.facts.archive.found(wanted, readable_by(call.sender, call.facts), MOST + 1)
    names = {group.id: group.name for group in call.facts.lists.all()}
    hits = [
        {
            "number": number,
            "title": post.subject,
            "who": post.sender_name or post.sender,
            "place": post.place,
            "group": names.get(post.group, post.group),
            "at": post.at,
            "words": passage(post.text, wanted),
        }
        for number, post in enumerate(posts[:MOST], 1)
    ]
    details = {"posts": {str(number): post.id for number, post in enumerate(posts[:MOST], 1)}}
    asked = question("found", "found", (call.letter.sender.address,), call.now, call.letter.id, days=kinds()["found"].days, details=details)
    return Done("search", {"words": wanted, "hits": hits, "more": len(posts) > MOST}, asks=asked if hits else None)


COMMAND = Command(
    name="search",
    words=("SUCHE", "SUCHEN", "SEARCH", "FIND"),
    usage="SUCHE Fahrdienst",
    usage_en="SEARCH transport",
    help="findet Beiträge Ihrer Listen; Sie bekommen die zehn neuesten mit Datum",
    help_en="finds posts of your lists; you get the ten newest with their dates",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("name",),
    run=run,
)
