"""VERWERFEN: a held post does not go to its list; its author is told why."""

from mailflow.decide import keeping, matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import holding
from mailflow.model.effects import Effect, Supersede


def run(call: Call) -> Done:
    hold = matter.hold(call)
    if isinstance(hold, Done):
        return hold
    group = call.facts.lists.get(hold.group)
    reason = str(call.order.args.get("reason", "")).strip()
    context = {
        "case": hold.id,
        "title": hold.title,
        "author": hold.sender_name or hold.sender,
        "name": hold.sender_name,
        "group": group.name if group else hold.group,
        "reason": reason,
    }
    if keeping.is_kept(hold):
        # Its writer may be nobody, or somebody in whose name others write: no letter to them (faults.md C5).
        return Done("discard", context | {"reason": ""}, holding.ended(hold, "discarded", call.name, call.facts, call.now))
    effects: tuple[Effect, ...] = (
        Supersede(hold.id),
        *holding.ended(hold, "discarded", call.name, call.facts, call.now),
        holding.to_author("post/discarded", hold, context, waits=True),
    )
    return Done("discard", context, effects)


COMMAND = Command(
    name="discard",
    words=("VERWERFEN", "VERWORFEN", "DISCARD"),
    phrases=(
        "verwerfen",
        "verworfen",
        "nicht verteilen",
        "weg damit",
        "kann weg",
        "nein verwerfen",
        "nein bitte verwerfen",
        "nein löschen",
        "no please discard",
        "no discard",
        "löschen",
        "ablehnen",
        "discard it",
        "drop it",
        "toss it",
        "remove it",
        "get rid of it",
        "abgelehnt",
        "kommt weg",
        "fliegt raus",
        "altpapier",
        "delete",
        "trash",
        "papierkorb",
        "tonne",
        "müll",
        "rundablage",
        "weg mit",
        "spam weg",
        "werbung weg",
        "kommt nicht rein",
        "ablage p",
        "reject",
    ),
    wishes=(
        "lösch*/gelöscht/weg~werfen/entsorg*/vernicht*/aus~sortieren/zurück~weisen",
        "delete/drop/bin/trash/toss please/it/this",
        "throw away",
        "weg damit/kann/kommt",
        "verworfen/verwerf*/verwirf",
        "papierkorb/tonne/müll/ablage_p ab/bitte/kann/gehört/damit/in",
    ),
    usage="VERWERFEN M-2027-0004 Grund: ...",
    usage_en="DISCARD M-2027-0004 reason: ...",
    help="verwirft einen zurückgehaltenen Beitrag mit Begründung",
    help_en="drops a held post and says why",
    who=Who.MODERATOR,
    risk=Risk.OTHERS,
    takes=("case", "reason"),
    about=("umfrage", "newsletter", "rundmail", "angebot", "werbung", "reklame", "spam", "gesuch"),
    deletes=True,
    run=run,
)
