"""PAUSE: no list letters while somebody is away."""

from dataclasses import replace
from datetime import date

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    until, start = call.order.args.get("until"), call.order.args.get("from")
    last = date.fromisoformat(str(until)) if until else None
    first = date.fromisoformat(str(start)) if start else None
    if call.sender is None or last is None or last < call.facts.today(call.now):
        return Done("pause_until", {"holidays": call.order.args.get("holidays", "")}, ok=False)
    return Done("vacation", {"from": first, "until": last}, (_paused(call, first, last),))


def _paused(call: Call, first: date | None, last: date) -> Save:
    assert call.sender
    return Save(replace(call.sender, paused_from=first or call.facts.today(call.now), paused_until=last))


AWAY = (
    "ferien/osterferien/sommerferien/herbstferien/weihnachtsferien/winterferien/pfingstferien/urlaub/urlaubs/bildungsurlaub/sonderurlaub/jahresurlaub/resturlaub/abwesend/abwesenheit/pause/pausier*/weg/elternzeit/reha/kur/mutterschutz/sabbatical/krank*/dienstreise/ruhen/an~halten"
    "/aus~setzen/vacation/leave/away/holiday/holidays/pto/abroad"
)

COMMAND = Command(
    name="vacation",
    words=("PAUSE", "URLAUB", "VACATION", "ABWESEND"),
    wishes=(
        "{span} " + AWAY,
        "zustellung/mails/e-mails/mail/post/posts/beiträge/delivery aus~setzen/an~halten/pausier*/unterbrech*/hold/suspend/pause",
        "{span} keine/kein/nichts/nix/nothing/no mails/e-mails/mail/post/posts/beiträge/schicken/senden/zusenden/send",
        (
            "mails/e-mails/emails/mail/post/beiträge/nachrichten/zustellung/postfach {span} ab~stellen/ab~schalten/zurück~halten"
            "/auf_urlaub/auf_abwesend/on_holiday/sammeln/auf~heben/ein~stellen"
        ),
        (
            "{span} vermerken/hinterlegen/berücksichtigen/notieren/eintragen/vormerken/einrichten/führen bin/habe/mich/als_urlaub"
            "/als_abwesend/abwesend/pause"
        ),
        "{span} verreist/verreise/unterwegs/fortbildung/lehrgang/dienstfrei/frei/travelling/traveling",
        "{span} nicht da/büro/haus/dienst/erreichbar/verfügbar",
        "{span} out office",
    ),
    usage="PAUSE bis 21.08.2027",
    usage_en="PAUSE until 2027-08-21",
    help="hält Beiträge und Wochenüberblick an, solange Sie weg sind",
    help_en="stops posts and the weekly digest while you are away",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("from", "until"),
    run=run,
)
