"""BEITRETEN: onto the list of a working group."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import roster


def run(call: Call) -> Done:
    group = roster.group_named(call)
    if isinstance(group, Done):
        return group
    person = roster.person_meant(call)
    if isinstance(person, Done):
        return person
    who = roster.other_name(person, call)
    if call.facts.lists.membership(group.id, person.id):
        return Done("already_on", {"group": group.name, "address": group.address, "who": who}, ok=False)
    if who and (call.is_staff or call.sender in roster.deciders(group, call.facts)):
        return Done("added_asked", {"group": group.name, "who": who}, roster.consent_asked(group, person, call))
    if call.is_staff or call.facts.lists.kind(group).join == "open" or person in roster.deciders(group, call.facts):
        return Done("subscribe", {"group": group.name, "address": group.address}, roster.joined(group, person, call.now))
    asked = roster.join_asked(group, person, call)
    return Done("join_asked", {"group": group.name, "deciders": [p.name for p in roster.deciders(group, call.facts)]}, asked)


JOIN = (
    "bei~treten/ein~tragen/ein~schreiben/auf~nehmen/auf~genommen/an~melden/mit~machen/mit~arbeiten/mit~wirken/teil~nehmen/hinzu~fügen/dazu~nehmen/dazu~stoßen/dazu~kommen/setz*"
    "/packen/beitritt/anmeldung/aufnahme/ein~bringen/engagier*/beteilig*/mit~lesen/abonnier*/dabei/dazu/freischalten/mitglied_werden/an~gehören"
)

COMMAND = Command(
    name="subscribe",
    words=("BEITRETEN", "BEITRITT", "JOIN", "SUBSCRIBE"),
    phrases=(),
    wishes=(
        "eingetragen/angemeldet/eingeschrieben/hinzugefügt möchte/will/würde/bitte/werden/zu/please {group}",
        JOIN + " {group}",
        "mit_drauf/mit_rauf/drauf/mit_dazu/mit_rein nehm*/schreib*/setz*/pack*/tragt/tragen {group}",
        "mitglied/teil/dabei werden/wäre/sein {group}",
        (
            "nachrichten/mails/e-mails/rundschreiben/rundmails/infos/post/beiträge schick*/send*/zusenden/zuzusenden/zuschicken"
            "/zuzuschicken/zukommen_lassen/zu~leiten {group}"
        ),
        "eintragung/einschreibung/teilnahme/mitarbeit um/bitte {group}",
        "nehm*/nimm/tragt/trag in/rein {group}",
        "join/subscribe/add/include/sign/register/part_of/put_me_on/put_us_on {group}",
        "mitgliedschaft/aufnahme/beitritt gewünscht/erwünscht/beantrag* {group}",
        "kann/darf/will/würde/möchte/wäre verteiler/liste/gruppe/rein {group}",
        "in/rein/zu rein/dazu {group}",
        "mails/e-mails/nachrichten/beiträge/rundschreiben/rundmails/infos hätte/bekommen/erhalten {group}",
    ),
    usage="BEITRETEN AG Wohnen",
    usage_en="JOIN housing",
    help="nimmt Sie in eine Arbeitsgruppe auf; die Sprecher:in stimmt zu",
    help_en="puts you into a working group; its coordinator agrees",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("group", "address"),
    run=run,
    shown=roster.shown,
)
