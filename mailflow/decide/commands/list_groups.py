"""AG LISTE: which working groups there are and how to join them."""

from mailflow.decide.command import Call, Command, Done, Risk, Who


def run(call: Call) -> Done:
    lists = call.facts.lists
    groups = [
        {
            "name": g.name,
            "address": g.address,
            "topic": g.topic,
            "speakers": [p.name for s in g.speakers if (p := call.facts.people.get(s))],
            "members": lists.size(g.id),
            "join": call.facts.forum.addresses.of("join", g.id),
            "mine": call.sender is not None and lists.membership(g.id, call.sender.id) is not None,
        }
        for g in lists.all()
        if g.kind == "workgroup"
    ]
    return Done("list_groups", {"groups": groups})


COMMAND = Command(
    name="list_groups",
    words=("AG LISTE", "LISTE", "ARBEITSGRUPPEN", "VERTEILER", "LIST", "LISTS", "GROUPS"),
    wishes=(
        "ags/arbeitsgruppen/gruppen/groups/lists welche/welchen/was_habt/was_haben",
        (
            "ags/arbeitsgruppen/gruppen/groups/lists liste/übersicht/überblick/aufstellung/verzeichnis/was_für/gibt_es/which/list"
            "/overview/what"
        ),
        "ag-liste/ag-übersicht/arbeitsgruppenliste/arbeitsgruppenübersicht/gruppenliste/gruppenübersicht",
        "ags/arbeitsgruppen/gruppen/groups/lists welche/was_für gibt/gibts/existieren/haben",
        "listen/verteiler/mailinglisten welche/gibt_es",
    ),
    usage="AG LISTE",
    usage_en="LIST",
    help="zeigt die Arbeitsgruppen und wie Sie beitreten",
    help_en="shows the working groups and how to join",
    who=Who.INSIDE,
    risk=Risk.GENERAL,
    run=run,
)
