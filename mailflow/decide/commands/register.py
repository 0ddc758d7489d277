"""ANMELDUNG ERHALTEN: the county's written registration is there, as a scan that came or on paper."""

from dataclasses import replace
from datetime import date

from mailflow.decide import matter
from mailflow.decide.asking import closed
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining.onboarding import asked_next
from mailflow.model.effects import Effect, Save
from mailflow.model.records import Registration


def run(call: Call) -> Done:
    application = matter.application(call)
    if isinstance(application, Done):
        return application
    scan = call.facts.questions.open_about(application.id, "scan")
    found = Registration(form="paper", day=call.facts.today(call.now), by=application.title, seen_by=call.name)
    effects: list[Effect] = []
    if scan:
        details = scan.details
        day, files = date.fromisoformat(details["day"]), tuple(details["files"])
        found = replace(found, form="scan", day=day, by=details["by"], letter=details["letter"], files=files)
        effects.append(closed(scan, "register", call.letter.sender.address, call.now))
    better = replace(application, registration=found)
    if application.state == "registration":
        effects += asked_next(better, call.facts, call.now, call.letter.id, "")
    else:
        effects.append(Save(better))
    context = {"case": application.id, "title": application.title, "form": found.form, "day": found.day, "files": list(found.files)}
    context["reached"] = better.reached
    return Done("register", context, tuple(effects))


COMMAND = Command(
    name="register",
    words=("ANMELDUNG ERHALTEN", "ANMELDUNG EINGEGANGEN", "ANMELDUNG LIEGT VOR", "REGISTRATION RECEIVED"),
    phrases=("erhalten", "eingegangen", "liegt vor", "ja", "ja das ist sie", "passt", "ok", "received", "yes"),
    usage="ANMELDUNG ERHALTEN F-2027-0031",
    usage_en="REGISTRATION RECEIVED F-2027-0031",
    help="hält fest, dass die schriftliche Anmeldung des Landkreises vorliegt",
    help_en="notes that the district's written registration is there",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case",),
    run=run,
)
