"""INTERESSENBEKUNDUNG ERHALTEN: the officer's answers are there, on paper or by telephone."""

from dataclasses import replace

from mailflow.decide import matter
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining.onboarding import asked_next
from mailflow.model.effects import Save


def run(call: Call) -> Done:
    application = matter.application(call)
    if isinstance(application, Done):
        return application
    better = replace(application, interest_seen_by=call.name)
    moves_on = application.state == "interest"
    effects = asked_next(better, call.facts, call.now, call.letter.id, "") if moves_on else (Save(better),)
    return Done("interest", {"case": application.id, "title": application.title, "reached": better.reached}, effects)


COMMAND = Command(
    name="interest",
    words=(
        *("INTERESSENBEKUNDUNG ERHALTEN", "INTERESSENBEKUNDUNG EINGEGANGEN", "INTERESSENBEKUNDUNG LIEGT VOR", "INTERESSE LIEGT VOR"),
        *("IBK ERHALTEN", "EOI RECEIVED", "INTEREST RECEIVED"),
    ),
    usage="INTERESSENBEKUNDUNG ERHALTEN F-2027-0031",
    usage_en="EOI RECEIVED F-2027-0031",
    help="hält fest, dass die Interessenbekundung auf anderem Weg vorliegt",
    help_en="notes that the expression of interest came in another way",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case",),
    run=run,
)
