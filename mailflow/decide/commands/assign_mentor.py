"""MENTOR:IN ZUORDNEN: the office names who shall accompany a new member; that person is asked, as always."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.joining.mentoring import another_asked


def run(call: Call) -> Done:
    number, said = str(call.order.args.get("case", "")), str(call.order.args.get("person", ""))
    application = call.facts.matters.application(number)
    if application is None:
        return Done("unknown_case", {"case": number}, ok=False)
    if application.state != "admitted":
        return Done("not_admitted", {"case": number}, ok=False)
    named = call.facts.people.named(said, str(call.order.args.get("place", ""))) if said else []
    newcomer = call.facts.people.by_address(application.record.email or application.sender)
    candidates = [f"{p.name} ({p.seat})" for p in named]
    if len(named) != 1 or newcomer is None or named[0].id == newcomer.id:
        return Done("which_mentor", {"case": number, "said": said, "candidates": candidates}, ok=False)
    context = {"case": number, "who": newcomer.name, "mentor": named[0].name, "seat": named[0].seat}
    effects = another_asked(application, named[0], newcomer, call.facts, call.now, call.letter.id)
    return Done("assign_mentor", context, effects)


COMMAND = Command(
    name="assign_mentor",
    words=("MENTOR:IN ZUORDNEN", "MENTOR ZUORDNEN", "MENTORIN ZUORDNEN", "ASSIGN MENTOR"),
    usage="MENTOR:IN ZUORDNEN F-2027-0031: Name",
    usage_en="ASSIGN MENTOR F-2027-0031: name",
    help="fragt die genannte Person, ob sie ein neues Mitglied begleitet",
    help_en="asks the person named whether they accompany a new member",
    who=Who.STAFF,
    risk=Risk.OTHERS,
    takes=("case", "person"),
    run=run,
)
