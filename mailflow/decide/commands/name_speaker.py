"""SPRECHER:IN: somebody of a working group is asked to speak for it; their yes makes them its Sprecher:in."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import handover, roster
from mailflow.model.address import normal


def run(call: Call) -> Done:
    group, address = roster.group_named(call), normal(str(call.order.args.get("address", "")))
    if isinstance(group, Done):
        return group
    person = call.facts.people.by_address(address)
    if person is None or person.status != "member" or call.facts.lists.membership(group.id, person.id) is None:
        return Done("speaker_who", {"group": group.name, "said": address}, ok=False)
    if person.id in group.speakers:
        return Done("speaker_there", {"group": group.name, "who": person.name}, ok=False)
    asked = handover.asked_who(group, {"by": call.name}, call.letter.id, call.facts, call.now, only=person, waits=True)
    return Done("name_speaker", {"group": group.name, "who": person.name}, asked)


COMMAND = Command(
    name="name_speaker",
    words=("SPRECHER:IN BENENNEN", "SPRECHERIN BENENNEN", "SPRECHER BENENNEN", "NAME COORDINATOR"),
    usage="SPRECHER:IN BENENNEN AG Wohnen name@kreis.example",
    usage_en="NAME COORDINATOR housing name@kreis.example",
    help="fragt ein Mitglied der Gruppe, ob es für sie spricht",
    help_en="asks a member of the group to coordinate it",
    who=Who.MODERATOR,
    risk=Risk.RIGHTS,
    takes=("group", "address"),
    run=run,
)
