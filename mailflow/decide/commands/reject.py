"""ABLEHNEN: an application is declined, with a reason, in a kind letter."""

from dataclasses import replace

from mailflow.decide import matter
from mailflow.decide.asking import closed_all
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining.onboarding import ASKED_ABOUT_IT, asked_of, to_applicant
from mailflow.decide.privacy import consents
from mailflow.model.effects import Effect, Save, Supersede


def run(call: Call) -> Done:
    application = matter.application(call)
    if isinstance(application, Done):
        return application
    reason = str(call.order.args.get("reason", "")).strip()
    context = {
        "case": application.id,
        "title": application.title,
        "name": application.addressee,
        "reason": reason,
    }
    effects: tuple[Effect, ...] = (
        Save(replace(application, state="rejected", decided=call.now, decided_by=call.name, reason=reason)),
        *closed_all(call.facts, application.id, ASKED_ABOUT_IT, "reject", call.name, call.now),
        *consents.over(asked_of(application), call.facts, call.now, "application"),
        to_applicant("onboarding/rejected", application, context, waits=True),
        Supersede(application.id),
        *matter.colleagues_told(call, application, "reject"),
    )
    return Done("reject", context, effects)


COMMAND = Command(
    name="reject",
    words=("ABLEHNEN", "ABLEHNUNG", "ABGELEHNT", "REJECT", "DECLINE"),
    phrases=(
        "ablehnen",
        "abgelehnt",
        "lehne ab",
        "lehnen wir ab",
        "muss abgelehnt werden",
        "müssen wir ablehnen",
        "absagen",
        "absage",
        "nein ablehnen",
        "nein bitte ablehnen",
        "nein lehnen wir ab",
        "nein abgelehnt",
        "no decline",
        "no please decline",
        "no please reject",
        "rejected",
        "declined",
        "leider nein",
        "nein leider",
        "nein das machen wir nicht",
        "das machen wir nicht",
        "turn down",
        "say no",
        "refuse",
        "refused",
        "deny",
        "denied",
        "turned down",
    ),
    wishes=(
        "ab~lehnen/zurück~weisen/ab~weisen/abgelehnt/zurückgewiesen/abgewiesen",
        "ab~lehnen/abgelehnt/ab~sagen muss/müssen",
        "nicht_entsprochen/nicht_stattgegeben/nicht_entsprechen/nicht_stattgeben",
        "down~turn",
        "abschlägig bescheiden/beschieden/bescheide",
        "absage/ablehnung/absagen schicken/senden/schreiben/schreibt/schickt/sendet/erteil*/bitte/mit~teilen/zukommen_lassen",
        "ab~sagen bitte/muss/müssen/leider/denen",
        "nicht_in_betracht/nicht_in_frage kommt/kommen/bitte",
    ),
    usage="ABLEHNEN F-2027-0031 Grund: ...",
    usage_en="REJECT F-2027-0031 reason: ...",
    help="lehnt eine Bewerbung mit Begründung ab",
    help_en="declines an application and says why",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case", "reason"),
    run=run,
)
