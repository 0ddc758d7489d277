"""VERLASSEN: off the list of a working group."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import roster
from mailflow.model.effects import Remove
from mailflow.model.records import Group


def run(call: Call) -> Done:
    person = roster.person_meant(call)
    if isinstance(person, Done):
        return person
    if call.order.args.get("group") == "*":
        return _everything(call, person.id)
    group = roster.group_named(call) if call.order.args.get("group") else _only_group(call, person.id)
    if isinstance(group, Done):
        return group
    membership = call.facts.lists.membership(group.id, person.id)
    if membership is None:
        return Done("not_on", {"group": group.name}, ok=False)
    if call.facts.lists.kind(group).leave == "nobody" and not call.is_staff:
        return Done("stays_on", {"group": group.name}, ok=False)
    who = roster.other_name(person, call)
    speaks = [group.name] if not who and person.id in group.speakers else []
    return Done("unsubscribe", {"groups": [group.name], "kept": [], "who": who, "speaks": speaks}, (Remove(membership),))


def _only_group(call: Call, person: str) -> Group | Done:
    """The list that somebody leaves who names none: the one they may leave, where there is no other."""
    groups = [
        g for m in call.facts.lists.of_person(person) if (g := call.facts.lists.get(m.group)) and call.facts.lists.kind(g).leave == "open"
    ]
    return groups[0] if len(groups) == 1 else Done("leave_which", {"groups": [g.name for g in groups]}, ok=False)


def _everything(call: Call, person: str) -> Done:
    memberships = [(m, g) for m in call.facts.lists.of_person(person) if (g := call.facts.lists.get(m.group))]
    left = [(m, g) for m, g in memberships if call.facts.lists.kind(g).leave == "open"]
    kept = [g.name for _, g in memberships if call.facts.lists.kind(g).leave == "nobody"]
    if not left:
        return Done("stays_on", {"group": ", ".join(kept)}, ok=False)
    speaks = [g.name for _, g in left if person in g.speakers]
    told = {"groups": [g.name for _, g in left], "kept": kept, "who": "", "speaks": speaks}
    return Done("unsubscribe", told, tuple(Remove(m) for m, _ in left))


LEAVE = (
    "ab~melden/aus~tragen/aus~treten/aus~steigen/aus~scheiden/raus~nehmen/heraus~nehmen/ab~bestellen/streich*/lösch*/entfern*/verlass*"
    "/aus~schreiben/kündig*/abmeldung/austragung/austritt/abbestellung/streichung/raus"
)
LIST = "{group}/{this}/liste/verteiler/listen/verteilern/newsletter/allem/überall"

COMMAND = Command(
    name="unsubscribe",
    words=("VERLASSEN", "ABMELDEN", "ABMELDUNG", "ABBESTELLEN", "AUSTRAGEN", "STOP", "STOPP", "UNSUBSCRIBE", "LEAVE"),
    wishes=(
        f"{LEAVE} {LIST}/wie",
        f"ausgetragen/abgemeldet/gestrichen/entfernt/gelöscht möchte/will/würde/bitte/werden/please {LIST}",
        f"nehm*/nimm/genommen aus/von/vom/raus/runter {LIST}",
        f"nehm*/nimm aus/von/vom raus/heraus/runter {LIST}",
        "aus/von/vom raus/runter {group}",
        "unsubscribe/remove/removed/leave/take/drop {group}/me/list/lists",
        f"keine/nichts mehr mails/e-mails/emails/nachrichten/post/beiträge {LIST}",
        f"nicht mehr {LIST} sein/bleiben/bekommen/erhalten/mitarbeiten/lesen/mitlesen/brauche/benötige",
        f"nicht_länger/nicht_mehr mitglied/mitarbeiten/dabei {LIST}",
        "mitarbeit/mitgliedschaft/teilnahme beenden/beende/ein~stellen/auf~geben {group}",
        "zurück~ziehen {group}",
        "no_more mails/emails/e-mails/posts/messages {group}",
        "platz/sitz ab~geben/auf~geben/räum* {group}",
        "take/get off {group}/me/us/list",
        f"keine/keinerlei weiteren/weitere mails/e-mails/emails/nachrichten/post/beiträge/rundschreiben {LIST}",
        f"nicht_mehr/nicht_länger/keine/nichts zusenden/zuzusenden/zuschicken/zuzuschicken/schick*/send* {LIST}",
        "{group} ohne_mich",
        "stop sending {group}/list/me",
    ),
    usage="VERLASSEN AG Wohnen",
    usage_en="LEAVE housing",
    help="nimmt Sie von einer Liste",
    help_en="takes you off a list",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("group", "address"),
    run=run,
    shown=roster.shown,
)
