"""ZURÜCKZIEHEN: an applicant does not want to become a member any more."""

from dataclasses import replace

from mailflow.decide.asking import closed_all
from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.onboarding import ASKED_ABOUT_IT, asked_of, to_applicant
from mailflow.model.effects import Effect, Save, Send
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    number, writer = str(call.order.args.get("case", "")), call.letter.sender.address
    application = call.facts.matters.application(number) if number else call.facts.matters.application_of(writer)
    if application is None or not application.is_open or writer not in asked_of(application):
        return Done("unknown_case", {"case": number}, ok=False)
    context = {"case": application.id, "title": application.title, "name": application.addressee}
    effects: list[Effect] = [
        Save(replace(application, state="withdrawn", decided=call.now, decided_by=writer)),
        *closed_all(call.facts, application.id, ASKED_ABOUT_IT, "withdrawn", writer, call.now),
    ]
    effects += [Send("office/withdrawn", Mailbox(p.address, p.name), context, application.id) for p in call.facts.people.staff()]
    if application.sender != writer:
        effects.append(to_applicant("onboarding/withdrawn", application, context))
    return Done("withdraw", context, tuple(effects))


COMMAND = Command(
    name="withdraw",
    words=("ZURÜCKZIEHEN", "WITHDRAW"),
    wishes=("ziehe*/zurück~ziehen/zurück~nehmen anmeldung/bewerbung/antrag/interessenbekundung/{case}",),
    usage="ZURÜCKZIEHEN F-2027-0031",
    usage_en="WITHDRAW F-2027-0031",
    help="zieht Ihre eigene Anmeldung zurück",
    help_en="withdraws your own application",
    who=Who.ANYONE,
    risk=Risk.OWN,
    takes=("case",),
    run=run,
)
