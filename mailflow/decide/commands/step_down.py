"""SPRECHERAMT ABGEBEN: somebody does not speak for a working group any more; where nobody is left, its members are asked."""

from mailflow.decide.command import Call, Command, Done, Risk, Who
from mailflow.decide.lists import handover
from mailflow.model.effects import Effect, Send
from mailflow.model.letter import Mailbox


def run(call: Call) -> Done:
    named = str(call.order.args.get("group", ""))
    own = [g for g in call.facts.lists.all() if call.sender and call.sender.id in g.speakers and named in ("", "*", g.id)]
    if call.sender is None or not own:
        return Done("not_speaker", {}, ok=False)
    effects: list[Effect] = []
    for group in own:
        effects += handover.stepped_down(group, call.sender, call.letter.id, call.facts, call.now, waits=True)
        speakers = [p.name for p in handover.speakers(group, call.facts) if p.id != call.sender.id]
        context = {"group": group.name, "who": call.sender.name, "seat": call.sender.seat, "speakers": speakers}
        effects += [
            Send("office/speaker_left", Mailbox(p.address, p.name), context | {"name": p.name}, group.id, waits=True)
            for p in call.facts.people.staff()
        ]
    return Done("step_down", {"groups": [g.name for g in own]}, tuple(effects))


COMMAND = Command(
    name="step_down",
    words=("SPRECHERAMT ABGEBEN", "SPRECHERAMT NIEDERLEGEN", "STEP DOWN"),
    wishes=(
        "ab~geben/nieder~legen/abzugeben/niederzulegen sprecheramt/sprecher:innenamt/sprecherinnenamt/sprecherrolle/sprecherfunktion",
        "ab~geben/nieder~legen/abzugeben/niederzulegen leitung/koordination/moderation {group}",
        "step* down coordinator/speaker",
    ),
    usage="SPRECHERAMT ABGEBEN AG Wohnen",
    usage_en="STEP DOWN housing",
    help="gibt Ihr Sprecheramt ab; ohne Nachfolge fragt das Forum die Mitglieder der Gruppe",
    help_en="ends your coordinating a group; where nobody follows, its members are asked",
    who=Who.INSIDE,
    risk=Risk.OWN,
    takes=("group",),
    run=run,
)
