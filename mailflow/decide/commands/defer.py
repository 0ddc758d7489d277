"""ZURÜCKSTELLEN: an application waits, until a date or until further notice."""

from dataclasses import replace
from datetime import date

from mailflow.decide import matter
from mailflow.decide.asking import superseded
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining.onboarding import to_applicant
from mailflow.model.effects import Effect, Save, Supersede


def run(call: Call) -> Done:
    application = matter.application(call)
    if isinstance(application, Done):
        return application
    said = call.order.args.get("until")
    until = date.fromisoformat(str(said)) if said else None
    if until and until <= call.facts.today(call.now):
        return Done("defer_when", {"case": application.id, "title": application.title, "until": until}, ok=False)
    context = {
        "case": application.id,
        "title": application.title,
        "name": application.addressee,
        "until": until,
    }
    effects: tuple[Effect, ...] = (
        Save(replace(application, state="deferred", deferred_until=until)),
        to_applicant("onboarding/deferred", application, context, waits=True),
        Supersede(application.id),
        *superseded(call.facts, application.id, ("inquiry",)),
        *matter.colleagues_told(call, application, "defer"),
    )
    return Done("defer", context, effects)


COMMAND = Command(
    name="defer",
    words=("ZURÜCKSTELLEN", "ZURÜCKGESTELLT", "DEFER", "POSTPONE"),
    phrases=("zurückstellen", "später", "später entscheiden", "warten lassen", "vertagen", "postpone", "later"),
    wishes=(
        "zurück~stellen/vertag*/verschieb*",
        "wiedervorlage legen/lege/setzen/bitte/{date}",
        "wiedervorlage",
        "vor~legen/vorlegen/vor~gelegt wieder/nochmal/noch_mal/noch_einmal/erneut/wiederum {date}",
        "vor~legen/vorlegen wieder/nochmal/noch_mal/noch_einmal/erneut erst {date}",
        "wiedervorlegen {date}",
        "wiedervorlegen erst {date}",
        "lassen/lasst/lass/lasse liegen/ruhen {date}",
    ),
    usage="ZURÜCKSTELLEN F-2027-0031 bis 30.04.2027",
    usage_en="DEFER F-2027-0031 until 2027-04-30",
    help="stellt eine Bewerbung zurück; sie bleibt offen",
    help_en="lets an application wait; it stays open",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case", "until"),
    run=run,
)
